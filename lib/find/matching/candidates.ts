import type { Database } from '#base/db/context.ts'
import { type CardVersion, loadCards, type StoredCard } from '#find/directory/store/cards.ts'
import { whereaboutsOf } from '#find/geo/coverage.ts'
import { findCandidates, type SearchEngine, SearchUnavailable } from '#find/search/client.ts'
import type { Skeleton } from '#find/search/request.ts'
import { findCandidatesWithout } from '#find/search/stand-in.ts'
import { servicesBehind } from '#find/search/store.ts'
import type { Asked } from './asked.ts'
import { RANKING } from './ranking.ts'

/** Candidates are looked for first within so many times what people here travel. */
const REACHES = 5

export type Candidates = {
  cards: StoredCard[]
  /** As many as were asked for: there may be more. */
  full: boolean
  /** They came without the search engine. */
  degraded: boolean
}

/** The hard filters of what is asked, for the first list of candidates. */
export function skeletonOf(asked: Asked, limit: number): Skeleton {
  const { place, reach, withinMeters } = asked
  const meters = withinMeters ?? (reach ? reach.meters * REACHES : null)
  return {
    words: asked.words,
    needs: [...asked.wanted.keys()],
    areas: areasLookedIn(asked),
    box: place && meters !== null ? { lat: place.lat, lng: place.lng, meters } : null,
    delivery: asked.delivery,
    order: asked.sort === 'nearest' && place ? { lat: place.lat, lng: place.lng } : 'quality',
    limit,
  }
}

/**
 * Areas of which help that comes to the person must serve one. Also those that may hold where they live or look: what is not
 * known is judged, and never left out in silence. Of a home that is only known to be somewhere in a state, the part that
 * they look around.
 */
function areasLookedIn({ where, whereBy, place }: Asked): string[] {
  if (!where) return []
  const own = [...where.codes, ...where.possible]
  const around = whereBy === 'residence' && place ? whereaboutsOf(place) : null
  if (!around) return own
  const vague = !own.some((code) => code.startsWith('county:') && where.codes.has(code))
  return [...new Set([...(vague ? where.codes : own), ...around.codes, ...around.possible])]
}

/**
 * The cards to rank, from the engine or, while it is away, from PostgreSQL. Where few lie near and no distance was set, the
 * nearest of anywhere are added: without a limit distance only ranks. Where more lie near than are ranked, the nearest of
 * them have places kept for them: what is next door must not be missing because nobody has dated its listing.
 *
 * A card and the note that the index is behind on its service are written in one transaction, and the note goes when the
 * engine has confirmed that very state. So where there is no note the index names the version that PostgreSQL holds, and
 * PostgreSQL is asked for the notes while the engine searches, instead of for each candidate afterwards.
 */
export async function findCards(
  db: Database,
  engine: SearchEngine | null,
  asked: Asked,
  limit: number,
): Promise<Candidates> {
  try {
    if (!engine) throw new SearchUnavailable('There is none.')
    const [found, behind] = await Promise.all([
      findVersions((skeleton) => findCandidates(engine, skeleton), asked, limit),
      servicesBehind(db),
    ])
    const isCurrent = (serviceId: string) => behind !== null && !behind.has(serviceId)
    return { cards: await loadCards(db, found, isCurrent), full: found.length >= limit, degraded: false }
  } catch (error) {
    if (!(error instanceof SearchUnavailable)) throw error
    const found = await findVersions((skeleton) => findCandidatesWithout(db, skeleton), asked, limit)
    return { cards: await loadCards(db, found, () => true), full: found.length >= limit, degraded: true }
  }
}

/** The engine's part alone: which cards to rank. `find` is the engine, or what stands in for it. */
export async function findVersions<T extends { id: string } = CardVersion>(
  find: (skeleton: Skeleton) => Promise<T[]>,
  asked: Asked,
  limit: number,
): Promise<T[]> {
  const skeleton = skeletonOf(asked, limit)
  const near = await find(skeleton)
  const { place } = asked
  if (!place) return near
  const order = skeleton.words ? skeleton.order : { lat: place.lat, lng: place.lng }
  if (asked.withinMeters === null && near.length < RANKING.candidates.few)
    return joined(near, await find({ ...skeleton, box: null, order }), limit)
  if (near.length < limit || skeleton.words || skeleton.order !== 'quality') return near
  const { nearest } = RANKING.candidates
  return joined(near.slice(0, -nearest), await find({ ...skeleton, order, limit: nearest }), limit)
}

function joined<T extends { id: string }>(first: readonly T[], then: readonly T[], limit: number): T[] {
  const known = new Set(first.map(({ id }) => id))
  return [...first, ...then.filter(({ id }) => !known.has(id))].slice(0, limit)
}
