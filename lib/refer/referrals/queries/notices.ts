import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'

/** What the product told an agency or a client about a referral: by what way, and whether it arrived. No word of it. */
export type Notice = {
  party: 'agency' | 'client'
  /** A kind of news, as of `refer/notifications`. */
  topic: string
  channel: 'mail' | 'text' | 'screen'
  at: Date
  state: 'waiting' | 'sent' | 'came-back' | 'failed' | 'not-sent'
}

type Row = Omit<Notice, 'at' | 'state'> & {
  queued_at: Date
  sent_at: Date | null
  failed_at: Date | null
  came_back_at: Date | null
  dropped_why: string | null
}

/** Oldest first; empty for everybody who does not carry the client. */
export async function noticesOf(tx: Tx, referralId: string): Promise<Notice[]> {
  const { rows } = await sql<Row>`select * from notices_of(${referralId})`.execute(tx)
  return rows.map((row) => {
    const { party, topic, channel } = row
    return { party, topic, channel, at: row.sent_at ?? row.queued_at, state: stateOf(row) }
  })
}

function stateOf(row: Row): Notice['state'] {
  if (row.came_back_at) return 'came-back'
  if (row.dropped_why) return 'not-sent'
  if (row.failed_at) return 'failed'
  return row.sent_at ? 'sent' : 'waiting'
}
