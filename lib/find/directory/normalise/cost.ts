import { type Normalised, normalised, remembering } from './normalised.ts'

/** Whole and parts of a currency, as HSDS `cost_option.amount` has it; null when the words name no single amount. */
export type CostAmount = { amount: number | null; currency: string | null }

const FREE =
  /^(?:free(?: of charge)?|no (?:cost|charge|fees?)|none|gratis|gratuito|sin costo|\$?0(?:\.00)?)\.?$/i
const CURRENCIES: Readonly<Record<string, string>> = { $: 'USD', '£': 'GBP', '€': 'EUR' }
const AMOUNT =
  /([$£€])\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?|(\d+(?:\.\d{1,2})?)\s*(?:usd|dollars|d[óo]lares)\b/gi

/**
 * The amount in a cost field: "Free" is 0, "$25.00" is 25. Several amounts ("$25 to $40", per visit and per year) are
 * not one price: null, noted; the words stay with the caller, and `costOf` reads free, sliding and donation from them.
 */
export const normaliseCost: (raw: string) => Normalised<CostAmount> = remembering((raw) => {
  const text = raw.trim()
  if (text === '') return normalised({ amount: null, currency: null })
  if (FREE.test(text)) return normalised({ amount: 0, currency: 'USD' })
  if (/^\d+(?:\.\d{1,2})?$/.test(text)) return normalised({ amount: Number(text), currency: null })
  const amounts = [...text.matchAll(AMOUNT)]
  const [first] = amounts
  if (!first) return normalised({ amount: null, currency: null })
  const values = new Set(
    amounts.map((one) => Number((one[4] ?? `${one[2]}${one[3] ?? ''}`).replaceAll(',', ''))),
  )
  const currency = CURRENCIES[first[1] ?? '$'] ?? null
  const [amount] = values
  return values.size === 1 && amount !== undefined
    ? normalised({ amount, currency })
    : normalised({ amount: null, currency }, 'cost-several-amounts')
})
