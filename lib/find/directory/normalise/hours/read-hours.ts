import { type Normalised, normalised, remembering } from '../normalised.ts'
import { cleanText } from '../text.ts'
import { type Clock, type Span, spanOf, WHOLE_DAY } from './clock.ts'
import { closedOnHolidays } from './closures.ts'
import { monthly, type ScheduleRow, scheduleRow, weekly } from './row.ts'
import { type Token, tokensOf } from './tokens.ts'
import { WEEKDAYS, type Weekday } from './weekdays.ts'

/** Days and the hours that belong to them, while a text is read. */
type Group = {
  days: Weekday[]
  ordinals: number[]
  spans: (Span | null)[]
  fortnight: boolean
  /** When it is cannot be said: "twice a month", in some months only, by appointment. */
  unknown: boolean
  closed: boolean
  /** Its sentence or line has ended: more days would be others'. */
  sealed: boolean
  /** The hours came before the days: "9:00am-5:00pm, Mon-Fri". */
  timesFirst: boolean
}

type Reading = {
  group: Group
  pending: (Span | null)[]
  rows: Partial<ScheduleRow>[]
  notes: Set<string>
  /** Days that hold where the text names none: it stands in a column for Tuesday. */
  home: readonly Weekday[]
  /** Words before the next hours that say they are not opening hours. */
  ignoring: 'pause' | 'closed' | undefined
  unsure: boolean
}

const emptyGroup = (): Group => ({
  days: [],
  ordinals: [],
  spans: [],
  fortnight: false,
  unknown: false,
  closed: false,
  sealed: false,
  timesFirst: false,
})

/** Reading costs time in the length of the text; hours longer than this are prose. */
const LONGEST_TEXT = 2000

/**
 * Hours in words: weekday names and ranges before or after their times, several spans a day, "1st & 3rd Saturday",
 * "24/7", "closed", "by appointment", English and Spanish. What cannot be placed for certain becomes a row without
 * times that carries the words, never an invented time. Notes say what was assumed or left out.
 */
export function readHours(raw: string, home: readonly Weekday[] = []): Normalised<ScheduleRow[]> {
  return home.length === 0 ? withoutHome(raw) : read(raw, home)
}

const withoutHome = remembering((raw) => read(raw, []))

function read(raw: string, home: readonly Weekday[]): Normalised<ScheduleRow[]> {
  const text = cleanText(raw).value
  if (text === '') return normalised([])
  if (text.length > LONGEST_TEXT) return normalised([scheduleRow({ description: text })], 'hours-too-long')
  const reading: Reading = {
    group: emptyGroup(),
    pending: [],
    rows: [],
    notes: new Set(),
    home,
    ignoring: undefined,
    unsure: /by appointment only|appointments? (?:only|required)|solo con cita/i.test(text),
  }
  const tokens = tokensOf(text)
  for (let index = 0; index < tokens.length; index++) index = step(reading, tokens, index)
  flush(reading)
  leftovers(reading, text)
  reading.rows.push(...closedOnHolidays(text))
  return normalised(withWords(reading, text), [...reading.notes][0])
}

/** Takes one token, or the few that make a span; gives the index of the last one taken. */
function step(reading: Reading, tokens: readonly Token[], index: number): number {
  const token = tokens[index]
  if (!token) return index
  const { group } = reading
  switch (token.kind) {
    case 'time':
      return takeTimes(reading, tokens, index)
    case 'days':
      startOver(reading)
      reading.group.days.push(...token.days)
      if (reading.pending.length > 0) attachPending(reading)
      break
    case 'ordinal':
      startOver(reading)
      reading.group.ordinals.push(token.ordinal)
      break
    case 'allDay':
      if (token.week && group.days.length === 0) group.days.push(...WEEKDAYS)
      addSpan(reading, WHOLE_DAY)
      break
    case 'fortnight':
      startOver(reading)
      reading.group.fortnight = true
      break
    case 'sometimes':
    case 'month':
      if (group.spans.length > 0 && token.kind === 'sometimes') flush(reading)
      reading.group.unknown = true
      break
    case 'appointment':
      if (group.spans.length === 0) group.unknown = true
      break
    case 'closed':
      if (group.days.length > 0 && group.spans.length === 0) group.closed = true
      else reading.ignoring = 'closed'
      break
    case 'pause':
      reading.ignoring = 'pause'
      break
    case 'segment':
      endSegment(reading)
      break
    // Closures on holidays are read from the whole text.
    default:
  }
  return index
}

/** After hours, new days or ordinals begin a new group; so do days after a closed day. */
function startOver(reading: Reading): void {
  const { group } = reading
  const done = group.timesFirst
    ? group.sealed
    : group.spans.length > 0 || group.sealed || (group.closed && group.days.length > 0)
  if (done && group.days.length + group.ordinals.length > 0) flush(reading)
  if (reading.ignoring === 'closed') {
    flush(reading)
    reading.group.closed = true
    reading.ignoring = undefined
  }
}

function attachPending(reading: Reading): void {
  reading.group.spans.push(...reading.pending)
  reading.group.timesFirst = true
  reading.pending = []
}

function endSegment(reading: Reading): void {
  const { group } = reading
  if (group.spans.length > 0 || group.closed || group.unknown) flush(reading)
  reading.group.sealed = reading.group.days.length > 0
  reading.ignoring = undefined
}

function takeTimes(reading: Reading, tokens: readonly Token[], index: number): number {
  const token = tokens[index]
  if (token?.kind !== 'time') return index
  const next = tokens[index + 1]
  const closing = next?.kind === 'to' ? tokens[index + 2] : next
  if (closing?.kind === 'time' && (next?.kind === 'to' || !(token.bare || closing.bare))) {
    addClocks(reading, token.clock, closing.clock)
    return next?.kind === 'to' ? index + 2 : index + 1
  }
  // A bare number is a count, a year, an age; a time alone is when something begins, and no span.
  if (!token.bare) {
    reading.notes.add('closing-time-missing')
    addSpan(reading, null)
  }
  return index
}

function addClocks(reading: Reading, open: Clock, close: Clock): void {
  const { span, note } = orderedSpan(reading, open, close)
  if (reading.ignoring) {
    reading.notes.add(reading.ignoring === 'pause' ? 'pause-left-out' : 'closed-hours-left-out')
    reading.ignoring = undefined
    return
  }
  if (note) reading.notes.add(note)
  addSpan(reading, span)
}

/** Of two spans of one day without "am" or "pm" the second is later: "9-12, 1-4". */
function orderedSpan({ group, pending }: Reading, open: Clock, close: Clock): ReturnType<typeof spanOf> {
  const found = spanOf(open, close)
  const before = [...group.spans, ...pending].at(-1)
  if (found.span || !before || open.half || close.half || before.closesAt > '13:59') return found
  const afternoon = spanOf({ ...open, half: 'pm' }, { ...close, half: 'pm' }).span
  if (!afternoon || afternoon.opensAt < before.closesAt) return found
  // Read as morning it would lie inside or before the span that it follows.
  const morning = `${String(open.hour % 12).padStart(2, '0')}:${String(open.minute).padStart(2, '0')}`
  return morning < before.closesAt ? { span: afternoon, note: 'am-pm-assumed' } : found
}

function addSpan(reading: Reading, span: Span | null): void {
  const { group } = reading
  if (group.timesFirst) flush(reading)
  const hasDays =
    reading.group.days.length > 0 || (reading.group.ordinals.length > 0 && reading.home.length > 0)
  if (hasDays) reading.group.spans.push(span)
  else reading.pending.push(span)
}

function flush(reading: Reading): void {
  const { group, rows, notes } = reading
  reading.group = emptyGroup()
  const days = group.days.length > 0 ? group.days : group.ordinals.length > 0 ? [...reading.home] : []
  if (group.closed) {
    if (group.spans.length > 0) notes.add('closed-hours-left-out')
    // A weekday without hours is closed anyway; only "closed every first Saturday" takes something away.
    if (group.ordinals.length > 0 && days.length > 0)
      rows.push({ ...monthly(days, group.ordinals, null), closed: true })
    return
  }
  if (days.length === 0) {
    reading.pending.push(...group.spans)
    if (group.unknown) reading.group.unknown = true
    return
  }
  const unknown = group.unknown || reading.unsure
  const spans = unknown || group.spans.length === 0 ? [null] : group.spans
  if (spans.length > 0 && group.spans.length === 0 && !unknown) notes.add('hours-not-understood')
  if (group.unknown) notes.add('recurrence-not-understood')
  if (reading.unsure) notes.add('by-appointment')
  for (const span of spans) {
    if (group.ordinals.length > 0) rows.push(monthly(days, group.ordinals, span))
    else rows.push({ ...weekly(days, span), ...(group.fortnight ? { interval: 2 } : {}) })
  }
  if (group.fortnight) notes.add('fortnight-without-a-date')
}

const APPOINTMENT = /appointment|appt|\bcita|on[- ]call/i

/** Hours that no day was named for: those of the column's day, or of no day that can be said. */
function leftovers(reading: Reading, text: string): void {
  const { pending, home, rows, notes, group } = reading
  const known = pending.filter((span) => span !== null)
  if (pending.length === 0 && (!group.unknown || rows.length > 0)) {
    if (rows.length === 0 && !/^[^\p{L}]*(?:closed|cerrado|none|n\/?a)[^\p{L}]*$/iu.test(text)) {
      notes.add(APPOINTMENT.test(text) ? 'by-appointment' : 'hours-not-understood')
      rows.push({})
    }
    return
  }
  const everyDay = pending.length === 1 && pending[0] === WHOLE_DAY && rows.length === 0
  const days = home.length > 0 ? home : everyDay ? WEEKDAYS : undefined
  if (days && !group.unknown && known.length > 0) {
    for (const span of known) rows.push(weekly(days, span))
    if (known.length === pending.length) return
  }
  if (pending.length === 0 && APPOINTMENT.test(text)) notes.add('by-appointment')
  notes.add(days ? 'hours-not-understood' : 'days-not-understood')
  rows.push(days ? weekly(days, null) : {})
}

/** Words stand with the first row when anything is less than certain, and with every row that has no times. */
function withWords({ rows, notes }: Reading, text: string): ScheduleRow[] {
  return rows.map((row, index) => {
    const needsWords = (row.opensAt == null && !row.closed) || (index === 0 && notes.size > 0)
    return scheduleRow(needsWords ? { ...row, description: text } : row)
  })
}
