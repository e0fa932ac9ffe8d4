import { sql } from 'kysely'
import type { Database, Tx } from '#base/db/context.ts'
import type { Card, CardDisplay, CardFacts } from '../card.ts'

/** A card as a search needs it: what it is ranked by, and what is shown of it. */
export type StoredCard = Pick<Card, 'facts' | 'display' | 'version'>

/** Cards kept from earlier requests: parsing is dear, and the same few thousand are asked for again and again. */
const MOST_KEPT = 40_000
type Kept = { card: StoredCard; usedAt: number }
const kept = new Map<string, Kept>()
let lookups = 0

/** A card in one of its states. */
export type CardVersion = Pick<StoredCard, 'version'> & { id: string }

/**
 * The cards that there are now, in the order of `wanted`. What this process has parsed before in the version wanted is not
 * read again where `isCurrent` says of its service that PostgreSQL holds that version. Of all others PostgreSQL is asked
 * which of them there are and whether in a version not parsed yet; only those are sent.
 */
export async function loadCards(
  db: Database | Tx,
  wanted: readonly CardVersion[],
  isCurrent: (serviceId: string) => boolean,
): Promise<StoredCard[]> {
  lookups++
  const known = wanted.map(({ id }) => kept.get(id)?.card)
  const doubtful: string[] = []
  for (const [i, { id, version }] of wanted.entries()) {
    const card = known[i]
    if (card?.version !== version || !isCurrent(card.facts.serviceId)) doubtful.push(id)
  }
  const different = await readDifferent(db, doubtful)
  const cards: StoredCard[] = []
  for (const [i, { id }] of wanted.entries()) {
    const card = different.has(id) ? different.get(id) : known[i]
    if (card) cards.push(remember(id, card))
    else kept.delete(id)
  }
  return cards
}

type Row = { id: string; version: string | null; facts: CardFacts; display: CardDisplay }

/**
 * Those of the cards that are not as this process has parsed them; null for one that is gone. One text for all ids, and one
 * for all versions: hundreds of parameters would be dear.
 */
async function readDifferent(
  db: Database | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredCard | null>> {
  if (ids.length === 0) return new Map()
  const versions = ids.map((id) => kept.get(id)?.card.version ?? '').join(' ')
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

/** A card is moved among those lately used this seldom: moving each of hundreds at every search is dear. */
const MOVED_EVERY = 100

/** The least lately used goes first: a Map keeps the order in which its keys were set. */
function remember(id: string, card: StoredCard): StoredCard {
  const before = kept.get(id)
  if (before?.card === card && lookups - before.usedAt < MOVED_EVERY) return card
  kept.delete(id)
  kept.set(id, { card, usedAt: lookups })
  if (kept.size > MOST_KEPT) {
    const [oldest] = kept.keys()
    if (oldest !== undefined) kept.delete(oldest)
  }
  return card
}
