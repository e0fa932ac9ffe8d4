import { expect, it } from 'vitest'
import { usualDay } from './usual-day.ts'

const calendar = { timezone: 'America/Chicago', workingDays: [1, 2, 3, 4, 5], closedDays: ['2026-11-27'] }
/** The evening before Thanksgiving in Chicago, already Thanksgiving in UTC. */
const EVE = new Date('2026-11-26T03:30:00Z')

it.each([
  ['accept', 'firstContactOn', '2026-11-30'],
  ['begin', 'startedOn', '2026-11-25'],
  ['close-served', 'on', '2026-11-25'],
  ['contact', 'at', '2026-11-25T21:30'],
  ['schedule', 'at', undefined],
  ['accept', 'note', undefined],
] as const)('offers for %s, %s: %s', (action, field, day) => {
  expect(usualDay(action, field, EVE, calendar)).toBe(day)
})
