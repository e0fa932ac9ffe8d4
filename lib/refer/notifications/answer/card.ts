import { systemActor } from '#base/access/actor.ts'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { type LinkKey, linkToken } from '#base/core/link-token.ts'
import { keyedDigest, oldestKey } from '#base/core/seal.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { requireCarrier } from '#refer/clients/store.ts'
import { partyOf } from '#refer/referrals/relation.ts'
import { findReferral, isDisclosed } from '#refer/referrals/store.ts'
import { linkFor } from '../store.ts'
import { holdAnswer } from './held.ts'
import { plainCode, plainSigns } from './plain-code.ts'
import { findLink, referralLinkState } from './store.ts'

const CODE_LENGTH = 8

/** More than an agency has reason to give, too few to bury a coordinator. */
const OPEN_ANSWERS = 3

/** What an agency may say with a card in its hand. */
export const CARD_ACTIONS = ['accept', 'decline'] as const

export type Card = { token: string; code: string }

type OfKey = { id: string; key_id: LinkKey }

/** Of the link's own key, like its secret. */
const keyOf = ({ key_id }: OfKey) => key_id ?? oldestKey(keyring())
const digestOf = (code: string, keyId: string) => keyedDigest(keyring(), 'card code', code, keyId)
const codeOf = (link: OfKey) => plainCode(keyedDigest(keyring(), 'card', link.id, keyOf(link)), CODE_LENGTH)

/**
 * The card that goes with a client to an agency without a mailbox: a code and an address that say nothing of the client.
 * Asking again gives the same card. @throws not-found
 */
export async function makeCard(ctx: Ctx, referralId: string): Promise<Card> {
  requirePermission(ctx.actor, 'packet:read')
  return transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    if (!referral || partyOf(ctx.actor) !== 'sender') throw notFound()
    await requireCarrier(tx, referral.clientId)
    if (!(await isDisclosed(tx, referralId, ctx.now))) throw notFound()
    const id = await linkFor(tx, ctx.now, {
      kind: 'card',
      clientId: referral.clientId,
      referralId,
      agencyId: referral.agencyId,
    })
    const link = await tx
      .selectFrom('access_link')
      .select(['id', 'key_id'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const code = codeOf(link)
    await tx
      .updateTable('access_link')
      .set({ code_hash: digestOf(code, keyOf(link)) })
      .where('id', '=', id)
      .execute()
    await record(tx, ctx, {
      action: 'link:card',
      entity: 'referral',
      entityId: referralId,
      clientId: referral.clientId,
      purpose: 'care',
    })
    return { token: linkToken(keyring(), id, keyOf(link)), code }
  })
}

/** The card that was made and still lives; undefined without one. Reading makes none; one that is shown is written down. */
export async function findCard(ctx: Ctx, referralId: string): Promise<Card | undefined> {
  requirePermission(ctx.actor, 'packet:read')
  return transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    if (!referral || partyOf(ctx.actor) !== 'sender') return undefined
    if (!(await isDisclosed(tx, referralId, ctx.now))) return undefined
    const link = await tx
      .selectFrom('access_link')
      .select(['id', 'key_id'])
      .where('kind', '=', 'card')
      .where('referral_id', '=', referralId)
      .where('code_hash', 'is not', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .orderBy('created_at', 'desc')
      .executeTakeFirst()
    if (!link) return undefined
    await record(tx, ctx, {
      action: 'link:read-card',
      entity: 'referral',
      entityId: referralId,
      clientId: referral.clientId,
      purpose: referral.mode,
    })
    return { token: linkToken(keyring(), link.id, keyOf(link)), code: codeOf(link) }
  })
}

/** The address behind a typed code. @throws invalid for a code that opens nothing. */
export async function cardToken(ctx: Ctx, typed: string): Promise<string> {
  const code = plainSigns(typed)
  const link = await transact({ ...ctx, actor: systemActor('card') }, (tx) =>
    tx
      .selectFrom('access_link')
      .select(['id', 'key_id'])
      .where('kind', '=', 'card')
      .where(
        'code_hash',
        'in',
        [...keyring().keys.keys()].map((keyId) => digestOf(code, keyId)),
      )
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', ctx.now)
      .executeTakeFirst(),
  )
  if (!link) {
    const message = 'That code is not right, or it is over. Look at it again, or ask for a new one.'
    throw new DomainError('invalid', message, { errors: [{ path: 'code', message }] })
  }
  return linkToken(keyring(), link.id, keyOf(link))
}

/**
 * Whose card it is; undefined when it is over, or no card. Nothing of the client: whoever found the card in a coat must not
 * learn from it where its bearer goes, so a name that tells why is not said. The agency knows its own.
 */
export async function readCard(
  ctx: Ctx,
  token: string,
): Promise<{ agencyName: string | null; code: string } | undefined> {
  return transact({ ...ctx, actor: systemActor('card') }, async (tx) => {
    const link = await findLink(tx, token)
    const referral = link?.referral_id && (await findReferral(tx, link.referral_id))
    const agency = referral && (await findAgency(tx, referral.agencyId))
    if (link?.kind !== 'card' || !agency || (await referralLinkState(tx, link, ctx.now)) !== 'live')
      return undefined
    return { agencyName: referral.sensitive ? null : agency.name, code: codeOf(link) }
  })
}

/**
 * An answer given with the card. A card can be lost, so nothing moves: the coordinator asks the agency and decides.
 * @throws conflict when enough answers wait already.
 */
export async function answerByCard(
  ctx: Ctx,
  answer: { token: string; action: { name: (typeof CARD_ACTIONS)[number]; data: unknown } },
): Promise<void> {
  const system = { ...ctx, actor: systemActor('card') }
  await transact(system, async (tx) => {
    const link = await findLink(tx, answer.token)
    if (!link?.referral_id || link.kind !== 'card' || (await referralLinkState(tx, link, ctx.now)) !== 'live')
      throw notFound()
    const open = await tx
      .selectFrom('held_answer')
      .select('id')
      .where('access_link_id', '=', link.id)
      .where('decided_at', 'is', null)
      .execute()
    if (open.length >= OPEN_ANSWERS)
      throw new DomainError('conflict', 'Answers already wait to be checked. Somebody will call.')
    await holdAnswer(tx, system, { link, referralId: link.referral_id, why: 'card', action: answer.action })
  })
}
