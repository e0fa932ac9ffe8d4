import { sql } from 'kysely'
import type { Database, Tx } from '#base/db/context.ts'
import type { Card, CardDisplay, CardFacts } from '../card.ts'

/** A card as a search needs it: what it is ranked by, and what is shown of it. */
export type StoredCard = Pick<Card, 'facts' | 'display' | 'version'>

/** Cards kept from earlier requests: parsing is dear, and the same few thousand are asked for again and again. */
const MOST_KEPT = 40_000
const kept = new Map<string, StoredCard>()

/**
 * The cards that there are now, in the order of `ids`. PostgreSQL is asked each time which of them it holds and whether in
 * another version than this process has parsed before; only those are sent, so that most often one short answer
 * confirms hundreds of cards.
 */
export async function loadCards(db: Database | Tx, ids: readonly string[]): Promise<StoredCard[]> {
  if (ids.length === 0) return []
  const known = ids.map((id) => kept.get(id))
  const different = await readDifferent(db, ids, known)
  const cards: StoredCard[] = []
  for (const [i, id] of ids.entries()) {
    const now = different.get(id)
    const card = now === undefined ? known[i] : now
    if (card) cards.push(remember(id, card))
    else kept.delete(id)
  }
  return cards
}

type Row = { id: string; version: string | null; facts: CardFacts; display: CardDisplay }

/** Null for a card that is gone. One text for all ids, and one for all versions: hundreds of parameters would be dear. */
async function readDifferent(
  db: Database | Tx,
  ids: readonly string[],
  known: readonly (StoredCard | undefined)[],
): Promise<Map<string, StoredCard | null>> {
  const versions = known.map((card) => card?.version ?? '').join(' ')
  const { rows } = await sql<Row>`select k.id, c.version, c.facts, c.display
    from unnest(string_to_array(${ids.join(' ')}, ' ')::uuid[], string_to_array(${versions}, ' ')) as k(id, version)
    left join service_card c on c.id = k.id
    where c.version is distinct from k.version`.execute(db)
  return new Map(
    rows.map(({ id, version, facts, display }) => [
      id,
      version === null ? null : { version, facts, display },
    ]),
  )
}

/** The least lately used goes first: a Map keeps the order in which its keys were set. */
function remember(id: string, card: StoredCard): StoredCard {
  kept.delete(id)
  kept.set(id, card)
  if (kept.size > MOST_KEPT) {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
  return card
}
