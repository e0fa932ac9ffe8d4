import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, systemActor } from '#base/access/actor.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { proofCode, same } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { spend } from '#base/limits/commands.ts'
import { queueMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { type Act, type Acted, actOnReferral } from '#refer/referrals/commands/act.ts'
import type { Status } from '#refer/referrals/model.ts'
import type { PacketPreview } from '#refer/referrals/packet.ts'
import { findPacket, findReferral } from '#refer/referrals/store.ts'
import { linkPath, tokenPlaceholder } from '../links.ts'
import { linkFor } from '../store.ts'
import { holdAnswer } from './held.ts'
import { type AccessLink, findLink, linkState, lockLink } from './store.ts'

/** A code lives as long as it takes to open a mailbox, and bears a few slips of the finger. */
const CODE_MINUTES = 15
const CODE_TRIES = 5
/** A browser that has proven its mailbox stays proven for a working day. */
const PROOF_HOURS = 12
/** Nobody reads a page and answers it this fast; link scanners do. */
const HUMAN_SECONDS = 3
/**
 * Links of one address that are answered within this time are held: a scanner works through a mailbox. A person opens,
 * proves and reads each one, and with colleagues behind one address still takes longer over three.
 */
const BURST = { links: 3, seconds: 20 }

export type LinkPage =
  | { state: 'gone' }
  /** A card of an agency without a mailbox: nothing can be proven, so nothing is shown. */
  | { state: 'card' }
  | { state: 'expired'; agencyName: string; mailbox: string | null }
  | { state: 'prove'; agencyName: string; mailbox: string | null; preview: PacketPreview; codeSent: boolean }
  | { state: 'proven'; referralId: string; status: Status; version: number }

const knocking = (ctx: Ctx, link?: Pick<AccessLink, 'id'>): Ctx => ({
  ...ctx,
  actor: systemActor(link ? `link:${link.id}` : 'link'),
})

/**
 * What a mailed link shows. Reading it changes nothing, however often and by whom: mail scanners open links. Before the
 * mailbox is proven it shows initials and the kind of need, and that not for sensitive ones.
 */
export async function readAgencyLink(ctx: Ctx, token: string, proof: string | undefined): Promise<LinkPage> {
  return transact(knocking(ctx), async (tx): Promise<LinkPage> => {
    const link = await findLink(tx, token)
    const agency = link?.agency_id && (await findAgency(tx, link.agency_id))
    if (!link?.referral_id || !agency) return { state: 'gone' }
    const mailbox = agency.mailbox && maskMailbox(agency.mailbox)
    const state = linkState(link, ctx.now)
    if (state === 'revoked') return { state: 'gone' }
    if (link.kind === 'card') return { state: state === 'live' ? 'card' : 'gone' }
    if (state === 'expired') return { state: 'expired', agencyName: agency.name, mailbox }
    const [referral, packet] = [
      await findReferral(tx, link.referral_id),
      await findPacket(tx, link.referral_id),
    ]
    if (!referral || !packet) return { state: 'gone' }
    if (isProven(link, proof, ctx.now))
      return { state: 'proven', referralId: referral.id, status: referral.status, version: referral.version }
    const codeSent = link.code_expires_at !== null && link.code_expires_at > ctx.now
    return { state: 'prove', agencyName: agency.name, mailbox, preview: packet.preview, codeSent }
  })
}

/** `i•••@mesquite.example`: enough for its owner, not for others. */
export function maskMailbox(mailbox: string): string {
  return mailbox.replace(/^(.)[^@]*/, '$1•••')
}

function isProven(link: AccessLink, proof: string | undefined, now: Date): boolean {
  if (!proof || !link.proof_hash || !link.proven_at) return false
  const fresh = now.getTime() - link.proven_at.getTime() < PROOF_HOURS * 3_600_000
  return fresh && same(link.proof_hash, keyedDigest(keyring(), 'proof', proof))
}

/** Mails a code to the address on file, and to no other. At most one a minute. */
export async function sendProofCode(ctx: Ctx, token: string): Promise<void> {
  await transact(knocking(ctx), async (tx) => {
    const { link, mailbox, agencyName } = await liveLink(tx, ctx, token)
    if (!mailbox)
      throw new DomainError('conflict', 'There is no mailbox on file. Please answer by telephone.')
    const recent =
      link.code_expires_at && link.code_expires_at.getTime() - ctx.now.getTime() > (CODE_MINUTES - 1) * 60_000
    if (recent) return
    await spend(ctx, 'code-mail', link.id, 'Too many codes for one hour. Please wait, or call.')
    const nonce = randomBytes(8).toString('hex')
    await tx
      .updateTable('access_link')
      .set({
        code_hash: keyedDigest(keyring(), 'code check', `${link.id} ${proofCode(keyring(), link.id, nonce)}`),
        code_expires_at: new Date(ctx.now.getTime() + CODE_MINUTES * 60_000),
        code_attempts: 0,
      })
      .where('id', '=', link.id)
      .execute()
    await queueMail(tx, {
      key: `code:${link.id}:${nonce}`,
      to: mailbox,
      template: 'agency.code',
      locale: 'en',
      values: { agency: agencyName, code: `{code:${link.id}:${nonce}}` },
      ...(link.referral_id && { referralId: link.referral_id }),
    })
    await record(tx, knocking(ctx, link), {
      action: 'link:send-code',
      entity: 'access_link',
      entityId: link.id,
    })
  })
}

/** @returns the proof that this browser keeps in a cookie. @throws when the code is wrong, over, or was tried too often. */
export async function proveMailbox(ctx: Ctx, token: string, code: string): Promise<string> {
  const outcome = await transact(knocking(ctx), async (tx) => {
    const { link } = await liveLink(tx, ctx, token)
    const wrong = (message: string) =>
      new DomainError('invalid', message, { errors: [{ path: 'code', message }] })
    if (!link.code_hash || !link.code_expires_at || link.code_expires_at <= ctx.now)
      return wrong('That code is over. Ask for a new one.')
    if (link.code_attempts >= CODE_TRIES) return wrong('Too many tries. Ask for a new code.')
    if (
      !same(link.code_hash, keyedDigest(keyring(), 'code check', `${link.id} ${code.replace(/\s/g, '')}`))
    ) {
      await tx
        .updateTable('access_link')
        .set({ code_attempts: link.code_attempts + 1 })
        .where('id', '=', link.id)
        .execute()
      await record(tx, knocking(ctx, link), {
        action: 'link:prove:refused',
        entity: 'access_link',
        entityId: link.id,
      })
      return wrong('That code is not right. Look at the newest message.')
    }
    const proof = randomBytes(24).toString('base64url')
    await tx
      .updateTable('access_link')
      .set({
        proven_at: ctx.now,
        proof_hash: keyedDigest(keyring(), 'proof', proof),
        code_hash: null,
        code_expires_at: null,
      })
      .where('id', '=', link.id)
      .execute()
    if (link.agency_id)
      await tx
        .updateTable('agency')
        .set({ mailbox_confirmed_at: ctx.now })
        .where('id', '=', link.agency_id)
        .execute()
    await record(tx, knocking(ctx, link), { action: 'link:prove', entity: 'access_link', entityId: link.id })
    return proof
  })
  if (outcome instanceof DomainError) throw outcome
  return outcome
}

/** A new link for one that has expired, mailed to the address on file: whoever holds the old one gains nothing. */
export async function reissueLink(ctx: Ctx, token: string, appUrl: string, locale: Locale): Promise<void> {
  await transact(knocking(ctx), async (tx) => {
    const link = await lockLink(tx, token)
    const agency = link?.agency_id ? await findAgency(tx, link.agency_id) : undefined
    if (!link?.referral_id || !link.client_id || !agency?.mailbox || linkState(link, ctx.now) !== 'expired')
      return
    const id = await linkFor(tx, ctx.now, {
      kind: 'agency',
      clientId: link.client_id,
      referralId: link.referral_id,
      agencyId: agency.id,
    })
    await queueMail(tx, {
      key: `reissue:${link.id}:${ctx.now.toISOString().slice(0, 13)}`,
      to: agency.mailbox,
      template: 'agency.referral-sent',
      locale: 'en',
      values: { agency: agency.name },
      referralId: link.referral_id,
      link: appUrl + linkPath.agency(locale, tokenPlaceholder(id)),
    })
    await record(tx, knocking(ctx, link), {
      action: 'link:reissue',
      entity: 'access_link',
      entityId: link.id,
    })
  })
}

async function liveLink(
  tx: Tx,
  ctx: Ctx,
  token: string,
): Promise<{ link: AccessLink; mailbox: string | null; agencyName: string }> {
  const link = await lockLink(tx, token)
  const agency = link?.agency_id && (await findAgency(tx, link.agency_id))
  if (!link || !agency || linkState(link, ctx.now) !== 'live') throw notFound()
  return { link, mailbox: agency.mailbox, agencyName: agency.name }
}

/** Who a proven link acts as: staff of its agency, for its one referral and for nothing else. */
export async function linkActor(ctx: Ctx, token: string, proof: string | undefined): Promise<Actor> {
  return transact(knocking(ctx), async (tx) => {
    const link = await findLink(tx, token)
    if (!link?.referral_id || linkState(link, ctx.now) !== 'live' || !isProven(link, proof, ctx.now))
      throw notFound()
    return {
      role: 'agency-staff',
      accountId: null,
      organizationId: null,
      via: `link:${link.id}`,
      referralId: link.referral_id,
    }
  })
}

export type LinkAnswer = {
  token: string
  proof: string | undefined
  version: number
  action: Act['action']
  /** When the page with the form was drawn, by the server. */
  shownAt: Date
  /** Where the answer comes from, as a digest that is kept for a minute's counting only. */
  address: string
}

export type Answered = { held: false; acted: Acted } | { held: true }

/**
 * An agency's answer without an account. One that comes faster than a person reads, or with several others at once
 * from the same place, moves nothing: it waits for the coordinator, who asks the agency.
 */
export async function answerByLink(ctx: Ctx, answer: LinkAnswer): Promise<Answered> {
  const actor = await linkActor(ctx, answer.token, answer.proof)
  const referralId = actor.referralId as string
  const why = await suspicion(ctx, answer, actor)
  if (why) {
    await transact(knocking(ctx), async (tx) => {
      const link = await findLink(tx, answer.token)
      if (!link) throw notFound()
      await holdAnswer(tx, knocking(ctx, link), { link, referralId, why, action: answer.action })
    })
    return { held: true }
  }
  const acted = await actOnReferral(
    { ...ctx, actor },
    { referralId, version: answer.version, action: answer.action },
  )
  return { held: false, acted }
}

async function suspicion(ctx: Ctx, answer: LinkAnswer, actor: Actor): Promise<'too-fast' | 'burst' | null> {
  if (ctx.now.getTime() - answer.shownAt.getTime() < HUMAN_SECONDS * 1000) return 'too-fast'
  const digest = keyedDigest(keyring(), 'answer address', answer.address)
  return transact(knocking(ctx), async (tx) => {
    // Written before it is judged, in the audit's own words, so that answers that arrive together see each other.
    await record(tx, knocking(ctx), {
      action: 'link:answer',
      entity: 'access_link',
      entityId: actor.via ?? '',
      detail: { address: digest },
    })
    const recent = await tx
      .selectFrom('audit_event')
      .select((eb) => eb.fn.count<string>('entity_id').distinct().as('links'))
      .where('action', '=', 'link:answer')
      .where('at', '>', new Date(Date.now() - BURST.seconds * 1000))
      .where(sql<boolean>`detail->>'address' = ${digest}`)
      .executeTakeFirstOrThrow()
    return Number(recent.links) >= BURST.links ? 'burst' : null
  })
}

/** When a page with an answer's form was drawn, signed: a scanner cannot claim to have read for a minute. */
export function stampShown(now: Date): string {
  const at = String(now.getTime())
  return `${at}.${keyedDigest(keyring(), 'shown', at)}`
}

/** @throws malformed when the stamp is not ours. */
export function readShown(stamp: string): Date {
  const [at = '', signature = ''] = stamp.split('.')
  if (!same(signature, keyedDigest(keyring(), 'shown', at)))
    throw new DomainError('malformed', 'This page is out of date. Reload it and answer again.')
  return new Date(Number(at))
}

/** The first deed of a person who has proven the mailbox: from then on the sender sees that it was opened. */
export async function openByLink(ctx: Ctx, token: string, proof: string): Promise<void> {
  const actor = await linkActor(ctx, token, proof)
  const own = { ...ctx, actor }
  const referral = await transact(own, (tx) => findReferral(tx, actor.referralId as string))
  if (referral?.status !== 'sent') return
  await actOnReferral(own, {
    referralId: referral.id,
    version: referral.version,
    action: { name: 'open', data: {} },
  })
}
