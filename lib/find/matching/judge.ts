import type { CardDisplay, CardFacts } from '#find/directory/card.ts'
import { isOpenOn, type OpeningState, stateAt } from '#find/directory/card-hours.ts'
import type { SpokenBy } from '#find/directory/model.ts'
import type { StoredCard } from '#find/directory/store/cards.ts'
import { type Assessment, assess } from '#find/eligibility/assess.ts'
import type { Fit, Verdict } from '#find/eligibility/model.ts'
import { covers } from '#find/geo/coverage.ts'
import { distanceMeters } from '#find/geo/distance.ts'
import type { Asked, Wanted } from './asked.ts'
import { isElsewhere } from './grounds.ts'
import { shareSpoken } from './sought.ts'

/** One service at one place, as it is judged. */
export type Candidate = Pick<StoredCard, 'facts' | 'display'>

/**
 * Which of the asked needs a service answers best, and how closely; `share`: how much of all that was asked for it answers, 0
 * to 1; `others`: needs it has beside those. `words`: it was found by its words alone.
 */
export type NeedMatch = (Wanted & { id: string; certainty: number; share: number; others: number }) | 'words'

/**
 * `unresolved`: it names areas that nobody understood. `none`: it names none. `elsewhere`: it names neither area nor place,
 * and its feed covers another part of the country. `placeless`: nobody said where.
 */
export type AreaVerdict = Verdict | 'unresolved' | 'none' | 'elsewhere' | 'placeless'

export type LanguageMatch = { language: string; by: SpokenBy | 'nobody' }

/** Everything that was found out about one candidate for one request: what it is ranked by and what is said of it. */
export type Judged = {
  facts: CardFacts
  fit: Fit
  /** Share of the words looked for that its name and first words speak of, 0 to 1. */
  spoken: number
  /** Whether the person is among those it speaks of; null when it speaks of nobody in particular. */
  audience: Verdict | null
  need: NeedMatch
  assessment: Assessment
  area: AreaVerdict
  areaBy: Asked['whereBy']
  /** Metres from the place looked from to a public place; null when either is not known. */
  meters: number | null
  /** It reaches people without a trip, by a way that was asked for or by any. */
  comesToYou: boolean
  /** Null when no language was asked for. */
  language: LanguageMatch | null
  delivery: 'stated' | 'unknown'
  /** At the time asked for; null when no time was. */
  hours: OpeningState | null
  access: [kind: string, Verdict][]
  company: ['children' | 'pets', Verdict][]
}

/**
 * Judges one candidate. Null when it is none: it carries no wanted need, does not come the way it must, or lies beyond the
 * distance that was set. (The index has filtered for the same; what PostgreSQL says now decides.)
 */
export function judge({ facts, display }: Candidate, asked: Asked, now: Date): Judged | null {
  const need = needMatch(facts, asked)
  if (!need) return null
  const ways = asked.delivery
  if (ways.length > 0 && facts.delivery.length > 0 && !facts.delivery.some((way) => ways.includes(way)))
    return null
  const meters = facts.point && asked.place ? distanceMeters(asked.place, facts.point) : null
  const area = areaVerdict(facts, asked)
  const comesToYou = facts.delivery.some(
    (way) => way !== 'in-person' && (ways.length === 0 || ways.includes(way)),
  )
  if (asked.withinMeters !== null && !isWithin(asked.withinMeters, meters, area, comesToYou, facts))
    return null
  const assessment = assess(facts.rules, asked.person, now)
  return {
    facts,
    fit: fitOf(assessment, area, asked),
    spoken: asked.sought.length === 0 ? 1 : shareSpoken(asked.sought, spokenText(display)),
    audience: audienceVerdict(facts, asked),
    need,
    assessment,
    area,
    areaBy: asked.whereBy,
    meters,
    comesToYou,
    language: languageMatch(facts, asked),
    delivery: facts.delivery.length > 0 ? 'stated' : 'unknown',
    hours: hoursVerdict(facts, asked),
    access: asked.access.map((kind) => [kind, accessVerdict(facts, kind)]),
    company: companyOf(facts, asked),
  }
}

const spokenText = ({ service, summary }: CardDisplay) => `${service.name} ${summary}`.toLowerCase()

/** Needs as pairs: walking the keys of hundreds of objects that each have others is dear. */
const pairs = new WeakMap<CardFacts['needs'], readonly (readonly [string, number])[]>()

function needsOf({ needs }: CardFacts): readonly (readonly [string, number])[] {
  let known = pairs.get(needs)
  if (!known) {
    known = Object.entries(needs)
    pairs.set(needs, known)
  }
  return known
}

function needMatch(facts: CardFacts, { wanted, strands }: Asked): NeedMatch | null {
  if (wanted.size === 0) return 'words'
  const needs = needsOf(facts)
  let best: Wanted | undefined
  let bestId = ''
  let bestCertainty = 0
  let most = 0
  const answered: number[] = []
  for (const [id, certainty] of needs) {
    const want = wanted.get(id)
    if (!want) continue
    const { closeness, weight, strand } = want
    const close = closeness === 'broader' ? 0.5 : 1
    const said = facts.asides?.includes(id) ? 0.5 : 1
    answered[strand] = Math.max(answered[strand] ?? 0, close * weight)
    const worth = close * weight * certainty * said
    if (worth <= most) continue
    most = worth
    best = want
    bestId = id
    bestCertainty = certainty
  }
  if (!best) return null
  let done = 0
  let others = needs.length
  // The strands that nothing answers are holes, and count for nothing.
  for (const weight of answered) {
    if (weight === undefined) continue
    done += weight
    if (weight > 0) others--
  }
  const { asked, closeness, weight, strand } = best
  const share = done / sum(strands)
  return { asked, closeness, weight, strand, id: bestId, certainty: bestCertainty, share, others }
}

function sum(numbers: readonly number[]): number {
  let total = 0
  for (const one of numbers) total += one
  return total
}

/** Who is named among others is meant: "women and children" is for a child too. */
function audienceVerdict({ audiences }: CardFacts, asked: Asked): Judged['audience'] {
  if (!audiences) return null
  let verdict: Verdict = 'unknown'
  for (const audience of audiences) {
    const meant = asked.audiences.get(audience)
    if (meant === 'yes') return 'yes'
    if (meant === 'no') verdict = 'no'
  }
  return verdict
}

function areaVerdict({ areas, point, sourceKey }: CardFacts, { where, place, grounds }: Asked): AreaVerdict {
  if (!where) return 'placeless'
  if (areas.codes.length === 0) {
    if (!point && place && sourceKey && isElsewhere(place, grounds.get(sourceKey))) return 'elsewhere'
    return areas.unresolved ? 'unresolved' : 'none'
  }
  const verdict = covers(areas.codes, where)
  return verdict === 'no' && areas.unresolved ? 'unresolved' : verdict
}

/**
 * A distance that was set binds what one travels to. What comes to the person, and what hides where it is, stays when its
 * area holds the place or may hold it; where it names no area and has no public place either, nothing says that it does not.
 */
function isWithin(
  limit: number,
  meters: number | null,
  area: AreaVerdict,
  comesToYou: boolean,
  { point }: CardFacts,
): boolean {
  if (meters !== null && meters <= limit) return true
  if (point !== null && !comesToYou) return false
  return area === 'yes' || area === 'unknown' || (point === null && area !== 'no')
}

/** Outside by where one lives rules out, and perhaps outside is asked about; so is outside by where one looks. */
function fitOf(assessment: Assessment, area: AreaVerdict, { whereBy }: Asked): Fit {
  const byHome = whereBy === 'residence'
  if (assessment.fit === 'doesNotFit' || (area === 'no' && byHome)) return 'doesNotFit'
  if (area === 'unknown' && byHome) return 'askFirst'
  return area === 'no' || area === 'unresolved' || area === 'elsewhere' ? 'askFirst' : assessment.fit
}

/** English is taken as spoken unless the listing names languages without it. */
function languageMatch({ spoken }: CardFacts, { languages }: Asked): LanguageMatch | null {
  const [preferred] = languages
  if (preferred === undefined) return null
  let best: LanguageMatch | null = null
  let most = -1
  for (const [i, language] of languages.entries()) {
    const by =
      spoken.languages[language] ??
      (spoken.interpreter ? 'interpreter' : language === 'en' ? 'unknown' : 'nobody')
    const strength = STRENGTH[by] - i * 0.1
    if (strength > most) [best, most] = [{ language, by }, strength]
  }
  return best
}

const STRENGTH: Record<LanguageMatch['by'], number> = {
  staff: 1,
  unknown: 0.95,
  interpreter: 0.85,
  written: 0.6,
  nobody: 0.3,
}

function hoursVerdict({ hours }: CardFacts, { openAt }: Asked): Judged['hours'] {
  if (openAt === null) return null
  if (openAt instanceof Date) return stateAt(hours, openAt)
  const opens = isOpenOn(hours, openAt)
  return opens === null ? (hours.appointment ? 'appointment' : 'unknown') : opens ? 'open' : 'closed'
}

function accessVerdict({ access }: CardFacts, kind: string): Verdict {
  // Listings tell what there is and hardly ever what is missing.
  return access.includes(kind) || (kind === 'wheelchair' && access.includes('ramp')) ? 'yes' : 'unknown'
}

function companyOf({ welcomes }: CardFacts, asked: Asked): Judged['company'] {
  const company: Judged['company'] = []
  if ((asked.with.children ?? 0) > 0) company.push(['children', welcomeVerdict(welcomes.children)])
  if (asked.with.pets) company.push(['pets', welcomeVerdict(welcomes.pets)])
  return company
}

function welcomeVerdict(welcome: boolean | undefined): Verdict {
  return welcome === undefined ? 'unknown' : welcome ? 'yes' : 'no'
}
