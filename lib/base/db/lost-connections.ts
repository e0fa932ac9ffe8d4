import type postgres from 'postgres'

/** What the client passes to `onexecute`: the connection that a query runs on. It calls `onclose` once when it is lost. */
type Connection = { onclose: ((error: Error) => void) | null }

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
      return unsafe(query, parameters, { ...options, onexecute } as postgres.UnsafeQueryOptions)
    }) as typeof unsafe
    reserved.release = () => {
      if (lost) return // it has left the pool already, and another may be in its place
      if (connection) connection.onclose = null
      release()
    }
    return reserved
  }
}
