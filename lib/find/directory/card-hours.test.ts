import { describe, expect, it } from 'vitest'
import { isOpenOn, openingAt, stateAt, zoneOf } from './card-hours.ts'

const NOON = new Date('2026-12-01T18:00:00Z')

describe('a card that was made before zones were checked', () => {
  const card = (zone: string) => ({
    zone,
    appointment: false,
    schedules: [{ byday: 'MO,TU,WE,TH,FR', opensAt: '09:00', closesAt: '17:00' }],
  })

  it('has hours that nobody can tell, and stops no search', () => {
    for (const zone of ['Eastern Time', 'EDT', '-06:00', '']) {
      expect(stateAt(card(zone), NOON), zone).toBe('unknown')
      expect(openingAt(card(zone), NOON), zone).toEqual({ state: 'unknown', opensAt: null, closesAt: null })
      expect(isOpenOn(card(zone), 'weekends'), zone).toBeNull()
    }
    expect(stateAt(card('America/Chicago'), NOON)).toBe('open')
  })
})

describe('the zone of some hours', () => {
  const said = (timezoneName: string | null, timezone: number | null = null) => ({ timezoneName, timezone })

  it('is the first name that a clock goes by: of the place, of the schedules, then their offset', () => {
    expect(zoneOf('America/Denver', [said('America/Chicago')])).toBe('America/Denver')
    expect(zoneOf('Mountain', [said('Central'), said('America/Chicago')])).toBe('America/Chicago')
    expect(zoneOf(null, [said('Central', -6)])).toBe('Etc/GMT+6')
    expect(zoneOf('Mountain', [])).toBeNull()
  })
})
