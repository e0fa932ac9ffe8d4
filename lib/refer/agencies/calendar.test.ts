import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addBusinessDays, businessHoursBetween, type WorkCalendar } from './calendar.ts'

const calendar: WorkCalendar = {
  timezone: 'America/Chicago',
  workingDays: [1, 2, 3, 4, 5],
  closedDays: ['2026-11-27'],
}
const at = (iso: string) => new Date(iso)

describe('business days', () => {
  it.each([
    ['over a weekend', '2026-12-04T15:00:00-06:00', 2, '2026-12-08T15:00:00-06:00'],
    [
      'over Thanksgiving and the agency’s own closed day',
      '2026-11-25T10:00:00-06:00',
      2,
      '2026-12-01T10:00:00-06:00',
    ],
    [
      'over Independence Day on a Saturday, observed on Friday',
      '2026-07-02T10:00:00-05:00',
      1,
      '2026-07-06T10:00:00-05:00',
    ],
    [
      'over New Year’s Day of a Saturday, observed the year before',
      '2027-12-30T10:00:00-06:00',
      1,
      '2028-01-03T10:00:00-06:00',
    ],
    ['over the hour that daylight saving takes', '2026-03-06T09:00:00-06:00', 1, '2026-03-09T09:00:00-05:00'],
  ])('count %s', (_, from, days, expected) => {
    expect(addBusinessDays(at(from), days, calendar)).toEqual(at(expected))
  })

  it('begin at the end of a day off', () => {
    expect(addBusinessDays(at('2026-12-05T09:00:00-06:00'), 1, calendar).toISOString()).toBe(
      '2026-12-08T05:59:59.999Z',
    )
  })

  it('always move forward, more days never sooner', () => {
    const instants = fc.date({ min: at('2020-01-01'), max: at('2035-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 20 }), (from, days) => {
        const due = addBusinessDays(from, days, calendar)
        expect(due.getTime()).toBeGreaterThan(from.getTime())
        expect(addBusinessDays(from, days + 1, calendar).getTime()).toBeGreaterThan(due.getTime())
      }),
    )
  })

  it('measure no time while closed', () => {
    expect(
      businessHoursBetween(at('2026-12-04T22:00:00-06:00'), at('2026-12-07T10:00:00-06:00'), calendar),
    ).toBeCloseTo(12)
  })
})
