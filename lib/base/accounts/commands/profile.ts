import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import type { Locale } from '../../i18n/locales.ts'
import { queueMail } from '../../mail/store.ts'
import { inTurn, mustWait, noteAttempt, restsUntil } from '../attempts.ts'
import type { Origin } from '../model.ts'
import { checkPassword, hashPassword } from '../password.ts'
import { passwordOpenUntil } from '../session-rules.ts'
import { endSessions, lockAccount, openSession, ownAccount, type StoredAccount } from '../store.ts'
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

/** A mailed link's quarter of an hour ended while the page stood open. */
const MISSING = 'Type the password that you use now, or sign in by a mailed link again.'

/**
 * Sets or changes one's own password. Who has one shows it first, and wrong tries count towards the account's rest; who
 * forgot it comes by a mailed link a moment before. Every other session ends: whoever knew the old password is out. The
 * owner is told by mail.
 */
export async function changePassword(
  ctx: Ctx,
  input: { sessionId: string; current: string | undefined; next: string; origin: Origin },
): Promise<void> {
  if (!ctx.actor.accountId) throw notFound()
  const proving = provingCtx(ctx)
  const own = { accountId: ctx.actor.accountId, sessionId: input.sessionId }
  const known = await transact(proving, (tx) => lockAccount(tx, own.accountId))
  // Outside a transaction: hashing takes tens of milliseconds and would hold a connection.
  const shown =
    input.current !== undefined && (await checkPassword(known?.passwordHash ?? null, input.current))
  const hash = await hashPassword(input.next)
  const refusal = await transact(proving, async (tx) => {
    const account = await lockAccount(tx, own.accountId)
    const session = await openSession(tx, own)
    if (!account || !session || account.passwordHash !== known?.passwordHash) throw notFound()
    const byMail = input.current === undefined && passwordOpenUntil(session, account, ctx.now) !== null
    if (account.hasPassword && !byMail) {
      if (input.current === undefined) return besideField(MISSING)
      const refused = await judgeGuess(tx, proving, account, { right: shown, address: input.origin.address })
      if (refused) return refused
    }
    await tx.updateTable('account').set({ password_hash: hash }).where('id', '=', account.id).execute()
    await endSessions(tx, { accountId: account.id, now: ctx.now, except: session.id })
    await queueMail(tx, {
      key: `password:${account.id}:${ctx.requestId}`,
      to: account.email,
      template: 'account.password-changed',
      locale: account.locale,
    })
    await record(tx, proving, {
      action: 'account:password',
      entity: 'account',
      entityId: account.id,
      detail: { byMail },
    })
    return undefined
  })
  if (refusal) throw refusal
}

const besideField = (message: string) =>
  new DomainError('invalid', message, { errors: [{ path: 'currentPassword', message }] })

/** Counts what was typed as the old password like a sign-in with it. @returns why it is refused, or undefined */
async function judgeGuess(
  tx: Tx,
  ctx: Ctx,
  account: StoredAccount,
  given: { right: boolean; address: string },
): Promise<DomainError | undefined> {
  await inTurn(tx, account.email)
  const whose = { email: account.email, address: given.address }
  const until = await restsUntil(tx, ctx.now, 'password', whose)
  if (until) return mustWait('password', until, ctx.now)
  await noteAttempt(tx, {
    ...whose,
    accountId: account.id,
    method: 'password',
    outcome: given.right ? 'signed-in' : 'refused',
    at: ctx.now,
  })
  if (given.right) return undefined
  await record(tx, ctx, { action: 'account:password-refused', entity: 'account', entityId: account.id })
  return besideField(WRONG)
}
