import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClock, spanOf, spanOfNumbers } from './hours/clock.ts'
import { readDate } from './hours/dates.ts'
import { normaliseHoliday, normaliseSchedule, type ScheduleRow, scheduleFromText } from './schedule.ts'

/** `MO,TU 09:00-17:00`, with `/2` for every other week and `closed` for a closure. */
function brief({ byday, opensAt, closesAt, closed, interval, freq, bymonthday }: ScheduleRow): string {
  const days = `${byday ?? (bymonthday ? `day ${bymonthday}` : (freq ?? 'no day'))}${interval && interval > 1 ? `/${interval}` : ''}`
  return closed ? `${days} closed` : `${days} ${opensAt ? `${opensAt}-${closesAt}` : '?'}`
}
const inWords = (raw: string) => scheduleFromText(raw).value.map(brief)

const WEEK = 'MO,TU,WE,TH,FR'
const ALL = 'MO,TU,WE,TH,FR,SA,SU'

describe('times', () => {
  it.each([
    ['9am', 9, 0, 'am'],
    ['830am', 8, 30, 'am'],
    ['9:0am', 9, 0, 'am'],
    ['7:30 am ', 7, 30, 'am'],
    ['9:00a', 9, 0, 'am'],
    ['8:00m', 8, 0, null],
    ['6:300pm', 6, 30, 'pm'],
    ['12:00pm (kitchen)', 12, 0, 'pm'],
    ['noon', 12, 0, 'pm'],
    ['09:00:00', 9, 0, '24'],
    ['17.30', 17, 30, '24'],
    ['9', 9, 0, null],
  ])('%s', (raw, hour, minute, half) => {
    expect(readClock(raw)).toEqual({ hour, minute, half })
  })

  it('reads no time where there is none', () => {
    for (const raw of ['', 'evenings', '25:00', '9:75', 'By appointment'])
      expect(readClock(raw)).toBeUndefined()
  })

  const span = (open: string, close: string, column = false) => {
    const [from, to] = [readClock(open), readClock(close)]
    return from && to ? spanOf(from, to, column) : undefined
  }

  it('gives a missing am or pm only where the other time or noon decides', () => {
    expect(span('9am', '5')?.span).toEqual({ opensAt: '09:00', closesAt: '17:00' })
    expect(span('10', '2pm')?.span).toEqual({ opensAt: '10:00', closesAt: '14:00' })
    expect(span('12', '3pm')?.span).toEqual({ opensAt: '12:00', closesAt: '15:00' })
    expect(span('9', '5')).toEqual({ span: { opensAt: '09:00', closesAt: '17:00' }, note: 'am-pm-assumed' })
    expect(span('4:00', '6:00')).toEqual({ span: null, note: 'am-pm-unknown' })
    expect(span('10:00', '11:00')).toEqual({ span: null, note: 'am-pm-unknown' })
    expect(span('10:00', '11:00', true)?.span).toEqual({ opensAt: '10:00', closesAt: '11:00' })
  })

  it('runs past midnight, and does not believe twenty hours', () => {
    expect(span('10pm', '6am')?.span).toEqual({ opensAt: '22:00', closesAt: '06:00' })
    expect(span('00:00', '23:59')?.span).toEqual({ opensAt: '00:00', closesAt: '00:00' })
    expect(span('5pm', '1pm')).toEqual({ span: null, note: 'closes-before-opens' })
    expect(span('9am', '9am')).toEqual({ span: null, note: 'closes-before-opens' })
  })

  it('tells minutes after midnight from hours run together', () => {
    expect(spanOfNumbers(750, 855).span).toEqual({ opensAt: '12:30', closesAt: '14:15' })
    expect(spanOfNumbers(570, 1050).span).toEqual({ opensAt: '09:30', closesAt: '17:30' })
    expect(spanOfNumbers(900, 1700).span).toEqual({ opensAt: '09:00', closesAt: '17:00' })
    expect(spanOfNumbers(0, 2359).span).toEqual({ opensAt: '00:00', closesAt: '00:00' })
    expect(spanOfNumbers(3, 7)).toEqual({ span: null, note: 'time-not-understood' })
  })
})

describe('hours in words', () => {
  it.each([
    ['Monday - Friday 9am - 5pm', [`${WEEK} 09:00-17:00`]],
    ['M-F 9-5', [`${WEEK} 09:00-17:00`]],
    ['Lun a Vie 9 a 17 horas', [`${WEEK} 09:00-17:00`]],
    ['De 8,30 a 15 horas de lunes a jueves', ['MO,TU,WE,TH 08:30-15:00']],
    ['8:30am-4:30pm, Mon-Fri', [`${WEEK} 08:30-16:30`]],
    ['9:00am-12:00pm; 1:00pm-4:00pm, Mon, Wed', ['MO,WE 09:00-12:00', 'MO,WE 13:00-16:00']],
    ['Mon 9-12 & 1-4', ['MO 09:00-12:00', 'MO 13:00-16:00']],
    ['Mon, Wed-Fri 9am-1pm; Sat 10am-noon', ['MO,WE,TH,FR 09:00-13:00', 'SA 10:00-12:00']],
    ['MWF 1-3pm', ['MO,WE,FR 13:00-15:00']],
    ['T/Th 9am-11am', ['TU,TH 09:00-11:00']],
    ['24/7', [`${ALL} 00:00-00:00`]],
    ['24 hours a day', [`${ALL} 00:00-00:00`]],
    ['daily 10pm - 6am', [`${ALL} 22:00-06:00`]],
    ['1st/3rd Saturday 10:30am-12:30pm', ['1SA,3SA 10:30-12:30']],
    ['2nd and 4th Friday of the month: 2 - 4 pm', ['2FR,4FR 14:00-16:00']],
    ['last Monday of each month 5pm to 6pm', ['-1MO 17:00-18:00']],
    ['Every Monday 8:00AM 11:00AM \n Every Friday 1:00PM 3:00PM', ['MO 08:00-11:00', 'FR 13:00-15:00']],
    ['Every other Tuesday 6pm-8pm', ['TU/2 18:00-20:00']],
    ['Saturday 9am-1pm (closed 1st Saturday of the month)', ['SA 09:00-13:00', '1SA closed']],
    ['Sunday: Closed Monday: 9:30-17:00 Tuesday: Closed', ['MO 09:30-17:00']],
    ['Mon-Fri 9am-4pm (closed for lunch 12pm-1pm)', [`${WEEK} 09:00-16:00`]],
    ['<tr><td>Monday</td><td>8 AM - 2 PM</td></tr>', ['MO 08:00-14:00']],
    ['Tuesdays 10am-1pm or by appointment', ['TU 10:00-13:00']],
    ['Closed', []],
  ])('%s', (raw, expected) => {
    expect(inWords(raw)).toEqual(expected)
  })

  it.each([
    ['By appointment only', 'by-appointment'],
    ['Daily 8am-9pm, by appointment only', 'by-appointment'],
    ['Thursday 4:00-6:00', 'am-pm-unknown'],
    ['Twice per month Saturday 9am-11am', 'recurrence-not-understood'],
    ['2nd Thursday, Nov & Dec, 9am-11am', 'recurrence-not-understood'],
    ['M-S 9-12pm', 'days-not-understood'],
    ['Wednesdays at 6pm', 'closing-time-missing'],
    ['after evening prayer', 'hours-not-understood'],
  ])('%s: keeps the words and invents no time', (raw, note) => {
    const found = scheduleFromText(raw)
    expect(found.note).toBe(note)
    expect(found.value.length).toBeGreaterThan(0)
    for (const row of found.value)
      expect(row).toMatchObject({ opensAt: null, closesAt: null, description: raw })
  })

  it('lets words in a weekday column hold for that day', () => {
    const rows = scheduleFromText('1st/3rd 10:30am-12:30pm 2nd: 1pm-2pm', ['TU']).value
    expect(rows.map(brief)).toEqual(['1TU,3TU 10:30-12:30', '2TU 13:00-14:00'])
  })

  it('makes closures of holidays', () => {
    const rows = scheduleFromText('Mon 9am-1pm, closed on Thanksgiving and Christmas Eve').value
    expect(rows.map(({ closed, description }) => closed && description)).toEqual([
      false,
      'Thanksgiving',
      'Christmas Eve',
    ])
    const list = normaliseSchedule({ closed: true, description: "New Year's Day\n\n Labor Day" })
    expect(list.note).toBeUndefined()
    expect(list.value.map(({ closed, description }) => closed && description)).toEqual([
      "New Year's Day",
      'Labor Day',
    ])
    expect(normaliseSchedule({ closed: 'yes', description: 'all federal holidays' }).value).toMatchObject([
      { closed: true, description: 'Federal holidays' },
    ])
    const dated = {
      closed: true,
      validFrom: '2026-12-21',
      validTo: '2027-01-02',
      description: 'Winter break',
    }
    expect(normaliseSchedule(dated).value).toMatchObject([dated])
  })
})

describe('recurrences in English', () => {
  it('reads nth weekdays with a count and exceptions', () => {
    const text =
      'Repeats every month on the third Tuesday 12 times except Tue Mar 19 2030. Tuesday, January 15, 2030 - 5:00pm to 7:00pm'
    const { value, note } = scheduleFromText(text)
    expect(note).toBeUndefined()
    expect(value[0]).toMatchObject({
      freq: 'MONTHLY',
      byday: '3TU',
      count: 12,
      dtstart: '2030-01-15',
      opensAt: '17:00',
      closesAt: '19:00',
    })
    expect(value[1]).toMatchObject({ validFrom: '2030-03-19', validTo: '2030-03-19', closed: true })
  })

  it('reads every second week and an end', () => {
    const text =
      'Repeats every 2 weeks every Saturday until Sat Aug 10 2030. Saturday, June 1, 2030 - 9:00am to 10:00am'
    expect(scheduleFromText(text).value[0]).toMatchObject({
      freq: 'WEEKLY',
      interval: 2,
      byday: 'SA',
      until: '2030-08-10',
    })
  })

  it('leaves rules for some months without times', () => {
    const text =
      'Repeats every month on March, May on the first Friday. Friday, March 1, 2030 - 9:00am to 10:00am'
    expect(scheduleFromText(text)).toMatchObject({ value: [{ opensAt: null }], note: 'months-not-modelled' })
  })
})

describe('schedule columns', () => {
  const rows = (raw: Parameters<typeof normaliseSchedule>[0]) => normaliseSchedule(raw).value.map(brief)
  it.each([
    [{ weekday: 'Monday', opensAt: '9:00am', closesAt: '5:00' }, ['MO 09:00-17:00']],
    [{ weekday: 'Monday - Friday', dtstart: '8:30AM', until: '5:30PM' }, [`${WEEK} 08:30-17:30`]],
    [
      { weekday: 'Saturday', dtstart: '12:30PM', until: '2:15PM', opensAt: '750', closesAt: '855' },
      ['SA 12:30-14:15'],
    ],
    [{ weekday: '2,4', opensAt: '12.00', closesAt: '14.00' }, ['TU,TH 12:00-14:00']],
    [{ weekday: '2nd & 4th Saturday', opensAt: '9:00am', closesAt: '1:00pm' }, ['2SA,4SA 09:00-13:00']],
    [{ byday: 'MO,TU', opensAt: '10:00:00', closesAt: '18:00:00' }, ['MO,TU 10:00-18:00']],
    [{ freq: 'MONTHLY', byday: '1SA', opensAt: '09:00:00Z', closesAt: '17:00:00Z' }, ['1SA 09:00-17:00']],
    [{ weekday: 'Monday-Sunday', dtstart: '24 hours' }, [`${ALL} 00:00-00:00`]],
    [{ weekday: 'Tuesday', dtstart: 'By appointment' }, ['TU ?']],
    [{ weekday: 'Every other Tuesday', opensAt: '6pm', closesAt: '8pm' }, ['TU/2 18:00-20:00']],
    [{ weekday: 'Monday', description: '9am-1pm, Tue\n9am-3pm, Mon' }, ['MO 09:00-15:00']],
    [{ weekday: 'monday', opensAt: '', closesAt: '' }, []],
    [{}, []],
  ])('%o', (raw, expected) => {
    expect(rows(raw)).toEqual(expected)
  })

  it('keeps the RRULE columns of the standard', () => {
    const { value } = normaliseSchedule({
      freq: 'WEEKLY',
      interval: '1',
      byday: 'TH,FR',
      dtstart: '2030-01-03',
      until: 'null',
      count: '3',
      wkst: 'TU',
      opensAt: '10:00:00',
      closesAt: '18:00:00',
    })
    expect(value[0]).toMatchObject({
      byday: 'TH,FR',
      dtstart: '2030-01-03',
      until: null,
      count: 3,
      wkst: 'TU',
    })
  })

  it('reads holiday rows, also those of every year', () => {
    expect(
      normaliseHoliday({ startDate: '12/24/2030', endDate: '12/26/30', closed: 'true' }).value,
    ).toMatchObject([{ validFrom: '2030-12-24', validTo: '2030-12-26', closed: true }])
    expect(normaliseHoliday({ startDate: 'January 01, 0001', closed: 'true' }).value).toMatchObject([
      { freq: 'YEARLY', dtstart: '2000-01-01', closed: true },
    ])
    expect(
      normaliseHoliday({ startDate: 'June 01, 0001', endDate: 'September 01, 0001', closed: 'true' }).note,
    ).toBe('season-not-dated')
  })

  it('reads dates as feeds write them', () => {
    expect(readDate('1/5/30')?.date).toBe('2030-01-05')
    expect(readDate('Tue Jan 15 2030')?.date).toBe('2030-01-15')
    expect(readDate('2030-02-30')).toBeUndefined()
    expect(readDate('9:00AM')).toBeUndefined()
  })
})

it('throws at no text whatever and gives only times that exist', () => {
  const words = fc.constantFrom(
    'Mon',
    'to',
    '-',
    'Fri',
    '9',
    '9am',
    '5pm',
    '1st',
    'closed',
    ',',
    '\n',
    'by appointment',
    '&',
  )
  const text = fc.oneof(
    fc.string({ maxLength: 80, unit: 'grapheme' }),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(text, (raw) => {
      for (const { opensAt, closesAt } of scheduleFromText(raw).value) {
        expect(opensAt === null).toBe(closesAt === null)
        if (opensAt !== null)
          expect(`${opensAt} ${closesAt}`).toMatch(/^(?:[01]\d|2[0-3]):[0-5]\d (?:[01]\d|2[0-3]):[0-5]\d$/)
      }
    }),
    { numRuns: 400 },
  )
})
