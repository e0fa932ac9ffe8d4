import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal, unseal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { move } from '#refer/referrals/commands/act.ts'
import { makeTask, settleTasks } from '#refer/referrals/commands/tasks.ts'
import type { StepName } from '#refer/referrals/model.ts'
import { partyOf } from '#refer/referrals/relation.ts'
import { findReferral, readEvents } from '#refer/referrals/store.ts'
import type { AccessLink } from './store.ts'

export type HeldAnswer = {
  id: string
  /** Faster than a person reads; many at once from one place; given with a card that anybody may have found. */
  why: 'too-fast' | 'burst' | 'card'
  action: { name: StepName; data: Record<string, unknown> }
  at: Date
}

const openAction = (id: string, action: string) =>
  JSON.parse(unseal(keyring(), { field: 'held_answer.action', id }, action)) as HeldAnswer['action']

/**
 * Keeps an answer for a person to look at, and tells the coordinator. Nothing of the referral moves. Where nobody
 * coordinates, the agency itself is asked: a third person would learn of somebody who consented to that agency alone.
 */
export async function holdAnswer(
  tx: Tx,
  ctx: Ctx,
  held: {
    link: Pick<AccessLink, 'id'>
    referralId: string
    why: HeldAnswer['why']
    action: { name: StepName; data: unknown }
  },
): Promise<void> {
  const referral = await findReferral(tx, held.referralId)
  if (!referral) throw notFound()
  const id = newId()
  await tx
    .insertInto('held_answer')
    .values({
      id,
      referral_id: referral.id,
      access_link_id: held.link.id,
      why: held.why,
      action: seal(keyring(), { field: 'held_answer.action', id }, JSON.stringify(held.action)),
      at: ctx.now,
    })
    .execute()
  await makeTask(tx, ctx, { referral, kind: 'answer-held', dueAt: ctx.now, key: `answer-held:${id}` })
  if (referral.selfReferred) {
    const { events } = await readEvents(tx, referral.id)
    await enqueue(tx, 'answer.held', { referralId: referral.id, sequence: events.length })
  }
  await record(tx, ctx, {
    action: 'link:hold',
    entity: 'referral',
    entityId: referral.id,
    clientId: referral.clientId,
    detail: { why: held.why },
  })
}

/**
 * Answers to a referral that a machine may have given and that nobody has looked at yet, oldest first. Where there are any,
 * the reading is written down. @throws not-found for absent and not yours alike.
 */
export async function heldAnswers(ctx: Ctx, referralId: string): Promise<HeldAnswer[]> {
  requirePermission(ctx.actor, 'referral:read')
  return transact(ctx, async (tx) => {
    const referral = await findReferral(tx, referralId)
    if (!referral) throw notFound()
    const party = partyOf(ctx.actor)
    // Nobody coordinates who referred themselves: of theirs the agency decides.
    if (party !== 'sender' && !(party === 'agency' && referral.selfReferred)) return []
    const rows = await tx
      .selectFrom('held_answer')
      .selectAll()
      .where('referral_id', '=', referralId)
      .where('decided_at', 'is', null)
      .orderBy('at')
      .execute()
    if (rows.length > 0)
      await record(tx, ctx, {
        action: 'link:read-held',
        entity: 'referral',
        entityId: referralId,
        clientId: referral.clientId,
        purpose: referral.mode,
      })
    return rows.map((row) => ({
      id: row.id,
      why: row.why as HeldAnswer['why'],
      action: openAction(row.id, row.action),
      at: row.at,
    }))
  })
}

/**
 * What is decided about a held answer. A coordinator has asked the agency: it is applied through the same door, as the
 * agency's word taken down from whom they spoke to, or it is thrown away. Of a self-referral the agency says itself that
 * the answer is its own; row policies let it see no other.
 * @throws conflict when the referral has moved on since, invalid without the name of who confirmed it.
 */
export async function decideHeldAnswer(
  ctx: Ctx,
  decided: { heldId: string; decision: 'applied' | 'discarded'; who?: string | undefined },
): Promise<void> {
  requirePermission(ctx.actor, 'referral:act')
  const { heldId, decision, who } = decided
  const receiving = partyOf(ctx.actor) === 'agency'
  if (decision === 'applied' && !who && !receiving)
    throw new DomainError('invalid', 'Say who told you.', {
      errors: [{ path: 'who', message: 'Write the name of the person who told you.' }],
    })
  await transact(ctx, async (tx) => {
    const row = await tx
      .updateTable('held_answer')
      .set({ decided_at: ctx.now, decided_by: ctx.actor.accountId, decision })
      .where('id', '=', heldId)
      .where('decided_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    const referral = row && (await findReferral(tx, row.referral_id))
    if (!row || !referral) throw notFound()
    if (decision === 'applied')
      await move(tx, ctx, {
        referralId: referral.id,
        version: referral.version,
        action: openAction(row.id, row.action),
        // It was given then: the time until somebody checked it is not the agency's.
        effectiveAt: await notBefore(tx, ctx.now, referral.id, row.at),
        ...(who && !receiving && { reportedBy: { party: 'agency', who } }),
      })
    const left = await tx
      .selectFrom('held_answer')
      .select('id')
      .where('referral_id', '=', referral.id)
      .where('decided_at', 'is', null)
      .executeTakeFirst()
    // An agency whose answer was no answer has its own time again, and what is over is over.
    if (!left && decision === 'discarded') await enqueue(tx, 'referral.clock', { referralId: referral.id })
    if (!left) await settleTasks(tx, ctx, referral.id, ['answer-held'])
    await record(tx, ctx, {
      action: `link:${decision === 'applied' ? 'apply-held' : 'discard-held'}`,
      entity: 'referral',
      entityId: referral.id,
      clientId: referral.clientId,
      purpose: 'care',
    })
  })
}

/** `at`, or when the history last went on after it: what follows cannot have happened before, nor later than now. */
async function notBefore(tx: Tx, now: Date, referralId: string, at: Date): Promise<Date> {
  const { events } = await readEvents(tx, referralId)
  const last = events.at(-1)?.effectiveAt ?? at
  const since = last > at ? last : at
  return since < now ? since : now
}
