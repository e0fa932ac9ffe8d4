import { hash } from 'node:crypto'
import { v7 } from 'uuid'

/** Names Handrail's own UUIDv5 space. Never change it: every id of an imported record is derived from it. */
const NAMESPACE = '6f1b7c1e-6f5d-5b0a-9a55-5d2b3c8c0f11'
const NAMESPACE_BYTES = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex')

/**
 * The id of a record of a feed: the same source, entity and original id give the same UUID on every machine,
 * so that a second import finds what the first one made.
 */
export function feedId(source: string, entity: string, originalId: string): string {
  return uuidV5(`${source} ${entity} ${originalId}`)
}

/**
 * RFC 9562, 5.5: SHA-1 of namespace and name, with the version and variant bits set. Not the uuid package's, which
 * takes three times as long: an import hashes several keys a row, and millions of rows.
 */
function uuidV5(name: string): string {
  const bytes = Buffer.allocUnsafe(NAMESPACE_BYTES.length + name.length * 3)
  NAMESPACE_BYTES.copy(bytes)
  const length = NAMESPACE_BYTES.length + bytes.write(name, NAMESPACE_BYTES.length)
  const digest = hash('sha1', bytes.subarray(0, length))
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}

/** An id for a record that begins here. Time-ordered, so that new rows land at the end of an index. */
export function newId(): string {
  return v7()
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return UUID.test(text)
}
