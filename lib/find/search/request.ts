import type { MultiSearchQuery } from 'meilisearch'
import { UNKNOWN } from '#find/directory/card.ts'
import type { Delivery } from '#find/directory/model.ts'

/** What candidates must meet: the hard filters of one search, for the engine and for its stand-in alike. */
export type Skeleton = {
  /** Words to match; empty when needs alone decide. */
  words: string
  /** Need ids of which a candidate carries at least one; empty: any. */
  needs: string[]
  /** Area codes that contain the place searched from or lived in; empty: not known. */
  areas: string[]
  /** Degrees and metres: candidates with a place lie in this box, others serve the areas. */
  box: { lat: number; lng: number; meters: number } | null
  /** Ways of reaching people of which one will do; empty: any. What is not known passes. */
  delivery: Delivery[]
  /** `quality`: the best listings of all that match; `distance`: the nearest to this point. */
  order: 'quality' | { lat: number; lng: number }
  limit: number
}

/** One query of the engine, asking for ids and versions alone. The most selective filter stands first. */
export function toQuery(skeleton: Skeleton, indexUid: string): MultiSearchQuery {
  const { words, needs, areas, box, delivery, order, limit } = skeleton
  const filter: (string | string[])[] = []
  if (needs.length > 0) filter.push(`needs IN ${list(needs)}`)
  if (box) filter.push([boxFilter(box), remoteFilter(areas)])
  if (delivery.length > 0) filter.push(`delivery IN ${list([...delivery, UNKNOWN])}`)
  return {
    indexUid,
    q: words,
    filter,
    limit,
    attributesToRetrieve: ['id', 'version'],
    ...(words ? { matchingStrategy: 'frequency' } : {}),
    ...(order === 'quality' ? {} : { sort: [`_geoPoint(${order.lat}, ${order.lng}):asc`] }),
  }
}

function remoteFilter(areas: string[]): string {
  return areas.length > 0 ? `(remote = true AND areas IN ${list([...areas, UNKNOWN])})` : 'remote = true'
}

/** Never `_geoRadius`: a box costs a tenth of it, and the exact distance is measured afterwards anyway. */
function boxFilter(box: NonNullable<Skeleton['box']>): string {
  const { north, south, east, west } = boundsOf(box)
  return `_geoBoundingBox([${north}, ${east}], [${south}, ${west}])`
}

const METERS_PER_DEGREE = 111_320

/** The bounds of a square around a point, in degrees. */
export function boundsOf({ lat, lng, meters }: { lat: number; lng: number; meters: number }) {
  const high = meters / METERS_PER_DEGREE
  // At the poles a degree of longitude has no length: the box then goes all the way round.
  const wide = Math.min(180, high / Math.max(0.01, Math.cos((lat * Math.PI) / 180)))
  return {
    north: Math.min(90, lat + high),
    south: Math.max(-90, lat - high),
    east: Math.min(180, lng + wide),
    west: Math.max(-180, lng - wide),
  }
}

/** Values go in quotes: an area code holds spaces and colons, and nothing of a value is ever syntax. */
function list(values: string[]): string {
  return `[${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(', ')}]`
}
