import { randomBytes } from 'node:crypto'
import { generateURI, verifySync } from 'otplib'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { keyedDigest, seal, unseal } from '../../core/seal.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import { keyring } from '../../runtime/keyring.ts'
import { countFailure, lockAccount } from '../store.ts'
import { provingCtx } from './sign-in.ts'

const sealedSecret = (id: string) => ({ field: 'account.totp_secret', id }) as const
const WRONG_CODE = 'That code is not right. Use the newest six digits of your authenticator app.'

/** RFC 6238 section 5.2: a code that was accepted once is not accepted again. */
const SPENT_CODE = 'That code was used already. Wait for the next one of your authenticator app.'
const STEP_SECONDS = 30

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The secret that a session would set an app up with: derived, so that drawing the page stores nothing. 160 bits as 32
 * characters of base32 (RFC 4648), as RFC 4226 section 4 recommends.
 */
function proposedSecret(accountId: string, sessionId: string): string {
  const digest = Buffer.from(keyedDigest(keyring(), 'totp set-up', `${accountId} ${sessionId}`), 'base64url')
  return [...digest].map((byte) => BASE32[byte & 31]).join('')
}

/** Begins setting up an authenticator app. @returns the secret and the address for the QR code; nothing is kept until a code confirms it. */
export async function startTotp(
  ctx: Ctx,
  input: { accountId: string; sessionId: string },
): Promise<{ secret: string; uri: string }> {
  return transact(provingCtx(ctx), async (tx) => {
    const account = await lockAccount(tx, input.accountId)
    if (!account) throw notFound()
    if (account.hasTotp)
      throw new DomainError('conflict', 'An authenticator app is set up already. Remove it first.')
    const secret = proposedSecret(input.accountId, input.sessionId)
    return { secret, uri: generateURI({ issuer: 'Handrail', label: account.email, secret }) }
  })
}

/** Confirms the app with its first code. @returns ten recovery codes, shown once. */
export async function confirmTotp(
  ctx: Ctx,
  input: { accountId: string; sessionId: string; code: string },
): Promise<string[]> {
  const proving = provingCtx(ctx)
  return transact(proving, async (tx) => {
    const account = await lockAccount(tx, input.accountId)
    if (!account || account.hasTotp) throw notFound()
    const secret = proposedSecret(account.id, input.sessionId)
    const step = stepOf(secret, input.code, ctx.now)
    if (step === null)
      throw new DomainError('invalid', WRONG_CODE, { errors: [{ path: 'code', message: WRONG_CODE }] })
    const codes = await makeRecoveryCodes(tx, account.id)
    await tx
      .updateTable('account')
      .set({
        totp_secret: seal(keyring(), sealedSecret(account.id), secret),
        totp_confirmed_at: ctx.now,
        totp_last_step: step,
      })
      .where('id', '=', account.id)
      .execute()
    await tx
      .updateTable('session')
      .set({ second_factor_at: ctx.now })
      .where('id', '=', input.sessionId)
      .where('account_id', '=', account.id)
      .execute()
    await record(tx, proving, { action: 'second-factor:set-up', entity: 'account', entityId: account.id })
    return codes
  })
}

/** Ten new codes instead of the old ones. */
async function makeRecoveryCodes(tx: Tx, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: 10 }, () =>
    randomBytes(5)
      .toString('hex')
      .replace(/(.{5})/, '$1-'),
  )
  await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute()
  await tx
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({ id: newId(), account_id: accountId, code_hash: codeHash(accountId, code) })),
    )
    .execute()
  return codes
}

/** New recovery codes for somebody who shows the authenticator app again. @returns the codes, shown once. */
export async function renewRecoveryCodes(
  ctx: Ctx,
  input: { accountId: string; sessionId: string; code: string },
): Promise<string[]> {
  await proveSecondFactor(ctx, input)
  const proving = provingCtx(ctx)
  return transact(proving, async (tx) => {
    const codes = await makeRecoveryCodes(tx, input.accountId)
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

/** Shows the second factor: six digits, or a recovery code that is spent by it. Failures count towards the account's rest. */
export async function proveSecondFactor(
  ctx: Ctx,
  input: { accountId: string; sessionId: string; code: string },
): Promise<void> {
  const proving = provingCtx(ctx)
  const refusal = await transact(proving, async (tx) => {
    const account = await lockAccount(tx, input.accountId)
    if (!account?.totpSecret || !account.hasTotp) throw notFound()
    if (account.lockedUntil && account.lockedUntil > ctx.now)
      return new DomainError('rate-limited', 'Too many tries. Wait a few minutes.', {
        retryAfter: Math.ceil((account.lockedUntil.getTime() - ctx.now.getTime()) / 1000),
      })
    const recovery = await tx
      .updateTable('recovery_code')
      .set({ used_at: ctx.now })
      .where('account_id', '=', account.id)
      .where('code_hash', '=', codeHash(account.id, input.code.trim().toLowerCase()))
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    const secret = unseal(keyring(), sealedSecret(account.id), account.totpSecret)
    const step = recovery ? null : stepOf(secret, input.code, ctx.now)
    const spent = step !== null && account.totpLastStep !== null && step <= account.totpLastStep
    if (!recovery && (step === null || spent)) {
      await countFailure(tx, account, ctx.now)
      await record(tx, proving, { action: 'second-factor:refused', entity: 'account', entityId: account.id })
      const why = spent ? SPENT_CODE : WRONG_CODE
      return new DomainError('invalid', why, { errors: [{ path: 'code', message: why }] })
    }
    await tx
      .updateTable('account')
      .set({
        failed_sign_ins: 0,
        locked_until: null,
        ...(step !== null && { totp_last_step: step }),
      })
      .where('id', '=', account.id)
      .execute()
    await tx
      .updateTable('session')
      .set({ second_factor_at: ctx.now })
      .where('id', '=', input.sessionId)
      .where('account_id', '=', account.id)
      .execute()
    await record(tx, proving, {
      action: 'second-factor:proven',
      entity: 'account',
      entityId: account.id,
      detail: { recovery: recovery !== undefined },
    })
    return undefined
  })
  if (refusal) throw refusal
}

/** Which step of 30 seconds a code is of, the present one or one to either side for clocks that differ; null when of none. */
function stepOf(secret: string, code: string, now: Date): number | null {
  const digits = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return null
  const epoch = Math.floor(now.getTime() / 1000)
  const found = verifySync({ secret, token: digits, epoch, epochTolerance: STEP_SECONDS })
  return found.valid ? Math.floor(epoch / STEP_SECONDS) + found.delta : null
}

function codeHash(accountId: string, code: string): string {
  return keyedDigest(keyring(), `recovery ${accountId}`, code)
}
