import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { keyedDigest } from '../../core/seal.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import { queueMail } from '../../mail/store.ts'
import { keyring } from '../../runtime/keyring.ts'
import type { Origin } from '../model.ts'
import { accountByEmail } from '../store.ts'
import { provingCtx, type SignedIn, signInProven } from './sign-in.ts'

/** What an identity provider says of somebody whom it let in. */
export type Claims = {
  issuer: string
  /** The provider's own id for the person (`sub`). */
  subject: string
  email: string | undefined
  /** The provider says of this address that it is theirs, or vouches for every address. */
  emailVerified: boolean
}

/** Why nobody is signed in, for the audit trail: whoever asks is told the same each time. */
type Refusal = 'not-verified' | 'domain' | 'no-account' | 'other-person'

const REFUSED = 'This sign-in did not work. Try another way, or ask your administrator.'

/**
 * Signs in who the provider says it is. An account is known by the provider's own id for the person, once they are linked.
 * The first time links them, by an address that the provider has verified and whose domain is the organization's; an
 * account that is linked already is never given to another person who comes with its address.
 * @param domains mail domains of the organization, in lower case
 * @throws invalid, the same for whatever reason
 */
export async function signInWithProvider(
  ctx: Ctx,
  input: { claims: Claims; domains: readonly string[]; origin: Origin },
): Promise<SignedIn> {
  const proving = provingCtx(ctx)
  const found = await transact(proving, async (tx) => {
    const known = await linkedAccount(tx, input.claims)
    const link = known ?? (await linkFirst(tx, proving, input.claims, input.domains))
    if (typeof link === 'string')
      await record(tx, proving, {
        action: 'sign-in:refused',
        entity: 'account_identity',
        detail: { method: 'oidc', why: link },
      })
    return link
  })
  if (typeof found === 'string') throw new DomainError('invalid', REFUSED)
  return signInProven(ctx, { accountId: found.accountId, method: 'oidc', origin: input.origin })
}

const subjectDigest = ({ issuer, subject }: Claims) =>
  keyedDigest(keyring(), 'identity', `${issuer} ${subject}`)

function linkedAccount(tx: Tx, claims: Claims): Promise<{ accountId: string } | undefined> {
  return tx
    .selectFrom('account_identity')
    .select('account_id as accountId')
    .where('issuer', '=', claims.issuer)
    .where('subject_digest', '=', subjectDigest(claims))
    .executeTakeFirst()
}

async function linkFirst(
  tx: Tx,
  ctx: Ctx,
  claims: Claims,
  domains: readonly string[],
): Promise<{ accountId: string } | Refusal> {
  const email = claims.email?.toLowerCase() ?? ''
  if (!claims.emailVerified || email === '') return 'not-verified'
  if (!domains.includes(email.slice(email.lastIndexOf('@') + 1))) return 'domain'
  const account = await accountByEmail(tx, email)
  if (!account || account.deactivatedAt) return 'no-account'
  const id = newId()
  const linked = await tx
    .insertInto('account_identity')
    .values({
      id,
      account_id: account.id,
      issuer: claims.issuer,
      subject_digest: subjectDigest(claims),
      linked_at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!linked) return 'other-person'
  await queueMail(tx, {
    key: `identity:${id}`,
    to: account.email,
    template: 'account.identity-linked',
    locale: account.locale,
  })
  await record(tx, ctx, { action: 'identity:link', entity: 'account', entityId: account.id })
  return { accountId: account.id }
}

/** Since when the actor's account is linked with this provider; null when it is not. */
export async function linkedSince(ctx: Ctx, issuer: string): Promise<Date | null> {
  return transact(ctx, async (tx) => {
    const link = await tx
      .selectFrom('account_identity')
      .select('linked_at')
      .where('account_id', '=', ctx.actor.accountId)
      .where('issuer', '=', issuer)
      .executeTakeFirst()
    return link?.linked_at ?? null
  })
}

/** Takes the actor's own link away: the next sign-in at the provider makes one anew. @throws not-found without one */
export async function unlinkProvider(ctx: Ctx, issuer: string): Promise<void> {
  await transact(ctx, async (tx) => {
    const gone = await tx
      .deleteFrom('account_identity')
      .where('account_id', '=', ctx.actor.accountId)
      .where('issuer', '=', issuer)
      .returning('account_id')
      .executeTakeFirst()
    if (!gone) throw notFound()
    await record(tx, ctx, { action: 'identity:unlink', entity: 'account', entityId: gone.account_id })
  })
}
