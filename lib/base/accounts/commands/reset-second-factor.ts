import type { Actor } from '../../access/actor.ts'
import { requirePermission } from '../../access/permissions.ts'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { asSystem, type Ctx, type Tx, transact } from '../../db/context.ts'
import { queueMail } from '../../mail/store.ts'
import type { RESET_CHECKS, RESET_REASONS } from '../model.ts'
import { accountByEmail, endSessions, lockAccount, membershipsOf, type StoredAccount } from '../store.ts'
import { MAY_GIVE } from './people.ts'

export type ResetInput = {
  accountId: string
  why: (typeof RESET_REASONS)[number]
  /** How the administrator made sure that it is the person who asks. */
  checked: (typeof RESET_CHECKS)[number]
  appUrl: string
}

/**
 * Takes away a lost second step: app, recovery codes and passkeys. Every session of the person ends, and only a mailed
 * link lets them set up a new one. An administrator does it for others, and an agency's for people who act for that
 * agency alone, in roles that they may give.
 * @throws not-found for whoever is not theirs to reset, oneself included
 */
export async function resetSecondFactor(ctx: Ctx, input: ResetInput): Promise<void> {
  requirePermission(ctx.actor, 'account:reset-second-factor')
  if (input.accountId === ctx.actor.accountId) throw notFound()
  await transact(ctx, async (tx) => {
    const account = await asSystem(tx, () => resettable(tx, ctx.actor, input.accountId))
    if (!account) throw notFound()
    // As the actor: the row's policy asks the same once more.
    await tx
      .insertInto('second_factor_reset')
      .values({ id: newId(), account_id: account.id, at: ctx.now })
      .execute()
    const passkeys = await asSystem(tx, () => takeAway(tx, ctx.now, account.id))
    if (!account.hasTotp && passkeys === 0)
      throw new DomainError('conflict', 'This person has no second step yet. There is nothing to take away.')
    await queueMail(tx, {
      key: `second-step-reset:${account.id}:${ctx.requestId}`,
      to: account.email,
      template: 'account.second-step-reset',
      locale: account.locale,
      link: `${input.appUrl}/${account.locale}/sign-in`,
    })
    await record(tx, ctx, {
      action: 'second-factor:reset',
      entity: 'account',
      entityId: account.id,
      detail: { why: input.why, checked: input.checked, passkeys },
    })
  })
}

/** The account, locked, when the actor has a say in every role that it has now. */
async function resettable(tx: Tx, actor: Actor, accountId: string): Promise<StoredAccount | undefined> {
  const account = await lockAccount(tx, accountId)
  if (!account || account.deactivatedAt) return undefined
  if (actor.role === 'system') return account
  const memberships = await membershipsOf(tx, accountId)
  const mayGive = MAY_GIVE[actor.role] ?? []
  const theirs = memberships.every(
    ({ organizationId, role }) =>
      mayGive.includes(role) && (actor.role === 'administrator' || organizationId === actor.organizationId),
  )
  return memberships.length > 0 && theirs ? account : undefined
}

/** @returns how many passkeys there were */
async function takeAway(tx: Tx, now: Date, accountId: string): Promise<number> {
  await tx
    .updateTable('account')
    .set({ totp_secret: null, totp_confirmed_at: null, totp_last_step: null })
    .where('id', '=', accountId)
    .execute()
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  const passkeys = await tx
    .deleteFrom('passkey')
    .where('account_id', '=', accountId)
    .returning('id')
    .execute()
  await endSessions(tx, { accountId, now })
  return passkeys.length
}

/** The same by address, from a command on the machine itself: the last administrator has nobody else to ask. */
export async function resetSecondFactorOf(ctx: Ctx, input: { email: string; appUrl: string }): Promise<void> {
  const account = await transact(ctx, (tx) => accountByEmail(tx, input.email))
  if (!account) throw notFound()
  await resetSecondFactor(ctx, {
    accountId: account.id,
    why: 'phone-lost',
    checked: 'in-person',
    appUrl: input.appUrl,
  })
}
