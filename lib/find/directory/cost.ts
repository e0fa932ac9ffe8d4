import type { Listing } from './model.ts'

export type Cost = {
  /** Null: the listing does not say. */
  kind: 'free' | 'sliding' | 'insurance' | 'donation' | 'fee' | null
  /** The listing's own words. */
  words: string | null
}

const FREE =
  /\b(?:free(?! of (?:drug|alcohol|violence)| parking)|no (?:fees?|costs?|charge)|without (?:charge|cost)|gratis|gratuit[oa]s?|sin costo|at no cost|none)\b/i
const SLIDING =
  /\b(?:sliding|scale|based on income|ability to pay|according to income|income[- ]based|escala|según (?:sus )?ingresos)\b/i
const DONATION = /\b(?:donations?|donativos?|donaci(?:ón|ones)|suggested)\b/i
const INSURANCE = /\b(?:insurance|medicaid|medicare|co-?pay\w*|health plan|seguro)\b/i
const FEE = /(?:[$€£]\s?\d|\b(?:fees?|cost|costs|tuition|price|charge[sd]?|cuota|tarifa)\b)/i

/** What it costs, from the fee words and the cost options; a free option wins over a price, for somebody can have it. */
export function costOf({ feesDescription, fees, costOptions }: Listing): Cost {
  const words = [feesDescription, fees].filter(Boolean).join(' ').trim()
  const options = costOptions
    .map((option) => option.amountDescription ?? option.option ?? '')
    .join(' ')
    .trim()
  const said = words || options || null
  if (costOptions.some(({ amount }) => amount === 0)) return { kind: 'free', words: said }
  if (!said) return { kind: costOptions.some(({ amount }) => (amount ?? 0) > 0) ? 'fee' : null, words: null }
  if (SLIDING.test(said)) return { kind: 'sliding', words: said }
  if (FREE.test(said)) return { kind: 'free', words: said }
  if (DONATION.test(said)) return { kind: 'donation', words: said }
  if (INSURANCE.test(said)) return { kind: 'insurance', words: said }
  return { kind: FEE.test(said) || costOptions.length > 0 ? 'fee' : null, words: said }
}
