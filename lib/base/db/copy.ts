import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import type postgres from 'postgres'
import { clientOf } from './client.ts'
import type { Database } from './context.ts'
import type { DB } from './schema.ts'

export type CopyingDatabase = {
  /** Kysely over one held connection: a transaction of it and `copy` see the same temporary tables. */
  db: Database
  /**
   * Sends rows with COPY. `columns` name what each line holds; `lines` is PostgreSQL's text format, as
   * `copyLine` writes it, one row a line.
   */
  copy(table: string, columns: readonly string[], lines: string): Promise<void>
}

/**
 * Holds one connection of the pool for `work`, which may send bulk data with COPY inside its own transaction.
 * Kysely alone cannot reach COPY.
 */
export async function withCopy<T>(db: Database, work: (held: CopyingDatabase) => Promise<T>): Promise<T> {
  const reserved = await clientOf(db).reserve()
  // Kysely asks the pool for a connection and gives it back; this pool has one, and withCopy keeps it.
  const lent = new Proxy(clientOf(db), {
    get: (client, name) => (name === 'reserve' ? async () => held(reserved) : Reflect.get(client, name)),
  })
  const dialect = new PostgresJSDialect({ postgres: lent })
  const copy = (table: string, columns: readonly string[], lines: string) =>
    sendCopy(reserved, table, columns, lines)
  try {
    return await work({ db: new Kysely<DB>({ dialect }), copy })
  } finally {
    reserved.release()
  }
}

async function sendCopy(
  reserved: postgres.ReservedSql,
  table: string,
  columns: readonly string[],
  lines: string,
): Promise<void> {
  const names = columns.map((column) => `"${column}"`).join(', ')
  const sink = await reserved.unsafe(`copy "${table}" (${names}) from stdin`).writable()
  let refusal: unknown
  sink.on('error', (error) => {
    refusal = error
  })
  await new Promise<void>((sent) => {
    sink.once('close', sent) // a lost connection calls nobody back
    sink.write(lines, () => sent())
  })
  sink.end()
  // The client never tells of a refusal that comes after the last byte, so the next statement asks: it fails in a
  // transaction that COPY broke. It must not be sent before end() has sent its message, one turn later.
  await new Promise((turn) => setImmediate(turn))
  try {
    await reserved.unsafe('select 1')
  } catch (error) {
    throw new Error(`PostgreSQL refused rows copied into ${table}`, { cause: refusal ?? error })
  }
}

/** The connection as the dialect sees it: it may ask, and what it releases stays held. */
function held(reserved: postgres.ReservedSql): postgres.ReservedSql {
  return new Proxy(reserved, {
    get: (connection, name) => (name === 'release' ? () => {} : Reflect.get(connection, name)),
  })
}

const ESCAPED = /[\\\n\r\t]/g
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One row in COPY's text format. Null and undefined become NULL; arrays and objects must come as PostgreSQL text. */
export function copyLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (i > 0) line += '\t'
    if (value === null || value === undefined) line += '\\N'
    else if (typeof value === 'string') line += value.replace(ESCAPED, (char) => ESCAPES[char] ?? char)
    else line += value
  }
  return `${line}\n`
}
