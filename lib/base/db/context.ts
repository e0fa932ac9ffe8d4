import { randomUUID } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Actor, systemActor, VISITOR } from '#base/access/actor.ts'
import { notFound } from '#base/core/errors.ts'
import type { DB } from './schema.ts'

export type Database = Kysely<DB>
export type Tx = Transaction<DB>

/** All that a command or a query may know of the world. */
export type Ctx = {
  readonly db: Database
  readonly actor: Actor
  /** The time that rules are judged at; never `new Date()` inside a rule. */
  readonly now: Date
  readonly requestId: string
}

export function visitorCtx(db: Database, now = new Date()): Ctx {
  return { db, actor: VISITOR, now, requestId: randomUUID() }
}

export function systemCtx(db: Database, job: string, now = new Date()): Ctx {
  return { db, actor: systemActor(job), now, requestId: randomUUID() }
}

/**
 * Runs `work` in one transaction as the actor of `ctx`: PostgreSQL's row policies read these settings, which end
 * with the transaction. Reads of anything that is not public go through here too; outside it a connection is a visitor.
 *
 * @throws DomainError `not-found` where `work` looked for something by an id that is none
 */
export async function transact<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await ctx.db.transaction().execute(async (tx) => {
      await become(tx, ctx)
      return work(tx)
    })
  } catch (error) {
    throw isNoId(error) ? notFound() : error
  }
}

/** What PostgreSQL says of it repeats what somebody typed, which no log may hold. */
function isNoId(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return code === '22P02' && typeof message === 'string' && message.includes('type uuid')
}

/** Does one thing as the system inside somebody's transaction: what is theirs to cause and not theirs to write. */
export async function asSystem<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const setRole = (role: string) => sql`select set_config('app.role', ${role}, true)`.execute(tx)
  const { rows } = await sql<{ role: string }>`select app_role() as role`.execute(tx)
  await setRole('system')
  const result = await work()
  // Not after a failure: the transaction is lost then, and takes the setting with it.
  await setRole(rows[0]?.role ?? 'visitor')
  return result
}

/**
 * Goes on in the same transaction as somebody else: where one step is a person's and the next, which must stand or fall
 * with it, is the product's own.
 */
export async function become(tx: Tx, ctx: Pick<Ctx, 'actor' | 'requestId'>): Promise<void> {
  const { role, accountId, organizationId, via, clientId, referralId, giver } = ctx.actor
  await sql`select set_config('app.role', ${role}, true), set_config('app.account_id', ${accountId ?? ''}, true),
    set_config('app.organization_id', ${organizationId ?? ''}, true), set_config('app.via', ${via ?? ''}, true),
    set_config('app.request_id', ${ctx.requestId}, true), set_config('app.client_id', ${clientId ?? ''}, true),
    set_config('app.referral_id', ${referralId ?? ''}, true), set_config('app.giver', ${giver ?? ''}, true)`.execute(
    tx,
  )
}
