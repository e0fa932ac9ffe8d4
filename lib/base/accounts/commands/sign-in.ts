import { systemActor } from '../../access/actor.ts'
import { record } from '../../audit/store.ts'
import { DomainError } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { linkIdOf, linkToken } from '../../core/link-token.ts'
import { keyedDigest } from '../../core/seal.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import { spend } from '../../limits/commands.ts'
import { queueMail } from '../../mail/store.ts'
import { keyring } from '../../runtime/keyring.ts'
import { lockedUntil } from '../limits.ts'
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
  const known = await transact(proving, (tx) => accountByEmail(tx, input.email))
  // Outside the transaction: hashing takes tens of milliseconds and would hold a connection.
  const right = await checkPassword(known?.passwordHash, input.password)
  const outcome = await transact(proving, async (tx): Promise<SignedIn | DomainError> => {
    const account = known && (await lockAccount(tx, known.id))
    const until = account ? account.lockedUntil : await strangerLockedUntil(tx, input.email)
    if (until && until > ctx.now) {
      await attempted(tx, proving, {
        account,
        email: input.email,
        method: 'password',
        outcome: 'locked',
        origin: input.origin,
      })
      return locked(until, ctx.now)
    }
    if (!account || !right || account.deactivatedAt) return refuse(tx, proving, account, input)
    return begin(tx, proving, account, 'password', input.origin)
  })
  if (outcome instanceof DomainError) throw outcome
  return outcome
}

async function refuse(
  tx: Tx,
  ctx: Ctx,
  account: StoredAccount | undefined,
  input: { email: string; origin: Origin },
): Promise<DomainError> {
  await attempted(tx, ctx, {
    account,
    email: input.email,
    method: 'password',
    outcome: 'refused',
    origin: input.origin,
  })
  if (!account) {
    const until = await strangerLockedUntil(tx, input.email)
    return until && until > ctx.now ? locked(until, ctx.now) : new DomainError('invalid', REFUSED)
  }
  const failures = account.failedSignIns + 1
  const until = lockedUntil(failures, ctx.now)
  await tx
    .updateTable('account')
    .set({ failed_sign_ins: failures, locked_until: until })
    .where('id', '=', account.id)
    .execute()
  return until ? locked(until, ctx.now) : new DomainError('invalid', REFUSED)
}

/** An address without an account rests like one that has one, or its answers would tell them apart. */
async function strangerLockedUntil(tx: Tx, email: string): Promise<Date | null> {
  const { failures, last } = await tx
    .selectFrom('sign_in_attempt')
    .select((eb) => [eb.fn.countAll<string>().as('failures'), eb.fn.max('at').as('last')])
    .where('email_digest', '=', emailDigest(email))
    .where('outcome', '=', 'refused')
    .executeTakeFirstOrThrow()
  return last && lockedUntil(Number(failures), last)
}

const emailDigest = (email: string) => keyedDigest(keyring(), 'attempt mail', email.toLowerCase())

function locked(until: Date, now: Date): DomainError {
  const retryAfter = Math.ceil((until.getTime() - now.getTime()) / 1000)
  return new DomainError(
    'rate-limited',
    `Too many tries. Wait ${Math.ceil(retryAfter / 60)} minutes, or ask for a sign-in link.`,
    { retryAfter },
  )
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
  await spend(ctx, 'sign-in-mail', input.email.toLowerCase(), TOO_MANY_LINKS)
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
        created_at: ctx.now,
        expires_at: new Date(ctx.now.getTime() + 15 * 60_000),
      })
      .execute()
    await queueMail(tx, {
      key: `sign-in:${id}`,
      to: account.email,
      template: 'account.sign-in',
      locale: account.locale,
      link: `${input.appUrl}${input.linkPath(`{token:${id}}`)}`,
    })
  })
}

const TOO_MANY_LINKS = 'Too many links for one hour. Use the newest one in your mailbox, or wait.'
const LINK_SPENT = 'This link was used already, or its 15 minutes are over. Ask for a new one.'

/** Spends a mailed link. Of two at once one wins. */
export async function signInWithLink(ctx: Ctx, input: { token: string; origin: Origin }): Promise<SignedIn> {
  const proving = provingCtx(ctx)
  const id = linkIdOf(keyring(), input.token)
  const signedIn = await transact(proving, async (tx) => {
    const link =
      id &&
      (await tx
        .updateTable('sign_in_link')
        .set({ used_at: ctx.now })
        .where('id', '=', id)
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
  // With a second step the count ends there, or a known password would bring new tries at the code for ever.
  if (!account.hasTotp || method === 'passkey')
    await tx
      .updateTable('account')
      .set({ failed_sign_ins: 0, locked_until: null })
      .where('id', '=', account.id)
      .execute()
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
    outcome: string
    origin: Origin
  },
): Promise<void> {
  await tx
    .insertInto('sign_in_attempt')
    .values({
      id: newId(),
      account_id: attempt.account?.id ?? null,
      email_digest: emailDigest(attempt.email),
      address_digest: keyedDigest(keyring(), 'attempt address', attempt.origin.address),
      method: attempt.method,
      outcome: attempt.outcome,
      at: ctx.now,
    })
    .execute()
  await record(tx, ctx, {
    action: `sign-in:${attempt.outcome}`,
    entity: 'account',
    ...(attempt.account && { entityId: attempt.account.id }),
    detail: { method: attempt.method },
  })
}
