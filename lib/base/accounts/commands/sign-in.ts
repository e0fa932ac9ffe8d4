import { systemActor } from '../../access/actor.ts'
import { record } from '../../audit/store.ts'
import { DomainError } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { linkOf, linkToken, tokenPlaceholder } from '../../core/link-token.ts'
import { keyedDigest } from '../../core/seal.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import { spend } from '../../limits/commands.ts'
import { addressKey } from '../../limits/setting.ts'
import { queueMail } from '../../mail/store.ts'
import { keyring } from '../../runtime/keyring.ts'
import { type Attempt, inTurn, mustWait, noteAttempt, restsUntil } from '../attempts.ts'
import type { Account, Origin, SignInMethod } from '../model.ts'
import { checkPassword } from '../password.ts'
import { ABSOLUTE_HOURS } from '../session-rules.ts'
import { accountByEmail, lockAccount, membershipsOf, type StoredAccount } from '../store.ts'

/** Who is signing in is not known yet: until it is, the system acts, and its deeds say so. */
export function provingCtx(ctx: Ctx): Ctx {
  return { ...ctx, actor: systemActor('sign-in') }
}

/** One sentence for a wrong password, a wrong address and a deactivated account alike. */
const REFUSED = 'That e-mail address and password do not go together. Check both, or ask for a sign-in link.'

export type SignedIn = { sessionId: string; account: Account }

export async function signInWithPassword(
  ctx: Ctx,
  input: { email: string; password: string; origin: Origin },
): Promise<SignedIn> {
  const proving = provingCtx(ctx)
  const whose = { email: input.email, address: input.origin.address }
  const known = await transact(proving, (tx) => accountByEmail(tx, input.email))
  // Outside the transaction: hashing takes tens of milliseconds and would hold a connection.
  const right = await checkPassword(known?.passwordHash, input.password)
  const outcome = await transact(proving, async (tx): Promise<SignedIn | DomainError> => {
    await inTurn(tx, input.email)
    const attempt = { account: known, method: 'password', email: input.email, origin: input.origin } as const
    const until = await restsUntil(tx, ctx.now, 'password', whose)
    if (until) {
      await attempted(tx, proving, { ...attempt, outcome: 'locked' })
      return mustWait('password', until, ctx.now)
    }
    const account = known && right ? await lockAccount(tx, known.id) : undefined
    // A password that was changed while this one was checked is another password.
    if (account && !account.deactivatedAt && account.passwordHash === known?.passwordHash)
      return begin(tx, proving, account, 'password', input.origin)
    await attempted(tx, proving, { ...attempt, outcome: 'refused' })
    const rests = await restsUntil(tx, ctx.now, 'password', whose)
    return rests ? mustWait('password', rests, ctx.now) : new DomainError('invalid', REFUSED)
  })
  if (outcome instanceof DomainError) throw outcome
  return outcome
}

/**
 * Mails a link to the address if it has an account; says the same either way. The link opens a page with a button, and
 * only the button signs in: mail scanners open links.
 */
export async function requestSignInLink(
  ctx: Ctx,
  input: {
    email: string
    origin: Origin
    appUrl: string
    /** The path of the page with the button, for the token of the link. */
    linkPath: (token: string) => string
  },
): Promise<void> {
  const proving = provingCtx(ctx)
  // By what was typed, known or not: the answer must not tell which.
  const mailbox = input.email.toLowerCase()
  await spend(ctx, 'sign-in-mail', `${mailbox} ${addressKey(input.origin.address)}`, TOO_MANY_LINKS)
  await spend(ctx, 'sign-in-mail-everywhere', mailbox, TOO_MANY_LINKS)
  await transact(proving, async (tx) => {
    const account = await accountByEmail(tx, input.email)
    await attempted(tx, proving, {
      account,
      email: input.email,
      method: 'email',
      outcome: 'asked',
      origin: input.origin,
    })
    if (!account || account.deactivatedAt) return
    const id = newId()
    await tx
      .insertInto('sign_in_link')
      .values({
        id,
        email: account.email,
        token_hash: keyedDigest(keyring(), 'sign-in', linkToken(keyring(), id)),
        key_id: keyring().current,
        created_at: ctx.now,
        expires_at: new Date(ctx.now.getTime() + 15 * 60_000),
      })
      .execute()
    await queueMail(tx, {
      key: `sign-in:${id}`,
      to: account.email,
      template: 'account.sign-in',
      locale: account.locale,
      link: `${input.appUrl}${input.linkPath(tokenPlaceholder(keyring(), id))}`,
    })
  })
}

const TOO_MANY_LINKS = 'Too many links for one hour. Use the newest one in your mailbox, or wait.'
const LINK_SPENT = 'This link was used already, or its 15 minutes are over. Ask for a new one.'

/** Spends a mailed link. Of two at once one wins. */
export async function signInWithLink(ctx: Ctx, input: { token: string; origin: Origin }): Promise<SignedIn> {
  const proving = provingCtx(ctx)
  const mailed = linkOf(keyring(), input.token)
  const signedIn = await transact(proving, async (tx) => {
    const link =
      mailed &&
      (await tx
        .updateTable('sign_in_link')
        .set({ used_at: ctx.now })
        .where('id', '=', mailed.id)
        .where((where) => where.or([where('key_id', 'is', null), where('key_id', '=', mailed.keyId)]))
        .where('used_at', 'is', null)
        .where('expires_at', '>', ctx.now)
        .returning('email')
        .executeTakeFirst())
    const account = link && (await accountByEmail(tx, link.email))
    if (!account || account.deactivatedAt) {
      await record(tx, proving, {
        action: 'sign-in:refused',
        entity: 'sign_in_link',
        detail: { method: 'email' },
      })
      return undefined
    }
    await tx
      .updateTable('account')
      .set({ email_verified_at: ctx.now })
      .where('id', '=', account.id)
      .where('email_verified_at', 'is', null)
      .execute()
    return begin(tx, proving, account, 'email', input.origin)
  })
  if (!signedIn) throw new DomainError('invalid', LINK_SPENT)
  return signedIn
}

/** A sign-in that somebody else proved: a passkey's signature, or an organization's identity provider. */
export async function signInProven(
  ctx: Ctx,
  input: { accountId: string; method: 'passkey' | 'oidc'; origin: Origin },
): Promise<SignedIn> {
  const proving = provingCtx(ctx)
  const signedIn = await transact(proving, async (tx) => {
    const account = await lockAccount(tx, input.accountId)
    return account && !account.deactivatedAt
      ? begin(tx, proving, account, input.method, input.origin)
      : undefined
  })
  if (!signedIn)
    throw new DomainError('invalid', 'This sign-in did not work. Try another way, or ask your administrator.')
  return signedIn
}

async function begin(
  tx: Tx,
  ctx: Ctx,
  account: StoredAccount,
  method: SignInMethod,
  origin: Origin,
): Promise<SignedIn> {
  const sessionId = newId()
  const [membership] = await membershipsOf(tx, account.id)
  await tx
    .insertInto('session')
    .values({
      id: sessionId,
      account_id: account.id,
      membership_id: membership?.id ?? null,
      method,
      created_at: ctx.now,
      last_seen_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + ABSOLUTE_HOURS * 3_600_000),
      device: origin.device,
    })
    .execute()
  await attempted(tx, ctx, { account, email: account.email, method, outcome: 'signed-in', origin })
  const { passwordHash: _, totpSecret: __, totpLastStep: ___, ...view } = account
  return { sessionId, account: view }
}

async function attempted(
  tx: Tx,
  ctx: Ctx,
  attempt: {
    account: StoredAccount | undefined
    email: string
    method: SignInMethod
    outcome: Attempt['outcome']
    origin: Origin
  },
): Promise<void> {
  await noteAttempt(tx, {
    accountId: attempt.account?.id,
    email: attempt.email,
    address: attempt.origin.address,
    method: attempt.method,
    outcome: attempt.outcome,
    at: ctx.now,
  })
  await record(tx, ctx, {
    action: `sign-in:${attempt.outcome}`,
    entity: 'account',
    ...(attempt.account && { entityId: attempt.account.id }),
    detail: { method: attempt.method },
  })
}
