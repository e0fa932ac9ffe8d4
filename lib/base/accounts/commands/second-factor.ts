import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import { queueMail } from '../../mail/store.ts'
import { inTurn, mustWait, noteAttempt, restsUntil } from '../attempts.ts'
import type { Origin, Session } from '../model.ts'
import { passkeysOf } from '../passkeys.ts'
import { makeRecoveryCodes, spendRecoveryCode } from '../recovery-codes.ts'
import { isProvenAgain } from '../session-rules.ts'
import { endSessions, lockAccount, openSession, type StoredAccount } from '../store.ts'
import { proposedSecret, sealTotp, stepOf, totpAddress, unsealTotp } from '../totp.ts'
import { provingCtx } from './sign-in.ts'

const WRONG_CODE = 'That code is not right. Use the newest six digits of your authenticator app.'

/** RFC 6238 section 5.2: a code that was accepted once is not accepted again. */
const SPENT_CODE = 'That code was used already. Wait for the next one of your authenticator app.'

type OwnSession = { accountId: string; sessionId: string }

/**
 * Begins setting up an authenticator app: the first, the first after a reset, or another one in place of that of now.
 * @returns the secret and the address for the QR code; nothing is kept until a code confirms it
 * @throws conflict or invalid when this session must show something first
 */
export async function startTotp(ctx: Ctx, input: OwnSession): Promise<{ secret: string; uri: string }> {
  return transact(provingCtx(ctx), async (tx) => {
    const account = await mayEnrol(tx, ctx.now, input)
    const secret = proposedSecret(account, input.sessionId)
    return { secret, uri: totpAddress(account.email, secret) }
  })
}

/** Why this session may not set up an app yet; null when it may. Asking changes nothing. */
export async function enrolmentWaitsFor(
  ctx: Ctx,
  input: OwnSession,
): Promise<'proof' | 'mailed-link' | null> {
  return transact(provingCtx(ctx), async (tx) => {
    const session = await openSession(tx, input)
    const account = session && (await lockAccount(tx, session.accountId))
    if (!session || !account) throw notFound()
    return waitsFor(tx, ctx.now, account, session)
  })
}

async function waitsFor(
  tx: Tx,
  now: Date,
  account: StoredAccount,
  session: Session,
): Promise<'proof' | 'mailed-link' | null> {
  if (account.hasTotp) return isProvenAgain(session, now) ? null : 'proof'
  return session.method !== 'email' && (await openReset(tx, account.id)) ? 'mailed-link' : null
}

/**
 * That nobody but the owner makes another way in: this session showed what the account has (app, code or passkey) a moment
 * ago. An account without either has nothing to show; one whose second step was taken away sets that up first.
 * @throws conflict or invalid, not-found for a session that is not the account's
 */
export async function requireFreshProof(ctx: Ctx, own: OwnSession): Promise<void> {
  const missing = await passkeyWaitsFor(ctx, own)
  if (missing) throw refusalOf(missing)
}

/** Why this session may not make a passkey yet; null when it may. Asking changes nothing. */
export async function passkeyWaitsFor(ctx: Ctx, own: OwnSession): Promise<'proof' | 'mailed-link' | null> {
  return transact(provingCtx(ctx), async (tx) => {
    const account = await lockAccount(tx, own.accountId)
    const session = account && (await openSession(tx, own))
    if (!account || !session) throw notFound()
    if (await openReset(tx, account.id)) return 'mailed-link'
    const showable = account.hasTotp || (await passkeysOf(tx, account.id)).length > 0
    return showable && !isProvenAgain(session, ctx.now) ? 'proof' : null
  })
}

function refusalOf(missing: 'proof' | 'mailed-link'): DomainError {
  return missing === 'proof'
    ? new DomainError('conflict', 'Show first that it is you: with a code, a recovery code or a passkey.')
    : new DomainError('invalid', 'Your second step was taken away. Sign in by a mailed link to set it up.')
}

async function openReset(tx: Tx, accountId: string): Promise<boolean> {
  const reset = await tx
    .selectFrom('second_factor_reset')
    .select('at')
    .where('account_id', '=', accountId)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  return reset !== undefined
}

async function mayEnrol(tx: Tx, now: Date, input: OwnSession): Promise<StoredAccount> {
  const account = await lockAccount(tx, input.accountId)
  const session = await openSession(tx, input)
  if (!account || !session) throw notFound()
  const missing = await waitsFor(tx, now, account, session)
  if (missing) throw refusalOf(missing)
  return account
}

/**
 * Confirms the app with its first code; until then the one before it counts. Every other session ends, and the owner is
 * told by mail. @returns ten recovery codes, shown once.
 */
export async function confirmTotp(ctx: Ctx, input: OwnSession & { code: string }): Promise<string[]> {
  const proving = provingCtx(ctx)
  return transact(proving, async (tx) => {
    const account = await mayEnrol(tx, ctx.now, input)
    const secret = proposedSecret(account, input.sessionId)
    const step = stepOf(secret, input.code, ctx.now)
    if (step === null)
      throw new DomainError('invalid', WRONG_CODE, { errors: [{ path: 'code', message: WRONG_CODE }] })
    const codes = await makeRecoveryCodes(tx, account.id)
    await tx
      .updateTable('account')
      .set({
        totp_secret: sealTotp(account.id, secret),
        totp_confirmed_at: ctx.now,
        totp_last_step: step,
      })
      .where('id', '=', account.id)
      .execute()
    await tx
      .updateTable('session')
      .set({ second_factor_at: ctx.now, proven_again_at: null })
      .where('id', '=', input.sessionId)
      .execute()
    await tx
      .updateTable('second_factor_reset')
      .set({ finished_at: ctx.now })
      .where('account_id', '=', account.id)
      .where('finished_at', 'is', null)
      .execute()
    await endSessions(tx, { accountId: account.id, now: ctx.now, except: input.sessionId })
    await tell(tx, ctx, account, 'account.second-step-set')
    await record(tx, proving, {
      action: account.hasTotp ? 'second-factor:exchange' : 'second-factor:set-up',
      entity: 'account',
      entityId: account.id,
    })
    return codes
  })
}

function tell(tx: Tx, ctx: Ctx, account: StoredAccount, template: string): Promise<void> {
  return queueMail(tx, {
    key: `${template}:${account.id}:${ctx.requestId}`,
    to: account.email,
    template,
    locale: account.locale,
  })
}

/** New recovery codes for somebody who shows the second step again. @returns the codes, shown once. */
export async function renewRecoveryCodes(
  ctx: Ctx,
  input: OwnSession & { code: string; origin: Origin },
): Promise<string[]> {
  await proveSecondFactor(ctx, input)
  const proving = provingCtx(ctx)
  return transact(proving, async (tx) => {
    const account = await lockAccount(tx, input.accountId)
    if (!account) throw notFound()
    const codes = await makeRecoveryCodes(tx, input.accountId)
    await tell(tx, ctx, account, 'account.recovery-codes')
    await record(tx, proving, {
      action: 'second-factor:new-codes',
      entity: 'account',
      entityId: input.accountId,
    })
    return codes
  })
}

/** How many recovery codes the actor has left. */
export async function recoveryCodesLeft(ctx: Ctx): Promise<number> {
  return transact(ctx, async (tx) => {
    const left = await tx
      .selectFrom('recovery_code')
      .select('id')
      .where('account_id', '=', ctx.actor.accountId)
      .where('used_at', 'is', null)
      .execute()
    return left.length
  })
}

/**
 * Shows the second step: six digits, or a recovery code that is spent by it. Failures count towards the rest of the
 * place and the account, apart from those of the password: only who passed the first step can rest the second.
 * For some minutes after it the app may be exchanged, when a page asked for it (`again`) or a recovery code was used: who
 * needs one has lost the app, and the last one must be enough.
 */
export async function proveSecondFactor(
  ctx: Ctx,
  input: OwnSession & { code: string; origin: Origin; again?: boolean },
): Promise<{ byRecoveryCode: boolean }> {
  const proving = provingCtx(ctx)
  const outcome = await transact(proving, async (tx) => {
    const account = await lockAccount(tx, input.accountId)
    const session = await openSession(tx, input)
    if (!account?.totpSecret || !account.hasTotp || !session) throw notFound()
    await inTurn(tx, account.email)
    const whose = { email: account.email, address: input.origin.address }
    const until = await restsUntil(tx, ctx.now, 'code', whose)
    if (until) return mustWait('code', until, ctx.now)
    const byRecoveryCode = await spendRecoveryCode(tx, { ...input, now: ctx.now })
    const secret = unsealTotp(account.id, account.totpSecret)
    const step = byRecoveryCode ? null : stepOf(secret, input.code, ctx.now)
    const spent = step !== null && account.totpLastStep !== null && step <= account.totpLastStep
    const wrong = !byRecoveryCode && (step === null || spent)
    await noteAttempt(tx, {
      ...whose,
      accountId: account.id,
      method: 'code',
      outcome: wrong ? 'refused' : 'signed-in',
      at: ctx.now,
    })
    if (wrong) {
      await record(tx, proving, { action: 'second-factor:refused', entity: 'account', entityId: account.id })
      const why = spent ? SPENT_CODE : WRONG_CODE
      return new DomainError('invalid', why, { errors: [{ path: 'code', message: why }] })
    }
    if (step !== null)
      await tx.updateTable('account').set({ totp_last_step: step }).where('id', '=', account.id).execute()
    await tx
      .updateTable('session')
      .set({
        second_factor_at: ctx.now,
        ...((input.again || byRecoveryCode) && { proven_again_at: ctx.now }),
      })
      .where('id', '=', session.id)
      .execute()
    await record(tx, proving, {
      action: 'second-factor:proven',
      entity: 'account',
      entityId: account.id,
      detail: { recovery: byRecoveryCode },
    })
    return { byRecoveryCode }
  })
  if (outcome instanceof DomainError) throw outcome
  return outcome
}
