import type postgres from 'postgres'
import { isDatabaseGone } from './gone.ts'

/** What the client passes to `onexecute`: the connection that a query runs on. It calls `onclose` once when it is lost. */
type Connection = { onclose: ((error: Error) => void) | null }

/** What the client calls when a statement fails. */
type Rejectable = { reject: (error: Error) => void }

/** The client's types do not tell of it. */
function isRejectable(statement: object): statement is Rejectable {
  return 'reject' in statement && typeof statement.reject === 'function'
}

/** A protocol violation (class 08) fails a statement and leaves the connection; all else that means "gone" ends it. */
const endsConnection = (error: Error) =>
  isDatabaseGone(error) && !(error as Error & { code: string }).code.startsWith('08')

/**
 * Makes every statement on a held connection fail at once when the connection is lost. The client alone would let the
 * next one wait for ever, a transaction's rollback for one, and would give the dead connection to the next in need.
 */
export function failWhenLost(client: postgres.Sql): void {
  const { reserve } = client
  client.reserve = async () => {
    const reserved = await reserve()
    const { unsafe, release } = reserved
    let lost: Error | undefined
    let connection: Connection | undefined
    const onexecute = (on: Connection) => {
      connection = on
      on.onclose = (error) => {
        lost = error
      }
      return true // the connection may take further statements
    }
    reserved.unsafe = ((query: string, parameters: never[] = [], options = {}) => {
      if (lost) throw lost
      const pending = unsafe(query, parameters, { ...options, onexecute } as postgres.UnsafeQueryOptions)
      // The client forgets what is asked after the failure of a connection and before its end.
      if (!isRejectable(pending))
        throw new Error('The PostgreSQL client has changed: its statements have no reject.')
      const { reject } = pending
      Object.assign(pending, {
        reject(error: Error) {
          if (endsConnection(error)) lost = error
          reject(error)
        },
      })
      return pending
    }) as typeof unsafe
    reserved.release = () => {
      if (lost) return // it has left the pool already, and another may be in its place
      if (connection) connection.onclose = null
      release()
    }
    return reserved
  }
}
