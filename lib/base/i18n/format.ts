import type { Locale } from './locales.ts'

/** Makes each formatter once: making one costs a hundred times what using it costs. */
function kept<K extends string, T>(make: (locale: Locale, kind: K) => T): (locale: Locale, kind: K) => T {
  const made = new Map<string, T>()
  return (locale, kind) => {
    const key = `${locale} ${kind}`
    let formatter = made.get(key)
    if (formatter === undefined) {
      formatter = make(locale, kind)
      made.set(key, formatter)
    }
    return formatter
  }
}

const numbers = kept(
  (locale, digits: '0' | '1') => new Intl.NumberFormat(locale, { maximumFractionDigits: Number(digits) }),
)
const days = kept(
  (locale, _kind: 'day') => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
)
const lists = kept(
  (locale, type: 'conjunction' | 'disjunction') => new Intl.ListFormat(locale, { type, style: 'long' }),
)
const languages = kept((locale, _kind: 'name') => new Intl.DisplayNames(locale, { type: 'language' }))

/** A number with at most so many digits behind the point. */
export function formatNumber(value: number, locale: Locale, digits: 0 | 1 = 0): string {
  return numbers(locale, `${digits}`).format(value)
}

const MOST_DAYS = 5_000
const formattedDays = new Map<string, string>()

/** A calendar day (`2026-11-24`, or an instant taken in UTC) as people write it. */
export function formatDay(day: string, locale: Locale): string {
  const date = day.slice(0, 10)
  const key = `${locale} ${date}`
  let text = formattedDays.get(key)
  if (text === undefined) {
    if (formattedDays.size >= MOST_DAYS) formattedDays.clear()
    text = days(locale, 'day').format(new Date(date))
    formattedDays.set(key, text)
  }
  return text
}

/** `a, b and c`, or with `disjunction` `a, b or c`. */
export function formatList(
  items: readonly string[],
  locale: Locale,
  type: 'conjunction' | 'disjunction' = 'conjunction',
): string {
  return lists(locale, type).format(items)
}

/** The name of a language (BCP 47), or the code where it has none. */
export function languageName(code: string, locale: Locale): string {
  return languages(locale, 'name').of(code) ?? code
}
