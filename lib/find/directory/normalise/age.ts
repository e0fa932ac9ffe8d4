import { type Normalised, normalised, remembering } from './normalised.ts'

/** Years, both ends included; months stand as parts of a year (18 months = 1.5). Null: no limit, or not said. */
export type AgeRange = { minimum: number | null; maximum: number | null }

const NUMBER = String.raw`(\d{1,3}(?:\.\d+)?)`
const UNIT = String.raw`\s*(years?|yrs?|y\/?o|months?|mos?|weeks?|a[ñn]os?|meses|mes)?(?:\s*(?:old|of age|de edad))?`
const RANGE = new RegExp(`${NUMBER}${UNIT}\\s*(?:-|–|to|through|thru|a|y|and|hasta)\\s*${NUMBER}${UNIT}`, 'i')
const BETWEEN_BIRTH = new RegExp(
  `(?:birth|newborns?|infants?|nacimiento)\\s*(?:-|–|to|through|a|hasta)\\s*${NUMBER}${UNIT}`,
  'i',
)
const AT_LEAST = new RegExp(
  `(?:(?:at least|minimum(?: age)?(?: of)?|from|ages?|desde(?: los)?|m[íi]nimo)\\s*)?${NUMBER}${UNIT}\\s*(?:\\+|and (?:over|older|up|above)|or (?:over|older|above|more)|y? ?(?:plus\\b|en adelante)|o m[áa]s|y mayores)`,
  'i',
)
const OVER = new RegExp(
  `(?:over|older than|above|>|mayor(?:es)? de)\\s*(?:age |the age of )?${NUMBER}${UNIT}`,
  'i',
)
const AT_MOST = new RegExp(
  `(?:(?:up to|through|maximum(?: age)?(?: of)?|hasta(?: los)?|<=)\\s*(?:age )?${NUMBER}${UNIT})|${NUMBER}${UNIT}\\s*(?:and|or|&)\\s*(?:under|younger|below)`,
  'i',
)
const UNDER = new RegExp(
  `(?:under|younger than|below|less than|<|menor(?:es)? de)\\s*(?:age |the age of )?${NUMBER}${UNIT}`,
  'i',
)
const FROM = new RegExp(
  `(?:at least|minimum(?: age)?(?: of)?|from|desde(?: los)?|>=)\\s*(?:age )?${NUMBER}${UNIT}`,
  'i',
)
const SINGLE = new RegExp(`^(?:ages?:?\\s*|edad:?\\s*)?${NUMBER}${UNIT}$`, 'i')

/** Older than anybody: a feed's way of saying "no limit". */
const NO_LIMIT = 100

/**
 * An age field: "65+", "18 months", "13 to 17", "under 18", "18 and over", "birth to 3", "mayores de 60 años". "Over 18"
 * is taken as 18 and older, as it is nearly always meant. Words that say no age give both ends null.
 */
export const normaliseAgeRange: (raw: string) => Normalised<AgeRange> = remembering((raw) => {
  const text = raw.trim().toLowerCase()
  const none = { minimum: null, maximum: null }
  if (text === '' || /^(?:all(?: ages)?|any(?: age)?|everyone|none|n\/?a|todas(?: las edades)?)$/.test(text))
    return normalised(none)
  const found = rangeIn(text)
  if (!found) return normalised(none, 'age-not-understood')
  const { minimum, maximum } = found
  if (minimum !== null && maximum !== null && minimum > maximum) return normalised(none, 'age-range-reversed')
  if ((minimum ?? 0) > 120) return normalised(none, 'age-impossible')
  return normalised({
    minimum: minimum === 0 ? null : minimum,
    maximum: maximum !== null && maximum >= NO_LIMIT ? null : maximum,
  })
})

function rangeIn(text: string): AgeRange | undefined {
  const range = RANGE.exec(text)
  if (range) {
    // "6-18 months": the unit behind the second number is that of both.
    return { minimum: years(range[1], range[2] ?? range[4]), maximum: years(range[3], range[4]) }
  }
  const birth = BETWEEN_BIRTH.exec(text)
  if (birth) return { minimum: null, maximum: years(birth[1], birth[2]) }
  const under = UNDER.exec(text)
  const atMost = AT_MOST.exec(text)
  const maximum = atMost
    ? years(atMost[1] ?? atMost[3], atMost[2] ?? atMost[4])
    : under
      ? below(years(under[1], under[2]))
      : null
  const from = AT_LEAST.exec(text) ?? OVER.exec(text) ?? FROM.exec(text)
  if (from || maximum !== null) return { minimum: from ? years(from[1], from[2]) : null, maximum }
  const single = SINGLE.exec(text)
  return single ? { minimum: years(single[1], single[2]), maximum: years(single[1], single[2]) } : undefined
}

/** "Under 18" ends with 17; under one year ends with what is left of it. */
const below = (age: number) => (age > 1 ? Math.ceil(age) - 1 : Math.max(0, age - 1 / 12))

function years(number: string | undefined, unit: string | undefined): number {
  const value = Number(number)
  if (/^(?:mo|mes)/.test(unit ?? '')) return Math.round((value / 12) * 100) / 100
  return /^week/.test(unit ?? '') ? Math.round((value / 52) * 100) / 100 : value
}

/**
 * One end of a range that has a column of its own: "18", "18.0", "18 months". A whole range in it says the other end
 * too, for who has not filled in that one; "65+" as an upper limit is none.
 */
export function normaliseAge(
  raw: string | number | null | undefined,
  end: keyof AgeRange,
): Normalised<AgeRange> {
  const none = { minimum: null, maximum: null }
  if (raw === null || raw === undefined || raw === '') return normalised(none)
  const number = Number(raw)
  if (Number.isFinite(number)) {
    return number >= 0 && number <= 150
      ? normalised({ ...none, [end]: number })
      : normalised(none, 'age-impossible')
  }
  const text = String(raw)
  const { value, note } = normaliseAgeRange(text)
  if (note) return normalised(none, note)
  if (RANGE.test(text) || BETWEEN_BIRTH.test(text)) return normalised(value)
  const isOtherEnd = value[end] === null && (value.minimum ?? value.maximum) !== null
  return normalised({ ...none, [end]: value[end] }, isOtherEnd ? 'age-of-the-other-end' : undefined)
}
