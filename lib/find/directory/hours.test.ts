import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOLIDAYS, holidayDate, holidaysNamed, isFederalHoliday } from './holidays.ts'
import {
  closesAt,
  closesSoon,
  hasEvenings,
  hasWeekends,
  hoursRows,
  isOpenAt,
  localDate,
  nextOpening,
  readHours,
} from './hours.ts'
import { type ScheduleRow, scheduleRow } from './normalise/hours/row.ts'

const ZONE = 'America/Chicago'
const hoursOf = (...rows: Partial<ScheduleRow>[]) => readHours(rows.map(scheduleRow), ZONE)
const weekly = (byday: string, opensAt: string, closes: string) => ({
  freq: 'WEEKLY' as const,
  byday,
  opensAt,
  closesAt: closes,
})
const office = weekly('MO,TU,WE,TH,FR', '09:00', '17:00')
const local = (text: string) => new Date(text)

describe('open or not', () => {
  it('opens at the minute and closes at the minute', () => {
    const hours = hoursOf(office)
    expect(isOpenAt(hours, local('2030-01-07T08:59:59-06:00'))).toBe('closed')
    expect(isOpenAt(hours, local('2030-01-07T09:00:00-06:00'))).toBe('open')
    expect(isOpenAt(hours, local('2030-01-07T16:59:59-06:00'))).toBe('open')
    expect(isOpenAt(hours, local('2030-01-07T17:00:00-06:00'))).toBe('closed')
    expect(isOpenAt(hours, local('2030-01-06T12:00:00-06:00'))).toBe('closed')
  })

  it('runs past midnight into a day that has no hours', () => {
    const hours = hoursOf(weekly('SA', '22:00', '06:00'))
    expect(isOpenAt(hours, local('2030-01-06T05:59:00-06:00'))).toBe('open') // Sunday
    expect(isOpenAt(hours, local('2030-01-06T06:00:00-06:00'))).toBe('closed')
    expect(isOpenAt(hours, local('2030-01-05T05:00:00-06:00'))).toBe('closed') // Saturday before
  })

  it('tells unknown from closed', () => {
    expect(isOpenAt(hoursOf(), new Date(0))).toBe('unknown')
    const byAppointment = hoursOf({ description: 'By appointment' })
    expect(isOpenAt(byAppointment, local('2030-01-07T12:00:00-06:00'))).toBe('unknown')
    const tuesdaysUnknown = hoursOf(office, { freq: 'WEEKLY', byday: 'SA' })
    expect(isOpenAt(tuesdaysUnknown, local('2030-01-05T12:00:00-06:00'))).toBe('unknown')
    expect(isOpenAt(tuesdaysUnknown, local('2030-01-06T12:00:00-06:00'))).toBe('closed')
  })

  it('keeps nth weekdays', () => {
    const hours = hoursOf({ freq: 'MONTHLY', byday: '1SA,-1SA', opensAt: '10:00', closesAt: '12:00' })
    const open = [5, 12, 19, 26].map((day) =>
      isOpenAt(hours, local(`2030-01-${String(day).padStart(2, '0')}T11:00:00-06:00`)),
    )
    expect(open).toEqual(['open', 'closed', 'closed', 'open'])
  })

  it('keeps recurrences that count, skip and end', () => {
    const everyOther = hoursOf({
      ...weekly('TU', '10:00', '12:00'),
      interval: 2,
      count: 3,
      dtstart: '2030-01-01',
    })
    const open = [1, 8, 15, 22, 29].map((day) =>
      isOpenAt(everyOther, local(`2030-01-${String(day).padStart(2, '0')}T11:00:00-06:00`)),
    )
    expect(open).toEqual(['open', 'closed', 'open', 'closed', 'open'])
    expect(isOpenAt(everyOther, local('2030-02-12T11:00:00-06:00'))).toBe('closed')
    const undated = hoursOf({ ...weekly('TU', '10:00', '12:00'), interval: 2 })
    expect(isOpenAt(undated, local('2030-01-01T11:00:00-06:00'))).toBe('unknown')
  })

  it('keeps days of the month and the bounds of validity', () => {
    const hours = hoursOf({ freq: 'MONTHLY', bymonthday: '15', opensAt: '10:00', closesAt: '12:00' })
    expect(isOpenAt(hours, local('2030-02-15T11:00:00-06:00'))).toBe('open')
    expect(isOpenAt(hours, local('2030-02-14T11:00:00-06:00'))).toBe('closed')
    const summer = hoursOf({ ...office, validFrom: '2030-06-01', validTo: '2030-08-31' })
    expect(isOpenAt(summer, local('2030-05-31T11:00:00-05:00'))).toBe('closed')
    expect(isOpenAt(summer, local('2030-06-03T11:00:00-05:00'))).toBe('open')
  })

  it('closes on holidays and single days, and may be closed on holidays nobody named', () => {
    const thanksgiving = hoursOf(office, { closed: true, description: 'Thanksgiving' })
    expect(isOpenAt(thanksgiving, local('2030-11-28T11:00:00-06:00'))).toBe('closed')
    expect(isOpenAt(thanksgiving, local('2030-11-27T11:00:00-06:00'))).toBe('open')
    const federal = hoursOf(office, { closed: true, description: 'Federal holidays' })
    expect(isOpenAt(federal, local('2030-07-04T11:00:00-05:00'))).toBe('closed')
    const some = hoursOf(office, { closed: true, description: 'Holidays' })
    expect(isOpenAt(some, local('2030-07-04T11:00:00-05:00'))).toBe('unknown')
    expect(isOpenAt(some, local('2030-07-05T11:00:00-05:00'))).toBe('open')
    const yearly = hoursOf(office, { closed: true, freq: 'YEARLY', dtstart: '2000-12-24' })
    expect(isOpenAt(yearly, local('2030-12-24T11:00:00-06:00'))).toBe('closed')
  })

  it('puts the hours of one date above the usual ones', () => {
    const hours = hoursOf(office, {
      validFrom: '2030-01-07',
      validTo: '2030-01-07',
      opensAt: '13:00',
      closesAt: '14:00',
    })
    expect(isOpenAt(hours, local('2030-01-07T10:00:00-06:00'))).toBe('closed')
    expect(isOpenAt(hours, local('2030-01-07T13:30:00-06:00'))).toBe('open')
  })

  it('refuses a zone that does not exist', () => {
    expect(() => readHours([], 'America/Nowhere')).toThrow(RangeError)
  })
})

describe('daylight saving time', () => {
  const night = hoursOf(weekly('SA', '22:00', '06:00'))
  it('keeps the wall clock in spring and autumn', () => {
    // Clocks go from 02:00 to 03:00 on 2030-03-10, and back from 02:00 to 01:00 on 2030-11-03.
    expect(closesAt(night, local('2030-03-10T01:30:00-06:00'))).toEqual(local('2030-03-10T06:00:00-05:00'))
    expect(closesAt(night, local('2030-11-03T01:30:00-05:00'))).toEqual(local('2030-11-03T06:00:00-06:00'))
    expect(nextOpening(hoursOf(weekly('SU', '09:00', '12:00')), local('2030-03-10T01:00:00-06:00'))).toEqual(
      local('2030-03-10T09:00:00-05:00'),
    )
  })

  it('is open in both of the hours that autumn has twice', () => {
    const hours = hoursOf(weekly('SU', '01:00', '02:00'))
    expect(isOpenAt(hours, local('2030-11-03T01:30:00-05:00'))).toBe('open')
    expect(isOpenAt(hours, local('2030-11-03T01:30:00-06:00'))).toBe('open')
  })
})

describe('what comes next', () => {
  it('finds the next opening, over a closure', () => {
    const hours = hoursOf(office, { validFrom: '2030-01-08', validTo: '2030-01-08', closed: true })
    expect(nextOpening(hours, local('2030-01-07T18:00:00-06:00'))).toEqual(local('2030-01-09T09:00:00-06:00'))
    expect(nextOpening(hours, local('2030-01-07T08:00:00-06:00'))).toEqual(local('2030-01-07T09:00:00-06:00'))
    expect(nextOpening(hoursOf(), new Date(0))).toBeNull()
  })

  it('says when it closes, also when spans touch', () => {
    const hours = hoursOf(weekly('MO', '09:00', '12:00'), weekly('MO', '12:00', '15:00'))
    expect(closesAt(hours, local('2030-01-07T10:00:00-06:00'))).toEqual(local('2030-01-07T15:00:00-06:00'))
    expect(closesSoon(hours, local('2030-01-07T14:10:00-06:00'))).toBe(true)
    expect(closesSoon(hours, local('2030-01-07T13:10:00-06:00'))).toBe(false)
    expect(closesAt(hoursOf(weekly('MO,TU,WE,TH,FR,SA,SU', '00:00', '00:00')), new Date())).toBeNull()
  })

  it('knows evenings and weekends', () => {
    expect([hasEvenings(hoursOf(office)), hasWeekends(hoursOf(office))]).toEqual([false, false])
    expect(hasEvenings(hoursOf(weekly('TU', '12:00', '18:30')))).toBe(true)
    expect(hasWeekends(hoursOf({ freq: 'MONTHLY', byday: '1SA', opensAt: '09:00', closesAt: '10:00' }))).toBe(
      true,
    )
    expect([hasEvenings(hoursOf({})), hasWeekends(hoursOf({}))]).toEqual([null, null])
  })
})

describe('rows to show', () => {
  it('puts days of the same hours together, Monday first', () => {
    const hours = hoursOf(
      weekly('FR,MO', '09:00', '12:00'),
      weekly('TU', '09:00', '12:00'),
      weekly('MO', '13:00', '15:00'),
    )
    expect(hoursRows(hours, '2030-01-07').map(({ days, spans }) => [days.join(), spans.length])).toEqual([
      ['MO', 2],
      ['TU,FR', 1],
    ])
  })

  it('shows recurrences, words and closures, and drops what is over', () => {
    const hours = hoursOf(
      { freq: 'MONTHLY', byday: '1SA,3SA', opensAt: '09:00', closesAt: '10:00' },
      { description: 'By appointment' },
      { closed: true, description: 'Thanksgiving' },
      { closed: true, validFrom: '2020-01-01', validTo: '2020-01-02' },
    )
    expect(hoursRows(hours, '2030-01-07')).toMatchObject([
      { days: ['SA'], ordinals: [1, 3], unit: 'month', spans: [{ opensAt: '09:00' }] },
      { words: 'By appointment', spans: [] },
      { closed: true, words: 'Thanksgiving' },
    ])
    expect(localDate(hours, local('2030-01-08T05:00:00Z'))).toBe('2030-01-07')
  })
})

describe('properties', () => {
  const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const minutes = quarter * 15
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  })
  const days = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
  const rows = fc.array(
    fc.record({
      byday: days.map((list) => list.join(',')),
      opensAt: clock,
      closesAt: clock,
      freq: fc.constant('WEEKLY' as const),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const moment = fc.date({ min: new Date('2029-01-01'), max: new Date('2032-01-01'), noInvalidDate: true })

  it('is open at the next opening and not just before; closed when it closes and open just before', () => {
    fc.assert(
      fc.property(rows, moment, (schedules, at) => {
        const hours = hoursOf(...schedules)
        const opening = nextOpening(hours, at)
        if (opening) {
          expect(opening.getTime()).toBeGreaterThan(at.getTime())
          expect(isOpenAt(hours, opening)).toBe('open')
        }
        const end = closesAt(hours, at)
        if (end) {
          expect(isOpenAt(hours, end)).toBe('closed')
          expect(isOpenAt(hours, new Date(end.getTime() - 60_000))).toBe('open')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('never misses an opening: between now and the next one it is open only if it is open now', () => {
    fc.assert(
      fc.property(rows, moment, (schedules, at) => {
        const hours = hoursOf(...schedules)
        const opening = nextOpening(hours, at)
        if (!opening || isOpenAt(hours, at) === 'open') return
        for (let ms = at.getTime(); ms < opening.getTime(); ms += 3_600_000) {
          expect(isOpenAt(hours, new Date(ms))).toBe('closed')
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('holidays', () => {
  it('finds their dates', () => {
    const date = (id: string, year: number) => {
      const holiday = HOLIDAYS.find((one) => one.id === id)
      return holiday && holidayDate(holiday, year)
    }
    expect(date('thanksgiving', 2026)).toBe('2026-11-26')
    expect(date('day-after-thanksgiving', 2026)).toBe('2026-11-27')
    expect(date('memorial-day', 2027)).toBe('2027-05-31')
    expect(date('easter', 2026)).toBe('2026-04-05')
    expect(date('good-friday', 2030)).toBe('2030-04-19')
    expect(date('martin-luther-king', 2026)).toBe('2026-01-19')
  })

  it('observes federal holidays of the weekend on its working day', () => {
    expect(isFederalHoliday('2026-07-03')).toBe(true) // the 4th is a Saturday
    expect(isFederalHoliday('2027-12-31')).toBe(true) // New Year's Day 2028 is a Saturday
    expect(isFederalHoliday('2026-07-06')).toBe(false)
  })

  it('tells names that hold each other apart', () => {
    const ids = (text: string) => holidaysNamed(text).map(({ id }) => id)
    expect(ids('Christmas Eve')).toEqual(['christmas-eve'])
    expect(ids('Day after Thanksgiving New Year’s Day')).toEqual(['new-years-day', 'day-after-thanksgiving'])
  })
})
