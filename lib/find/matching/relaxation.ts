import { formatList } from '#base/i18n/format.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Translate } from '#base/i18n/translate.ts'
import { DELIVERIES } from '#find/directory/model.ts'
import { metersToMiles } from '#find/geo/distance.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { candidateIds, parentOf } from '#find/taxonomy/tree.ts'
import type { Understood } from '#find/understanding/model.ts'
import type { Relaxation } from './answer.ts'
import type { Asked, Wanted } from './asked.ts'
import { personWithout } from './ignored.ts'
import type { Ordered } from './order.ts'
import type { Ranked } from './ranked.ts'
import type { MatchRequest } from './request.ts'

/** Looks again with something changed. */
export type Look = (asked: Asked) => Promise<Ranked>

type Told = { t: Translate; locale: Locale; request: MatchRequest; understood: Understood | null }

/**
 * Why nothing is left, and the nearest change that would leave something: a longer way, another way of getting the help, what
 * was said of the person, a wider need. Tried in the order in which a person would rather give way.
 */
export async function relax(asked: Asked, empty: Ranked, look: Look, told: Told): Promise<Relaxation> {
  return (
    (await longerWay(asked, look, told)) ??
    (await otherWay(asked, look, told)) ??
    otherPerson(empty, told) ??
    (await widerNeed(asked, look, told)) ??
    nothingThere(asked, told)
  )
}

async function longerWay(asked: Asked, look: Look, { t }: Told): Promise<Relaxation | null> {
  if (asked.withinMeters === null) return null
  const { possible } = await look({ ...asked, withinMeters: null, sort: 'nearest' })
  const nearest = possible[0]
  if (!nearest) return null
  if (nearest.meters === null) {
    return {
      constraint: 'withinMiles',
      change: { withinMiles: null },
      count: possible.length,
      text: t('reasons.relax.anyDistance', { count: possible.length }),
    }
  }
  const miles = Math.ceil(metersToMiles(nearest.meters))
  const count = possible.filter(({ meters }) => meters !== null && metersToMiles(meters) <= miles).length
  return {
    constraint: 'withinMiles',
    change: { withinMiles: miles },
    count,
    text: t('reasons.relax.farther', { count, miles }),
  }
}

async function otherWay(asked: Asked, look: Look, { t, locale }: Told): Promise<Relaxation | null> {
  if (asked.delivery.length === 0) return null
  for (const withinMeters of new Set([asked.withinMeters, null])) {
    const { possible } = await look({ ...asked, delivery: [], withinMeters })
    const [best] = possible
    if (!best) continue
    const ways = best.facts.delivery
    const count = possible.filter(({ facts }) => facts.delivery.some((way) => ways.includes(way))).length
    const names = ways.map((way) => t(`reasons.delivery.${way}`))
    return {
      constraint: 'delivery',
      change: { delivery: ways, ...(withinMeters === asked.withinMeters ? {} : { withinMiles: null }) },
      count,
      text: t('reasons.relax.delivery', {
        count,
        ways: formatList(names, locale, 'disjunction'),
      }),
    }
  }
  return null
}

/** The fact that alone rules out the most services. Leaving it out is for asking, not for pretending. */
function otherPerson({ ruledOut }: Ranked, { t, request }: Told): Relaxation | null {
  const counts = new Map<string, number>()
  for (const candidate of ruledOut) {
    const facts = factsAgainst(candidate)
    const [only] = facts
    if (facts.size === 1 && only !== undefined) counts.set(only, (counts.get(only) ?? 0) + 1)
  }
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  if (!most) {
    if (ruledOut.length === 0) return null
    return {
      constraint: 'person',
      change: withoutFacts(request, () => false, 'person'),
      count: ruledOut.length,
      text: t('reasons.relax.person', { count: ruledOut.length }),
    }
  }
  const [fact, count] = most
  return {
    constraint: 'person',
    fact,
    change: withoutFacts(request, (other) => other !== fact, `fact:${fact}`),
    count,
    text: t('reasons.relax.fact', { count, question: t(`reasons.question.${fact}`) }),
  }
}

/** A fact may stand in the request, in its text, or in both: it is left out of the one and ignored in the other. */
function withoutFacts(
  { person, text, ignore = [] }: MatchRequest,
  keep: (fact: string) => boolean,
  ignored: string,
): Relaxation['change'] {
  const kept = personWithout(person ?? {}, keep)
  return {
    ...(person && { person: Object.keys(kept).length > 0 ? kept : null }),
    ...(text && { ignore: [...new Set([...ignore, ignored])] }),
  }
}

function factsAgainst({ assessment, area }: Ordered): Set<string> {
  const facts = new Set(
    assessment.reasons.flatMap(({ verdict, fact }) => (verdict === 'no' && fact ? [fact as string] : [])),
  )
  if (area === 'no') facts.add('residence')
  return facts
}

async function widerNeed(
  asked: Asked,
  look: Look,
  { t, locale, understood }: Told,
): Promise<Relaxation | null> {
  const domains = [...new Set(asked.needs.map(({ id }) => parentOf(id) ?? id))]
  if (domains.length === 0) return null
  const wanted = new Map<string, Wanted>(
    [...candidateIds(domains).keys()].map((id) => [
      id,
      { asked: id, closeness: 'exact', weight: 1, strand: 0 },
    ]),
  )
  for (const { limits, change } of widerLimits(asked, understood)) {
    const { possible } = await look({ ...asked, ...limits, wanted, strands: [1] })
    if (possible.length === 0) continue
    const names = domains.map((domain) => needLabel(domain, locale))
    return {
      constraint: 'needs',
      change: { needs: domains, ...change },
      count: possible.length,
      text: t('reasons.relax.needs', {
        count: possible.length,
        domains: formatList(names, locale),
      }),
    }
  }
  return null
}

type Wider = { limits: Partial<Asked>; change: Relaxation['change'] }

/** First as far and as it was asked for, then from anywhere, then in any way too. */
function widerLimits({ withinMeters, delivery }: Asked, understood: Understood | null): Wider[] {
  const asIs: Wider = { limits: {}, change: {} }
  const anywhere: Wider = { limits: { withinMeters: null }, change: { withinMiles: null } }
  // What the text says of the way would stand again if the request said nothing of it.
  const said = (understood?.delivery.length ?? 0) > 0
  const inAnyWay: Wider = {
    limits: { withinMeters: null, delivery: [] },
    change: { ...(withinMeters !== null && anywhere.change), delivery: said ? [...DELIVERIES] : null },
  }
  return [asIs, ...(withinMeters === null ? [] : [anywhere]), ...(delivery.length === 0 ? [] : [inAnyWay])]
}

function nothingThere({ words }: Asked, { t }: Told): Relaxation {
  return words
    ? { constraint: 'text', change: { text: null }, count: 0, text: t('reasons.relax.words') }
    : { constraint: 'needs', change: {}, count: 0, text: t('reasons.relax.nothing') }
}
