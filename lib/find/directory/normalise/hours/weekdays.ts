export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
/** As RFC 5545 names them. */
export type Weekday = (typeof WEEKDAYS)[number]

const NAMES: readonly [Weekday, string][] = [
  ['MO', 'mondays?|mon|mo|lunes|lun'],
  ['TU', 'tuesdays?|tues?|tu|martes|mar'],
  ['WE', 'wednesdays?|wendesdays?|wednsdays?|weds?|we|mi[ée]rcoles|mi[ée]r?'],
  ['TH', 'thursdays?|thurs?|thu|th|jueves|jue?v?'],
  ['FR', 'fridays?|fri|fr|viernes|vie?r?'],
  ['SA', 'saturdays?|satur|sat|sa|s[áa]bados?|s[áa]b'],
  ['SU', 'sundays?|sun|su|domingos?|dom'],
]

/** Weekday names of English and Spanish, whole words; a dot may follow a short one. */
export const WEEKDAY_NAME = `(?:${NAMES.map(([, names]) => names).join('|')})(?![\\p{L}'’])\\.?`

const PATTERNS = NAMES.map(([day, names]) => [day, new RegExp(`^(?:${names})\\.?$`, 'iu')] as const)

export function weekdayOf(word: string): Weekday | undefined {
  return PATTERNS.find(([, pattern]) => pattern.test(word))?.[0]
}

/** Monday to Friday; Friday to Monday runs over the week's end. */
export function weekdaysFrom(first: Weekday, last: Weekday): Weekday[] {
  const [from, to] = [WEEKDAYS.indexOf(first), WEEKDAYS.indexOf(last)]
  const count = ((to - from + 7) % 7) + 1
  return Array.from({ length: count }, (_, step) => WEEKDAYS[(from + step) % 7] as Weekday)
}

export const inWeekOrder = (days: Iterable<Weekday>): Weekday[] => {
  const given = new Set(days)
  return WEEKDAYS.filter((day) => given.has(day))
}

const LETTERS: Readonly<Record<string, Weekday>> = {
  m: 'MO',
  t: 'TU',
  tu: 'TU',
  w: 'WE',
  r: 'TH',
  th: 'TH',
  f: 'FR',
  sa: 'SA',
  su: 'SU',
  l: 'MO',
  j: 'TH',
  v: 'FR',
}

/**
 * Letters for days: "M-F", "MWF", "T/Th", "MTWThF", "L-V". A lone "S" is Saturday or Sunday, so letters that hold one
 * are not read.
 */
export const LETTER_DAYS = String.raw`[ML]\s?[-–]\s?(?:F(?:ri)?|V(?:ie)?|Th(?:u|ur|urs)?|Sat?|Sun?)\b|(?:M|T(?:u|h)?|W|R|F|Sa|Su)(?:[/,]\s?(?:M|T(?:u|h)?|W|R|F|Sa|Su))+(?![\p{L}'’])|\b(?=[MTWRF])M?(?:Tu|T(?!h))?W?(?:Th|R)?F?(?:Sa)?(?:Su)?(?<=\p{L}{2})(?![\p{L}'’])`

export function daysOfLetters(text: string): Weekday[] {
  const range = /^([ML])\s?[-–]\s?(\p{L}+)$/u.exec(text)
  if (range) {
    const last = LETTERS[(range[2] ?? '').toLowerCase()] ?? weekdayOf(range[2] ?? '')
    return last ? weekdaysFrom('MO', last) : []
  }
  return inWeekOrder(
    [...text.matchAll(/Tu|Th|Sa|Su|[MTWRF]/gi)].map(([letter]) => LETTERS[letter.toLowerCase()] ?? 'MO'),
  )
}

/** Columns of numbers: 1 to 7 from Monday (HSDS 1.x), 0 also for Sunday; or names, codes and ranges of them. */
export function daysOfNumbers(text: string): Weekday[] | undefined {
  if (!/^[0-7](?:\s*,\s*[0-7])*$/.test(text.trim())) return undefined
  return inWeekOrder(text.split(',').map((number) => WEEKDAYS[(Number(number) + 6) % 7] as Weekday))
}
