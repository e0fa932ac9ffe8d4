import type { Actor } from '../../access/actor.ts'
import { record } from '../../audit/store.ts'
import { notFound } from '../../core/errors.ts'
import { type Ctx, transact } from '../../db/context.ts'
import type { Account, Membership, Session } from '../model.ts'
import { idleMinutes, type SessionState, sessionState } from '../session-rules.ts'
import { membershipsOf, toAccount, toSession } from '../store.ts'
import { provingCtx } from './sign-in.ts'

export type Resolved = {
  state: SessionState
  session: Session
  account: Account
  memberships: Membership[]
  /** The hat that the session wears; null for an account without memberships. */
  membership: Membership | null
  /** Who acts. Only a live session acts as anybody. */
  actor: Actor | null
}

/** How often a session's last sight is written: writing at every request would make every read a write. */
const SEEN_EVERY_MS = 60_000

/** Whose request this is. Undefined when the session ended, expired, or its account was deactivated a moment ago. */
export async function resolveSession(ctx: Ctx, sessionId: string): Promise<Resolved | undefined> {
  const resolving = provingCtx(ctx)
  return transact(resolving, async (tx) => {
    const row = await tx
      .selectFrom('session')
      .selectAll()
      .where('id', '=', sessionId)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    const accountRow =
      row && (await tx.selectFrom('account').selectAll().where('id', '=', row.account_id).executeTakeFirst())
    if (!row || !accountRow) return undefined
    const session = toSession(row)
    const { passwordHash: _, totpSecret: __, totpLastStep: ___, ...account } = toAccount(accountRow)
    if (account.deactivatedAt) return undefined
    const memberships = await membershipsOf(tx, account.id)
    const membership = memberships.find((each) => each.id === session.membershipId) ?? memberships[0] ?? null
    const role = membership?.role ?? 'visitor'
    const state = sessionState(
      session,
      memberships.map((each) => each.role),
      ctx.now,
      account,
    )
    if (state === 'expired' || state === 'idle') {
      await tx.updateTable('session').set({ ended_at: ctx.now }).where('id', '=', session.id).execute()
      await record(tx, resolving, { action: `session:${state}`, entity: 'session', entityId: session.id })
      return { state, session, account, memberships, membership, actor: null }
    }
    if (ctx.now.getTime() - session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
      await tx.updateTable('session').set({ last_seen_at: ctx.now }).where('id', '=', session.id).execute()
    }
    const actor: Actor = {
      role,
      accountId: account.id,
      organizationId: membership?.organizationId ?? null,
      via: `session:${session.id}`,
    }
    return { state, session, account, memberships, membership, actor: state === 'live' ? actor : null }
  })
}

/** Seconds until a session ends if nobody does anything, 0 when it is over. Asking is no sign of life. */
export async function secondsLeft(ctx: Ctx, sessionId: string): Promise<number> {
  return transact(provingCtx(ctx), async (tx) => {
    const row = await tx
      .selectFrom('session')
      .innerJoin('account', 'account.id', 'session.account_id')
      .select([
        'session.last_seen_at as seen',
        'session.expires_at as end',
        'session.account_id as accountId',
      ])
      .where('session.id', '=', sessionId)
      .where('session.ended_at', 'is', null)
      .where('account.deactivated_at', 'is', null)
      .executeTakeFirst()
    if (!row) return 0
    const roles = (await membershipsOf(tx, row.accountId)).map(({ role }) => role)
    const idleEnd = row.seen.getTime() + idleMinutes(roles) * 60_000
    return Math.max(0, Math.floor((Math.min(idleEnd, row.end.getTime()) - ctx.now.getTime()) / 1000))
  })
}

/** Signs one of one's own sessions out. */
export async function endSession(ctx: Ctx, sessionId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const ended = await tx
      .updateTable('session')
      .set({ ended_at: ctx.now })
      .where('id', '=', sessionId)
      .where('account_id', '=', ctx.actor.accountId)
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!ended) throw notFound()
    await record(tx, ctx, { action: 'session:end', entity: 'session', entityId: sessionId })
  })
}

/** Signs out the session of this browser, in whatever state it is: one that waits for its second factor is over too. */
export async function leaveSession(ctx: Ctx, sessionId: string): Promise<void> {
  const leaving = provingCtx(ctx)
  await transact(leaving, async (tx) => {
    const ended = await tx
      .updateTable('session')
      .set({ ended_at: ctx.now })
      .where('id', '=', sessionId)
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (ended) await record(tx, leaving, { action: 'session:leave', entity: 'session', entityId: sessionId })
  })
}

export async function endOtherSessions(ctx: Ctx, keep: string): Promise<void> {
  await transact(ctx, async (tx) => {
    await tx
      .updateTable('session')
      .set({ ended_at: ctx.now })
      .where('account_id', '=', ctx.actor.accountId)
      .where('id', '<>', keep)
      .where('ended_at', 'is', null)
      .execute()
    await record(tx, ctx, { action: 'session:end-others', entity: 'session', entityId: keep })
  })
}

/** Puts on another hat: from now on the session acts for that organization in that role. */
export async function switchMembership(ctx: Ctx, sessionId: string, membershipId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const own = await tx
      .selectFrom('membership')
      .select('id')
      .where('id', '=', membershipId)
      .where('account_id', '=', ctx.actor.accountId)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (!own) throw notFound()
    await tx
      .updateTable('session')
      .set({ membership_id: membershipId })
      .where('id', '=', sessionId)
      .where('account_id', '=', ctx.actor.accountId)
      .execute()
    await record(tx, ctx, { action: 'session:switch', entity: 'membership', entityId: membershipId })
  })
}

export async function ownSessions(ctx: Ctx): Promise<Session[]> {
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('session')
      .selectAll()
      .where('account_id', '=', ctx.actor.accountId)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .orderBy('last_seen_at', 'desc')
      .execute()
    return rows.map(toSession)
  })
}
