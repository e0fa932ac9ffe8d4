import { DateTime } from 'luxon'
import { remembering } from '../normalised.ts'

/** A calendar day, YYYY-MM-DD. `everyYear`: written with year 1 or 0, or none; then the year here is a leap year. */
export type ReadDate = { date: string; everyYear: boolean }

const FORMATS = [
  'M/d/yyyy',
  'M/d/yy',
  'M-d-yyyy',
  'LLLL d, yyyy',
  'LLLL d yyyy',
  'LLL d, yyyy',
  'LLL d yyyy',
  'd LLLL yyyy',
  'yyyyMMdd',
]
/** A leap year, so that 29 February exists; any will do. */
const ANY_YEAR = 2000

/** Dates as feeds write them: ISO with or without time, US order with slashes, month names; undefined for the rest. */
export function readDate(raw: string | null | undefined): ReadDate | undefined {
  return parse(raw ?? '') ?? undefined
}

const parse = remembering((raw): ReadDate | null => {
  const text = raw.trim().replace(/^(?:mon|tue|wed|thu|fri|sat|sun)\p{L}*,?\s+/iu, '')
  if (text === '' || /^(?:null|none|n\/?a)$/i.test(text)) return null
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text)
  if (iso) return dayOf(DateTime.utc(Number(iso[1]), Number(iso[2]), Number(iso[3]))) ?? null
  // A date has a month by name or at least two parts: the formats are dear to try.
  if (!/\d\D+\d|^\d{8}$/.test(text) || /:/.test(text)) return null
  for (const format of FORMATS) {
    const day = dayOf(DateTime.fromFormat(text, format, { zone: 'utc', locale: 'en-US' }))
    if (day) return day
  }
  const spanish = DateTime.fromFormat(text, "d 'de' LLLL 'de' yyyy", { zone: 'utc', locale: 'es' })
  return dayOf(spanish) ?? null
})

function dayOf(day: DateTime): ReadDate | undefined {
  if (!day.isValid) return undefined
  const everyYear = day.year <= 1
  const date = (everyYear ? day.set({ year: ANY_YEAR }) : day).toISODate()
  return date === null ? undefined : { date, everyYear }
}
