/** A reading of the clock: the hour as written, and which half of the day or style it is said to be in. */
export type Clock = {
  hour: number
  minute: number
  /** `24`: said in a way that only the 24-hour clock is (13:00, 09:00, 21 h). */
  half: 'am' | 'pm' | '24' | null
}

/** Local opening hours, HH:MM; closing at or before opening means past midnight, both 00:00 the whole day. */
export type Span = { opensAt: string; closesAt: string }

const DAY = 24 * 60
/** Longer than anything is open over a midnight: one of the two times is wrong, or its half of the day. */
const LONGEST_NIGHT = 16 * 60

export const CLOCK = String.raw`(?:12\s*)?(?:noon|midnight|mediod[íi]a|medianoche)\b|\d{1,2}(?:[:.,h]\d{1,3}){1,2}\s*(?:[ap]\.?\s?m\b\.?|[ap]\b|m\b|hrs?\b|horas?\b|h\b|z\b)?|\d{1,4}\s*(?:[ap]\.?\s?m\b\.?|p\b|a\b(?!\s+\d)|hrs?\b|horas?\b|h\b|o'?clock)`

const WRITTEN = /^(\d{1,2})(?:[:.,h](\d{1,3}))?(?:[:.,]\d{1,2})?\s*(.*)$/i

/** "9am", "9:00 a.m.", "830am", "9:0am", "21 h", "noon", "09:00:00"; undefined when no time of day stands there. */
export function readClock(raw: string): Clock | undefined {
  const text = raw.trim().toLowerCase()
  if (/noon|mediod/.test(text)) return { hour: 12, minute: 0, half: 'pm' }
  if (/midnight|medianoche/.test(text)) return { hour: 0, minute: 0, half: '24' }
  // "830am", "1000": hours and minutes without a mark between them.
  const spread = text.replace(/^(\d{1,2})(\d{2})(?=\D|$)/, (whole, hour: string, minute: string) =>
    Number(minute) < 60 && Number(hour) <= 24 && whole.length > 2 ? `${hour}:${minute}` : whole,
  )
  const found = WRITTEN.exec(spread)
  if (!found) return undefined
  const [, hours = '', minutes = '0', tail = ''] = found
  const hour = Number(hours)
  // "6:300pm" has a zero too many.
  const minute = Number(minutes.length === 3 && minutes.endsWith('0') ? minutes.slice(0, 2) : minutes)
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined
  return { hour, minute, half: halfOf(tail, hour, hours, spread) }
}

function halfOf(tail: string, hour: number, hours: string, text: string): Clock['half'] {
  if (hour > 12 || hour === 0) return '24'
  if (/^a\.?\s?m?\b|^a\./.test(tail)) return 'am'
  if (/^p\.?\s?m?\b|^p\./.test(tail)) return 'pm'
  if (/^h(?:rs?|oras?)?\b/.test(tail) || /\dh/.test(text)) return '24'
  return (hours.startsWith('0') && hours.length === 2) || /^\d{2}:\d{2}:\d{2}/.test(text) ? '24' : null
}

const minutesOf = ({ hour, minute }: Clock, half: Clock['half']): number => {
  if (half === 'am') return (hour % 12) * 60 + minute
  return half === 'pm' ? ((hour % 12) + 12) * 60 + minute : (hour % 24) * 60 + minute
}

const asText = (minutes: number): string => {
  const within = minutes % DAY
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`
}

const lengthOf = (from: number, to: number): number => (to - from + DAY) % DAY

/**
 * From opening to closing. A missing "am" or "pm" follows from the other time ("9am-5", "10-2pm": the shortest span).
 * Where both lack it, only a span over noon is assumed ("9-5", "8:30-12:00"), with a note; "4:00-6:00" stays unknown.
 * `column`: the times stand in columns of their own, where the standard has the 24-hour clock.
 */
export function spanOf(open: Clock, close: Clock, column = false): { span: Span | null; note?: string } {
  const chosen = halvesOf(open, close, column)
  if (!chosen) return { span: null, note: 'am-pm-unknown' }
  const from = minutesOf(open, chosen.open)
  let to = minutesOf(close, chosen.close)
  // A day that ends at 23:59 ends at midnight.
  if (to === DAY - 1) to = 0
  const wholeDay = from === 0 && to === 0
  const overnight = to < from && to !== 0
  if ((from === to && !wholeDay) || (overnight && lengthOf(from, to) > LONGEST_NIGHT)) {
    return { span: null, note: 'closes-before-opens' }
  }
  const span = { opensAt: asText(from), closesAt: asText(to) }
  return chosen.assumed ? { span, note: 'am-pm-assumed' } : { span }
}

type Halves = { open: Clock['half']; close: Clock['half']; assumed?: true }

function halvesOf(open: Clock, close: Clock, column: boolean): Halves | undefined {
  if (open.half && close.half) {
    // "09:00-5:00pm" is as clear as "9:00am-5:00pm"; "10:00-17:00" never gets here.
    return { open: open.half, close: close.half }
  }
  const halves = ['am', 'pm'] as const
  if (open.half === '24' || close.half === '24') return beside24(open, close)
  if (open.half) {
    const from = minutesOf(open, open.half)
    const [half] = [...halves].sort(
      (a, b) => shortest(from, minutesOf(close, a)) - shortest(from, minutesOf(close, b)),
    )
    return { open: open.half, close: half ?? null }
  }
  if (close.half) {
    const to = minutesOf(close, close.half)
    const [half] = [...halves].sort(
      (a, b) => shortest(minutesOf(open, a), to) - shortest(minutesOf(open, b), to),
    )
    return { open: half ?? null, close: close.half }
  }
  if (column && (open.hour >= 8 || open.hour === 0) && (later(open, close) || open.hour === 12)) {
    return open.hour === 12 && close.hour < 12
      ? { open: 'pm', close: 'pm', assumed: true }
      : { open: '24', close: '24' }
  }
  return overNoon(open, close)
}

const later = (open: Clock, close: Clock) => close.hour * 60 + close.minute > open.hour * 60 + open.minute

/** A length of nothing is a whole day, not the shortest span. */
const shortest = (from: number, to: number) => lengthOf(from, to) || DAY

/** One time is on the 24-hour clock: so is the other, unless that would turn the day round ("9:00-17:00", "08:00-5:00"). */
function beside24(open: Clock, close: Clock): Halves | undefined {
  const plain = lengthOf(minutesOf(open, open.half ?? '24'), minutesOf(close, close.half ?? '24'))
  if (plain > 0 && plain <= 12 * 60) return { open: open.half ?? '24', close: close.half ?? '24' }
  return overNoon({ ...open, half: null }, { ...close, half: null }) ?? { open: '24', close: '24' }
}

function overNoon(open: Clock, close: Clock): Halves | undefined {
  const morning = open.hour >= 6 && open.hour <= 11
  const afternoon = close.hour === 12 || (close.hour >= 1 && close.hour <= 6 && close.hour < open.hour)
  if (morning && afternoon) return { open: 'am', close: 'pm', assumed: true }
  if (open.hour === 12 && close.hour >= 1 && close.hour <= 6)
    return { open: 'pm', close: 'pm', assumed: true }
  return undefined
}

/**
 * Two bare numbers in the columns for opening and closing: minutes after midnight (750 = 12:30) or hours and minutes
 * run together (900 = 9:00). Only what one of the two readings alone allows, or the round minutes tell, is taken.
 */
export function spanOfNumbers(open: number, close: number): { span: Span | null; note?: string } {
  const minutes = open < DAY && close <= DAY && open < close
  const digits = [open, close].every((value) => value <= 2400 && value % 100 < 60) && open < close
  const round = [open, close].every((value) => [0, 15, 30, 45, 59].includes(value % 100))
  if (digits && (round || !minutes)) {
    const run = (value: number) => Math.floor(value / 100) * 60 + (value % 100)
    const to = run(close) === DAY - 1 ? 0 : run(close)
    return { span: { opensAt: asText(run(open)), closesAt: asText(to) } }
  }
  if (minutes && open % 5 === 0 && close % 5 === 0 && (!digits || open >= 300)) {
    return { span: { opensAt: asText(open), closesAt: asText(close) }, note: 'minutes-after-midnight' }
  }
  return { span: null, note: 'time-not-understood' }
}

export const WHOLE_DAY: Span = { opensAt: '00:00', closesAt: '00:00' }
