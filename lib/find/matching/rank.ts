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
  const scored = judged as Scored
  scored.parts = parts
  scored.score = Math.round(total * 10_000) / 10_000
  return scored
}

export function partsOf(judged: Judged, setting: Setting, ranking: Ranking = RANKING): Parts {
  return {
    need: needPart(judged, ranking),
    words: ranking.words.unspoken + (1 - ranking.words.unspoken) * judged.spoken,
    audience: judged.audience === null ? 1 : ranking.audience[judged.audience],
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

/**
 * A listing of one need is that help; one of ten has it among other things, and often only in passing. Who asks for two things
 * is helped most by what does both.
 */
function needPart({ need, facts }: Judged, { need: values }: Ranking): number {
  if (need === 'words') return values.words
  const sure = values.leastCertain + (1 - values.leastCertain) * need.certainty
  const focus = (1 + need.others) ** -values.breadth
  const aside = facts.asides?.includes(need.id) ? values.aside : 1
  const doubt = need.weight ** values.doubt
  const together = need.share ** values.together
  return Math.max(LEAST, values[need.closeness] * sure * focus * aside * doubt * together)
}

function eligibilityPart({ assessment }: Judged, { eligibility: values }: Ranking): number {
  if (assessment.fit !== 'askFirst') return values.fits
  if (assessment.silent) return values.nothingSaid
  return Math.max(values.least, values.askFirst * values.furtherUnknown ** Math.max(0, assessment.open - 1))
}

/**
 * Falls with the trip, slowly within the reach and fast beyond it. Help that comes to the person is worth a short trip where
 * its area holds them; where nobody says how far it comes, it falls with the way from its office, only more slowly.
 */
function distancePart(
  { meters, comesToYou, area, facts }: Judged,
  { reachMeters }: Setting,
  { distance: values }: Ranking,
): number {
  if (reachMeters === null) return 1
  const trip = meters === null ? 0 : worthOfTrip(meters / reachMeters, values.shape)
  if (comesToYou) return Math.max(trip, remoteWorth(meters, reachMeters, area, values))
  if (meters !== null) return Math.max(LEAST, trip)
  if (area === 'yes') return values.placeless
  return facts.hidden ? values.hiddenUnknown : values.nowhere
}

/** No part is 0: nothing but a rule takes a service away. */
const LEAST = 0.001

function worthOfTrip(reaches: number, shape: number): number {
  return 1 / (1 + reaches ** shape)
}

function remoteWorth(
  meters: number | null,
  reachMeters: number,
  area: Judged['area'],
  values: Ranking['distance'],
): number {
  if (area === 'yes') return values.remote
  if (meters === null) return values.remoteUnknown
  return Math.max(
    LEAST,
    values.remote * worthOfTrip(meters / (reachMeters * values.remoteReaches), values.shape),
  )
}

function areaPart({ area }: Judged, { area: values }: Ranking): number {
  switch (area) {
    case 'yes':
    case 'placeless':
      return values.yes
    case 'no':
      return values.outside
    case 'elsewhere':
      return values.elsewhere
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
