import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { type Ctx, transact } from '../../db/context.ts'
import type { Locale } from '../../i18n/locales.ts'
import { queueMail } from '../../mail/store.ts'
import { checkPassword, hashPassword } from '../password.ts'
import { countFailure, lockAccount, ownAccount } from '../store.ts'
import { provingCtx } from './sign-in.ts'

/** One's own name, as colleagues and agencies read it, and the language that mail comes in. */
export async function changeProfile(ctx: Ctx, input: { name: string; locale: Locale }): Promise<void> {
  await transact(ctx, async (tx) => {
    const account = await ownAccount(tx, ctx.actor)
    await tx.updateTable('account').set(input).where('id', '=', account.id).execute()
    await record(tx, ctx, { action: 'account:change', entity: 'account', entityId: account.id })
  })
}

const WRONG = 'That is not your password. Type the one you use now.'

/**
 * Sets or changes one's own password. Who has one shows it first, and wrong tries count towards the account's rest.
 * Every other session ends: whoever knew the old password is out. The owner is told by mail.
 */
export async function changePassword(
  ctx: Ctx,
  input: { sessionId: string; current: string | undefined; next: string },
): Promise<void> {
  if (!ctx.actor.accountId) throw notFound()
  const proving = provingCtx(ctx)
  const { accountId } = ctx.actor
  const known = await transact(proving, (tx) => lockAccount(tx, accountId))
  // Outside a transaction: hashing takes tens of milliseconds and would hold a connection.
  const right = !known?.hasPassword || (await checkPassword(known.passwordHash, input.current ?? ''))
  const hash = await hashPassword(input.next)
  const refusal = await transact(proving, async (tx) => {
    const account = await lockAccount(tx, accountId)
    if (!account || account.passwordHash !== known?.passwordHash) throw notFound()
    if (account.lockedUntil && account.lockedUntil > ctx.now)
      return new DomainError('rate-limited', 'Too many tries. Wait a few minutes.', {
        retryAfter: Math.ceil((account.lockedUntil.getTime() - ctx.now.getTime()) / 1000),
      })
    if (!right) {
      await countFailure(tx, account, ctx.now)
      await record(tx, proving, {
        action: 'account:password-refused',
        entity: 'account',
        entityId: account.id,
      })
      return new DomainError('invalid', WRONG, { errors: [{ path: 'currentPassword', message: WRONG }] })
    }
    await tx
      .updateTable('account')
      .set({ password_hash: hash, failed_sign_ins: 0, locked_until: null })
      .where('id', '=', account.id)
      .execute()
    await tx
      .updateTable('session')
      .set({ ended_at: ctx.now })
      .where('account_id', '=', account.id)
      .where('id', '<>', input.sessionId)
      .where('ended_at', 'is', null)
      .execute()
    await queueMail(tx, {
      key: `password:${account.id}:${ctx.requestId}`,
      to: account.email,
      template: 'account.password-changed',
      locale: account.locale,
    })
    await record(tx, proving, { action: 'account:password', entity: 'account', entityId: account.id })
    return undefined
  })
  if (refusal) throw refusal
}
