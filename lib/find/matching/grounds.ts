import { sql } from 'kysely'
import type { Database } from '#base/db/context.ts'
import type { Point } from '#find/geo/distance.ts'

/**
 * Where the places of one feed lie: degrees, WGS 84, without the outermost twentieth on each side. A county's directory lists
 * national offices too, often more than a hundredth of it.
 */
export type Ground = { south: number; north: number; west: number; east: number }
/** By the feed's key; a feed with few places says nothing about where the others are. */
export type Grounds = ReadonlyMap<string, Ground>

/** Fewer places than this may all be anywhere. */
const FEWEST_PLACES = 20
/** Degrees, some 70 miles: people and services cross the edge of what a directory covers. */
const MARGIN = 1
/** The ground of a feed changes with an import, and hardly then. */
const KEPT_MS = 10 * 60_000

const known = new WeakMap<Database, { until: number; grounds: Promise<Grounds> }>()

/** The grounds of all feeds, read anew every ten minutes. */
export function groundsOf(db: Database): Promise<Grounds> {
  const kept = known.get(db)
  if (kept && kept.until > performance.now()) return kept.grounds
  const grounds = readGrounds(db)
  known.set(db, { until: performance.now() + KEPT_MS, grounds })
  grounds.catch(() => known.delete(db))
  return grounds
}

async function readGrounds(db: Database): Promise<Grounds> {
  const { rows } = await sql<Ground & { source_key: string }>`
    select source_key,
           percentile_disc(0.05) within group (order by latitude) as south,
           percentile_disc(0.95) within group (order by latitude) as north,
           percentile_disc(0.05) within group (order by longitude) as west,
           percentile_disc(0.95) within group (order by longitude) as east
      from service_card
     where latitude is not null and source_key is not null
     group by source_key
    having count(*) >= ${FEWEST_PLACES}`.execute(db)
  return new Map(rows.map(({ source_key, ...ground }) => [source_key, ground]))
}

/** Whether a place lies clearly outside of what a feed covers. False where nothing is known of the feed. */
export function isElsewhere({ lat, lng }: Point, ground: Ground | undefined): boolean {
  if (!ground) return false
  const { south, north, west, east } = ground
  return lat < south - MARGIN || lat > north + MARGIN || lng < west - MARGIN || lng > east + MARGIN
}
