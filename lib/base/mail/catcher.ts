import { type Ctx, transact } from '../db/context.ts'
import { withSecrets } from './commands.ts'
import type { Letter } from './model.ts'
import { renderMail } from './render.ts'
import { toMail } from './store.ts'

export type CaughtLetter = Letter & {
  id: string
  queuedAt: Date
  sentAt: Date | null
  link: string | undefined
}

/** The newest fifty messages as they would have gone out, links and codes included: for development, on this machine alone. */
export async function caughtMail(ctx: Ctx): Promise<CaughtLetter[]> {
  const rows = await transact(ctx, (tx) =>
    tx
      .selectFrom('mail_message')
      .selectAll()
      .where('dropped_at', 'is', null)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(50)
      .execute(),
  )
  return rows.map((row) => {
    const mail = withSecrets(toMail(row))
    return { ...renderMail(mail), id: row.id, queuedAt: row.created_at, sentAt: row.sent_at, link: mail.link }
  })
}
