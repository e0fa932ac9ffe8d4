import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import { queueMail } from '../../mail/store.ts'
import type { Origin } from '../model.ts'
import { challengeOf, passkeysOf, relyingParty } from '../passkeys.ts'
import { openSession, ownAccount } from '../store.ts'
import { requireFreshProof } from './second-factor.ts'
import { provingCtx, type SignedIn, signInProven } from './sign-in.ts'

/** How long a challenge waits for its answer: people look for their phone. */
const MINUTES = 5

const REFUSED = 'This passkey did not work. Try again, or sign in another way.'

async function keepChallenge(tx: Tx, ctx: Ctx, challenge: string, accountId: string | null): Promise<void> {
  await tx.deleteFrom('passkey_challenge').where('expires_at', '<', ctx.now).execute()
  await tx
    .insertInto('passkey_challenge')
    .values({
      challenge,
      account_id: accountId,
      expires_at: new Date(ctx.now.getTime() + MINUTES * 60_000),
    })
    .execute()
}

/** Spends a challenge: true once, for whom it was made, while it lasts. */
async function spendChallenge(
  tx: Tx,
  ctx: Ctx,
  challenge: string | undefined,
  accountId: string | null,
): Promise<boolean> {
  if (!challenge) return false
  const spent = await tx
    .deleteFrom('passkey_challenge')
    .where('challenge', '=', challenge)
    .where('account_id', accountId ? '=' : 'is', accountId)
    .where('expires_at', '>', ctx.now)
    .returning('challenge')
    .executeTakeFirst()
  return spent !== undefined
}

/**
 * What the browser needs to make a passkey for the actor's account.
 * @throws conflict or invalid when this session must show something first: a passkey is both factors at once
 */
export async function startPasskey(
  ctx: Ctx,
  input: { sessionId: string; appUrl: string },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { rpID } = relyingParty(input.appUrl)
  const { account, known } = await transact(ctx, async (tx) => {
    const account = await ownAccount(tx, ctx.actor)
    return { account, known: await passkeysOf(tx, account.id) }
  })
  await requireFreshProof(ctx, { accountId: account.id, sessionId: input.sessionId })
  const options = await generateRegistrationOptions({
    rpName: 'Handrail',
    rpID,
    userName: account.email,
    userDisplayName: account.name,
    userID: new TextEncoder().encode(account.id),
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    // The device asks for a finger, a face or a PIN: so a passkey is both factors at once.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await transact(provingCtx(ctx), (tx) => keepChallenge(tx, ctx, options.challenge, account.id))
  return options
}

/**
 * Keeps the passkey that the browser made.
 * @throws invalid when it does not prove itself, conflict or invalid when this session must show something first
 */
export async function addPasskey(
  ctx: Ctx,
  input: { sessionId: string; response: RegistrationResponseJSON; name: string; appUrl: string },
): Promise<void> {
  const account = await transact(ctx, (tx) => ownAccount(tx, ctx.actor))
  const own = { accountId: account.id, sessionId: input.sessionId }
  await requireFreshProof(ctx, own)
  const challenge = challengeOf(input.response)
  const spent = await transact(provingCtx(ctx), (tx) => spendChallenge(tx, ctx, challenge, account.id))
  if (!spent || !challenge) throw new DomainError('invalid', REFUSED)
  const { rpID, origin } = relyingParty(input.appUrl)
  const proven = await verifyRegistrationResponse({
    response: input.response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
  }).catch(() => undefined)
  if (!proven?.verified || !proven.registrationInfo) throw new DomainError('invalid', REFUSED)
  const { credential } = proven.registrationInfo
  await transact(ctx, async (tx) => {
    // Behind the account's lock: whoever took its second step away a moment ago has ended this session.
    await ownAccount(tx, ctx.actor)
    if (!(await openSession(tx, own))) throw notFound()
    const id = newId()
    await tx
      .insertInto('passkey')
      .values({
        id,
        account_id: account.id,
        credential_id: credential.id,
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name: input.name,
        created_at: ctx.now,
      })
      .execute()
    await queueMail(tx, {
      key: `passkey:${id}`,
      to: account.email,
      template: 'account.passkey-added',
      locale: account.locale,
    })
    await record(tx, ctx, { action: 'passkey:add', entity: 'passkey', entityId: id })
  })
}

/** @throws not-found for a passkey that is not the actor's. */
export async function removePasskey(ctx: Ctx, passkeyId: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const gone = await tx
      .deleteFrom('passkey')
      .where('id', '=', passkeyId)
      .where('account_id', '=', ctx.actor.accountId)
      .returning('id')
      .executeTakeFirst()
    if (!gone) throw notFound()
    await record(tx, ctx, { action: 'passkey:remove', entity: 'passkey', entityId: passkeyId })
  })
}

/** What the browser needs to sign in with whatever passkey it holds for this site. Asks for no address, so it tells nobody who has an account. */
export async function startPasskeySignIn(
  ctx: Ctx,
  appUrl: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(appUrl).rpID,
    userVerification: 'required',
  })
  await transact(provingCtx(ctx), (tx) => keepChallenge(tx, ctx, options.challenge, null))
  return options
}

/** Signs in with a passkey's answer. A counter that went backwards is a copied key, and is refused. */
export async function signInWithPasskey(
  ctx: Ctx,
  input: { response: AuthenticationResponseJSON; origin: Origin; appUrl: string },
): Promise<SignedIn> {
  const accountId = await ownerOfShown(ctx, input, 'sign-in:refused')
  return signInProven(ctx, { accountId, method: 'passkey', origin: input.origin })
}

/** Shows a passkey for something that needs it fresh, as a code would. @throws invalid for anybody else's passkey */
export async function proveWithPasskey(
  ctx: Ctx,
  input: { accountId: string; sessionId: string; response: AuthenticationResponseJSON; appUrl: string },
): Promise<void> {
  const proving = provingCtx(ctx)
  const shownBy = await ownerOfShown(ctx, input, 'second-factor:refused')
  if (shownBy !== input.accountId) throw new DomainError('invalid', REFUSED)
  await transact(proving, async (tx) => {
    const proven = await tx
      .updateTable('session')
      .set({ second_factor_at: ctx.now, proven_again_at: ctx.now })
      .where('id', '=', input.sessionId)
      .where('account_id', '=', input.accountId)
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!proven) throw notFound()
    await record(tx, proving, {
      action: 'second-factor:proven',
      entity: 'account',
      entityId: input.accountId,
      detail: { passkey: true },
    })
  })
}

/** Whose passkey gave this answer to a challenge of ours. @throws invalid, and writes down that it was refused */
async function ownerOfShown(
  ctx: Ctx,
  input: { response: AuthenticationResponseJSON; appUrl: string },
  refusal: 'sign-in:refused' | 'second-factor:refused',
): Promise<string> {
  const proving = provingCtx(ctx)
  const challenge = challengeOf(input.response)
  const passkey = await transact(proving, async (tx) => {
    if (!(await spendChallenge(tx, ctx, challenge, null))) return undefined
    return tx
      .selectFrom('passkey')
      .selectAll()
      .where('credential_id', '=', input.response.id)
      .executeTakeFirst()
  })
  const { rpID, origin } = relyingParty(input.appUrl)
  const proven =
    passkey && challenge
      ? await verifyAuthenticationResponse({
          response: input.response,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: rpID,
          requireUserVerification: true,
          credential: {
            id: passkey.credential_id,
            publicKey: new Uint8Array(passkey.public_key),
            counter: Number(passkey.counter),
          },
        }).catch(() => undefined)
      : undefined
  if (!passkey || !proven?.verified) {
    await transact(proving, (tx) =>
      record(tx, proving, { action: refusal, entity: 'passkey', detail: { method: 'passkey' } }),
    )
    throw new DomainError('invalid', REFUSED)
  }
  await transact(proving, (tx) =>
    tx
      .updateTable('passkey')
      .set({ counter: proven.authenticationInfo.newCounter, last_used_at: ctx.now })
      .where('id', '=', passkey.id)
      .execute(),
  )
  return passkey.account_id
}
