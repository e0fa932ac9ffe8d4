import { sql } from 'kysely'
import type { Actor } from '#base/access/actor.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { same } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { type Act, type Acted, actOnReferral } from '#refer/referrals/commands/act.ts'
import { findReferral } from '#refer/referrals/store.ts'
import { decideHeldAnswer, holdAnswer } from './held.ts'
import { knocking, linkActor } from './link-actor.ts'
import { findLink } from './store.ts'

/** Nobody reads a page and answers it this fast; link scanners do. */
const HUMAN_SECONDS = 3
/**
 * Links of one address that are answered within this time are held: a scanner works through a mailbox. A person opens,
 * proves and reads each one, and with colleagues behind one address still takes longer over three.
 */
const BURST = { links: 3, seconds: 20 }

type FromLink = {
  token: string
  proof: string | undefined
  /** When the page with the form was drawn, by the server. */
  shownAt: Date
  /** Where the answer comes from, as a digest that is kept for a minute's counting only. */
  address: string
}

export type LinkAnswer = FromLink & { version: number; action: Act['action'] }

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

/**
 * An agency without an account says whether a held answer to a self-referral is its own. What confirms that a person
 * answered must itself come from a person.
 * @throws conflict when it came faster than anybody reads, or the referral has moved on; not-found.
 */
export async function decideByLink(
  ctx: Ctx,
  decided: FromLink & { heldId: string; decision: 'applied' | 'discarded' },
): Promise<void> {
  const actor = await linkActor(ctx, decided.token, decided.proof)
  if (await suspicion(ctx, decided, actor))
    throw new DomainError(
      'conflict',
      'That was faster than anybody reads. Read the answer, then press again.',
    )
  await decideHeldAnswer({ ...ctx, actor }, decided)
}

export const isTooFast = ({ now }: Pick<Ctx, 'now'>, shownAt: Date): boolean =>
  now.getTime() - shownAt.getTime() < HUMAN_SECONDS * 1000

async function suspicion(ctx: Ctx, answer: FromLink, actor: Actor): Promise<'too-fast' | 'burst' | null> {
  if (isTooFast(ctx, answer.shownAt)) return 'too-fast'
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
