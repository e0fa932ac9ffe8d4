import type { CardDisplay, CardFacts } from './card.ts'

/** A listing loses half its standing in this many days without anybody vouching for it. */
const HALF_LIFE_DAYS = 730
const EPOCH = Date.UTC(2020, 0, 1)
const DAY = 86_400_000

/** A listing that nobody ever dated stands where one of this age stood at the epoch. */
const UNDATED_DAYS = -365

/**
 * The static worth of a listing, by which candidates are taken when more match than are ranked. Unit: halvings of
 * standing, so parts add where the rank multiplies. It is free of the clock: two listings keep their order as both
 * grow older, and nothing must be written again for time to pass.
 */
export function qualityOf(facts: CardFacts, display: CardDisplay): number {
  const days = facts.confirmedOn ? (Date.parse(facts.confirmedOn) - EPOCH) / DAY : UNDATED_DAYS
  const { intake, available } = facts.availability
  const room = intake === 'closed' || available === 0 ? -1.5 : intake === 'waitlist' ? -1 : 0
  const closed = facts.status === 'active' ? 0 : -3
  const complete = [
    display.phone !== null,
    display.summary !== '',
    facts.hours.schedules.length > 0,
    display.location === null || facts.hidden || facts.point !== null,
    facts.rules.says !== 'nothing',
    Object.values(facts.needs).some((certainty) => certainty >= 0.8),
  ].filter(Boolean).length
  return Math.round((days / HALF_LIFE_DAYS + room + closed + complete / 4) * 1000) / 1000
}
