import { expect, it } from 'vitest'
import { understandWithout } from './queries.ts'
import type { MatchRequest } from './request.ts'

/** Seven in the evening in San Antonio, and already the next day in UTC. */
const EVENING = new Date('2026-11-25T01:00:00Z')

it.each<[string, Pick<MatchRequest, 'text' | 'near'>, string]>([
  ['the request names', { text: 'rent due tomorrow', near: { postalCode: '78204' } }, '2026-11-25'],
  ['the text names', { text: 'rent due tomorrow in San Antonio, TX' }, '2026-11-25'],
  ['the text names, whatever is searched', { text: 'rent due tomorrow in Hagåtña, Guam' }, '2026-11-26'],
  ['no one knows', { text: 'rent due tomorrow', near: { text: 'Zzyzzyville Heights' } }, '2026-11-26'],
])('counts days where the person is: the place that %s', (_name, request, day) => {
  expect(understandWithout(request, 'en', EVENING).deadline).toBe(day)
})
