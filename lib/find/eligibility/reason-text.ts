import type { Locale } from '#base/i18n/locales.ts'
import type { Translate } from '#base/i18n/translate.ts'
import type { Reason, Statement } from './model.ts'

const lists = new Map<string, Intl.ListFormat>()

function listOf(locale: Locale, type: 'conjunction' | 'disjunction'): Intl.ListFormat {
  const key = `${locale} ${type}`
  const list = lists.get(key) ?? new Intl.ListFormat(locale, { type, style: 'long' })
  lists.set(key, list)
  return list
}

/** More places or groups than this are cut: a rule of eighty ZIP codes helps nobody as a sentence. */
const MOST_LISTED = 8

function statementText({ key, values = {} }: Statement, t: Translate, locale: Locale): string {
  const plain: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'object') plain[name] = value
    else {
      const items = value.slice(0, MOST_LISTED).map((item) => statementText(item, t, locale))
      if (value.length > MOST_LISTED) {
        items.push(t('reasons.eligibility.more', { count: value.length - MOST_LISTED }))
      }
      plain[name] = listOf(locale, name.startsWith('anyOf') ? 'disjunction' : 'conjunction').format(items)
    }
  }
  return t(`reasons.${key}`, plain)
}

/** A reason as a sentence in the reader's language. `words` stay in the source's language and are shown beside it. */
export function reasonText(reason: Reason, t: Translate, locale: Locale): string {
  const text = statementText(reason, t, locale)
  return reason.doubtful ? t('reasons.eligibility.doubtful', { rule: text }) : text
}
