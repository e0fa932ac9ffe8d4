import { v5, v7 } from 'uuid'

/** Names Handrail's own UUIDv5 space. Never change it: every id of an imported record is derived from it. */
const NAMESPACE = '6f1b7c1e-6f5d-5b0a-9a55-5d2b3c8c0f11'

/**
 * The id of a record of a feed: the same source, entity and original id give the same UUID on every machine,
 * so that a second import finds what the first one made.
 */
export function feedId(source: string, entity: string, originalId: string): string {
  return v5(`${source} ${entity} ${originalId}`, NAMESPACE)
}

/** An id for a record that begins here. Time-ordered, so that new rows land at the end of an index. */
export function newId(): string {
  return v7()
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return UUID.test(text)
}
