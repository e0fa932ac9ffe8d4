import { Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { APP_ROLE } from '../runtime/web-login.ts'
import type { Database } from './context.ts'
import { failWhenLost } from './lost-connections.ts'
import type { DB } from './schema.ts'

export type ConnectOptions = {
  /** Connections held at most. */
  max?: number
  /** Connect as the owner of the tables. For migrations and for tests that look behind the policies, nothing else. */
  asOwner?: boolean
}

/** A `date` stays the text YYYY-MM-DD: a JavaScript Date would shift it by the server's zone. */
const calendarDays = {
  date: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (day: string) => day },
}

/** A pool of PostgreSQL connections that reconnects by itself. `int8` and `numeric` arrive as strings. */
export function connect(url: string, { max = 10, asOwner = false }: ConnectOptions = {}): Database {
  const connection = { application_name: 'handrail', ...(asOwner ? {} : { role: APP_ROLE }) }
  const client = postgres(url, {
    max,
    connection,
    onnotice: () => {},
    idle_timeout: 60,
    connect_timeout: 5,
    types: calendarDays,
  })
  const { end } = client
  client.end = (options) => end({ timeout: 5, ...options }) // or it waits for ever for a server that is gone
  failWhenLost(client)
  prepareStatements(client)
  const db = new Kysely<DB>({ dialect: new PostgresJSDialect({ postgres: client }) })
  clients.set(db, client)
  return db
}

/** Statements with more parameters than this are long lists of values, each of a length of its own: not worth keeping. */
const MOST_PARAMETERS = 24

/**
 * Kysely's driver sends each query unnamed: the server parses it anew, and an extra round trip asks for its parameter
 * types. Named statements are parsed once a connection, and a query is one round trip: half the time of a small one.
 */
function prepareStatements(client: postgres.Sql): void {
  const { reserve } = client
  client.reserve = async () => {
    const reserved = await reserve()
    const { unsafe } = reserved
    reserved.unsafe = ((query: string, parameters: never[] = [], options = {}) =>
      unsafe(query, parameters, {
        prepare: parameters.length <= MOST_PARAMETERS,
        ...options,
      })) as typeof unsafe
    return reserved
  }
}

const clients = new WeakMap<Database, postgres.Sql>()

/** The pool beneath a database of `connect`, for what Kysely has no words for. */
export function clientOf(db: Database): postgres.Sql {
  const client = clients.get(db)
  if (!client) throw new Error('this database was not made by connect()')
  return client
}
