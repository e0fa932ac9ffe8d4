import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Database } from '#base/db/context.ts'
import { UNKNOWN } from '#find/directory/card.ts'
import type { CardVersion } from '#find/directory/store/cards.ts'
import { boundsOf, type Skeleton } from './request.ts'

/**
 * The cards that meet the skeleton, from PostgreSQL alone: the same filters and order as the engine's, words by
 * stem and, where no listing has them all, by likeness of the name. Answers while the engine is away.
 */
export async function findCandidatesWithout(db: Database, skeleton: Skeleton): Promise<CardVersion[]> {
  if (!skeleton.words) return select(db, skeleton, sql`true`, null)
  const { words } = skeleton
  const query = sql`(plainto_tsquery('english', unaccent(${words})) || plainto_tsquery('simple', unaccent(${words})))`
  const exact = await select(db, skeleton, sql`words @@ ${query}`, sql`ts_rank(words, ${query})`)
  if (exact.length > 0) return exact
  return select(db, skeleton, sql`${words} <% name`, sql`word_similarity(${words}, name)`)
}

async function select(
  db: Database,
  skeleton: Skeleton,
  matches: RawBuilder<unknown>,
  relevance: RawBuilder<unknown> | null,
): Promise<CardVersion[]> {
  const { order, limit } = skeleton
  const sorted =
    order === 'quality'
      ? sql.join([...(relevance ? [sql`${relevance} desc`] : []), sql`quality desc, id`])
      : // Nearest first: degrees of longitude shrink towards the poles. Hits without a point come last.
        sql`(power(latitude - ${order.lat}, 2) + power((longitude - ${order.lng}) * cos(radians(${order.lat})), 2)) nulls last,
            quality desc, id`
  const { rows } = await sql<CardVersion>`select id, version from service_card
    where ${sql.join([matches, ...conditions(skeleton)], sql` and `)}
    order by ${sorted} limit ${limit}`.execute(db)
  return rows
}

function conditions({ needs, areas, box, delivery }: Skeleton): RawBuilder<SqlBool>[] {
  const found: RawBuilder<SqlBool>[] = []
  if (needs.length > 0) found.push(sql`needs && ${needs}::text[]`)
  if (box) {
    const { north, south, east, west } = boundsOf(box)
    const serves = areas.length > 0 ? sql`areas && ${[...areas, UNKNOWN]}::text[]` : sql`true`
    found.push(sql`((latitude between ${south} and ${north} and longitude between ${west} and ${east})
      or ((latitude is null or delivery && '{phone,online,home}') and ${serves}))`)
  }
  if (delivery.length > 0) found.push(sql`delivery && ${[...delivery, UNKNOWN]}::text[]`)
  return found
}
