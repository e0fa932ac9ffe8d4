import { sql } from 'kysely'
import type { Database, Tx } from '#base/db/context.ts'
import type { CardDisplay, CardFacts } from '../card.ts'

type Kept = { version: string; facts: CardFacts }

/** Cards kept from earlier requests: parsing is dear, and the same few thousand are asked for again and again. */
const MOST_KEPT = 20_000
const kept = new Map<string, Kept>()

/**
 * The facts of the cards that there are now, in the order of `ids`. PostgreSQL says which there are and of which version;
 * what this process has parsed before, in that very version, is not read again.
 */
export async function loadFacts(db: Database | Tx, ids: readonly string[]): Promise<CardFacts[]> {
  if (ids.length === 0) return []
  const known = ids.filter((id) => kept.has(id))
  const rows = await readFacts(db, ids, known)
  const stale: string[] = []
  const found = new Map<string, CardFacts>()
  for (const { id, version, facts } of rows) {
    const before = kept.get(id)
    if (facts) found.set(id, remember(id, version, facts))
    else if (before?.version === version) found.set(id, remember(id, version, before.facts))
    else stale.push(id)
  }
  if (stale.length > 0) {
    for (const { id, version, facts } of await readFacts(db, stale, [])) {
      if (facts) found.set(id, remember(id, version, facts))
    }
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

async function readFacts(db: Database | Tx, ids: readonly string[], known: readonly string[]) {
  const { rows } = await sql<{ id: string; version: string; facts: CardFacts | null }>`
    select id, version, case when id = any(${known}::uuid[]) then null else facts end as facts
    from service_card where id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/** The least lately used goes first: a Map keeps the order in which its keys were set. */
function remember(id: string, version: string, facts: CardFacts): CardFacts {
  kept.delete(id)
  kept.set(id, { version, facts })
  if (kept.size > MOST_KEPT) {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
  return facts
}

/** What to show of each card, by card id. */
export async function loadDisplay(
  db: Database | Tx,
  ids: readonly string[],
): Promise<Map<string, CardDisplay>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; display: CardDisplay }>`
    select id, display from service_card where id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, display }) => [id, display]))
}
