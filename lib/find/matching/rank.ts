import type { Judged } from './judge.ts'
import { PARTS, type Part, RANKING, type Ranking } from './ranking.ts'

/** Each named part of a score, above 0 and at most 1. */
export type Parts = Record<Part, number>

export type Scored = Judged & { parts: Parts; score: number }

/** What the request adds that is the same for all its candidates. */
export type Setting = {
  now: Date
  /** How far people go for help from the place looked from, in metres; null without a place. */
  reachMeters: number | null
}

const DAY = 86_400_000

/**
 * The score of a candidate: the product of its parts, each raised to its weight. A product and not a sum, because one bad
 * part spoils a referral whatever the others are (a bed in the next street that takes nobody is no help).
 * Writes the score into the object it is given: hundreds of copies a search would cost as much as the rest of it.
 */
export function score(judged: Judged, setting: Setting, ranking: Ranking = RANKING): Scored {
  const parts = partsOf(judged, setting, ranking)
  let total = 1
  for (const part of PARTS) {
    const weight = ranking.weights[part]
    total *= weight === 1 ? parts[part] : parts[part] ** weight
  }
  return Object.assign(judged, { parts, score: Math.round(total * 10_000) / 10_000 })
}

export function partsOf(judged: Judged, setting: Setting, ranking: Ranking = RANKING): Parts {
  return {
    need: needPart(judged, ranking),
    eligibility: eligibilityPart(judged, ranking),
    distance: distancePart(judged, setting, ranking),
    area: areaPart(judged, ranking),
    language: languagePart(judged, ranking),
    delivery: ranking.delivery[judged.delivery],
    hours: judged.hours === null ? 1 : ranking.hours[judged.hours],
    access: product(judged.access, ranking.access),
    company: product(judged.company, ranking.company),
    capacity: capacityPart(judged, setting, ranking),
    freshness: freshnessPart(judged, setting, ranking),
    response: responsePart(judged, ranking),
  }
}

function needPart({ need }: Judged, { need: values }: Ranking): number {
  if (need === 'words') return values.words
  const sure = values.leastCertain + (1 - values.leastCertain) * need.certainty
  return Math.max(0.01, values[need.closeness] * sure * need.weight)
}

function eligibilityPart({ assessment }: Judged, { eligibility: values }: Ranking): number {
  if (assessment.fit !== 'askFirst') return values.fits
  let open = 0
  for (const { verdict, key } of assessment.reasons) {
    if (verdict !== 'unknown') continue
    if (key === 'eligibility.nothingSaid') return values.nothingSaid
    open++
  }
  return Math.max(values.least, values.askFirst * values.furtherUnknown ** Math.max(0, open - 1))
}

/** Falls with the trip, slowly within the reach and fast beyond it; what comes to the person is worth a short trip. */
function distancePart(
  { meters, comesToYou, area, facts }: Judged,
  { reachMeters }: Setting,
  { distance: values }: Ranking,
): number {
  if (reachMeters === null) return 1
  const trip = meters === null ? 0 : 1 / (1 + (meters / reachMeters) ** values.shape)
  if (comesToYou) return Math.max(trip, area === 'yes' ? values.remote : values.remoteUnknown)
  if (meters === null) return facts.hidden || area === 'yes' ? values.placeless : values.remoteUnknown
  return Math.max(0.001, trip)
}

function areaPart({ area }: Judged, { area: values }: Ranking): number {
  switch (area) {
    case 'yes':
    case 'placeless':
      return values.yes
    case 'no':
      return values.outside
    case 'unresolved':
      return values.unresolved
    default:
      return values.unknown
  }
}

function languagePart({ language }: Judged, { language: values }: Ranking): number {
  if (!language) return 1
  if (language.by === 'nobody') return values.unknown
  return language.by === 'unknown' ? values.listed : values[language.by]
}

function product(
  verdicts: readonly (readonly [string, 'yes' | 'no' | 'unknown'])[],
  values: Ranking['access'],
): number {
  let result = 1
  for (const [, verdict] of verdicts) result *= values[verdict]
  return result
}

/** Words about a waiting list stand until they are changed; a count of free places is soon no news. */
function capacityPart({ facts }: Judged, { now }: Setting, { capacity: values }: Ranking): number {
  if (facts.status !== 'active') return values.serviceClosed
  const { intake, available, updated } = facts.availability
  if (intake === 'closed') return values.closed
  const byWords = intake === 'waitlist' ? values.waitlist : intake === 'open' ? values.room : values.unknown
  if (available === null || updated === null) return byWords
  const age = Math.max(0, now.getTime() - Date.parse(updated)) / DAY
  const believed = 0.5 ** (age / values.countHalfLifeDays)
  return believed * (available > 0 ? values.room : values.closed) + (1 - believed) * byWords
}

function freshnessPart({ facts }: Judged, { now }: Setting, { freshness: values }: Ranking): number {
  if (!facts.confirmedOn) return values.undated
  const age = Math.max(0, now.getTime() - Date.parse(facts.confirmedOn)) / DAY
  return values.least + (1 - values.least) * 0.5 ** (age / values.halfLifeDays)
}

/**
 * What earlier referrals came to: answered, accepted, need met, and how long an answer took. Few referrals say little, so each
 * rate is drawn towards what is usual, as if so many usual referrals had gone before. Without any it takes nothing away:
 * a new agency must be able to begin.
 */
function responsePart({ facts: { response } }: Judged, { response: values }: Ranking): number {
  if (!response || response.referrals === 0) return 1
  const { priorReferrals: prior } = values
  const shrunk = (good: number, of: number, usual: number) => (good + prior * usual) / (of + prior)
  const answered = shrunk(response.answered, response.referrals, values.priorAnswered) / values.priorAnswered
  const accepted = shrunk(response.accepted, response.answered, values.priorAccepted) / values.priorAccepted
  const met = shrunk(response.needMet, response.closed, values.priorMet) / values.priorMet
  const hours = (response.answerHours + prior * values.priorHours) / (response.answered + prior)
  const slow =
    hours <= values.priorHours ? 1 : values.slowHours / (values.slowHours + hours - values.priorHours)
  return Math.min(1, Math.max(values.least, answered * accepted * met * slow))
}
