import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { asSystem, type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import type { Referral, Status } from '../model.ts'
import { partyOf } from '../relation.ts'
import { appendEvent, lockReferral, readEvents, updateReferral } from '../store.ts'
import { draftReferral } from './create.ts'
import { makeTask } from './tasks.ts'

/** Where an agency has nothing left to say of a person: nothing was disclosed to it, or that was taken back. */
const SILENT: readonly Status[] = [
  'draft',
  'awaiting-consent',
  'cancel-asked',
  'withdrawn',
  'no-response',
  'entered-in-error',
]

/** A person who referred themselves has no coordinator: the agency writes to them instead. */
export function mayReferOn({ status, selfReferred }: Pick<Referral, 'status' | 'selfReferred'>): boolean {
  return !SILENT.includes(status) && !selfReferred
}

export type ReferOn = {
  referralId: string
  /** The version that the actor looked at. */
  version: number
  /** The program that suits better, or besides. */
  serviceId: string
  /** Why, for the coordinator. Sealed. */
  text: string
}

/**
 * An agency refers a person on: a draft for the other program stands with the coordinator, who asks for consent and sends
 * it. Nothing goes to the other program before that, and the agency that refers on learns nothing of the draft.
 * @throws not-found (absent, or not received), conflict (moved on), invalid (the same program; a person without a coordinator).
 */
export async function referOn(ctx: Ctx, wanted: ReferOn): Promise<void> {
  requirePermission(ctx.actor, 'referral:create')
  await transact(ctx, async (tx) => {
    const referral = await lockReferral(tx, wanted.referralId)
    if (!referral || partyOf(ctx.actor) !== 'agency') throw notFound()
    if (referral.version !== wanted.version || SILENT.includes(referral.status))
      throw new DomainError(
        'conflict',
        'This referral has moved on, and that step no longer follows. Look at where it stands now.',
      )
    if (referral.serviceId === wanted.serviceId) throw unfit('This is the program that they were sent to.')
    if (referral.selfReferred)
      throw unfit('This person asked for help by themselves. Write them which program you suggest.')
    const { events } = await readEvents(tx, referral.id)
    const sequence = events.length + 1
    await appendEvent(tx, {
      referralId: referral.id,
      sequence,
      action: 'refer-on',
      from: referral.status,
      to: referral.status,
      party: 'agency',
      accountId: ctx.actor.accountId,
      via: ctx.actor.via,
      reportedBy: null,
      effectiveAt: ctx.now,
      recordedAt: ctx.now,
      reason: null,
      data: { betterFitServiceId: wanted.serviceId },
      detail: wanted.text ? JSON.stringify({ text: wanted.text }) : null,
    })
    await updateReferral(tx, referral.id, { version: referral.version + 1, updated_at: ctx.now })
    await record(tx, ctx, {
      action: 'referral:refer-on',
      entity: 'referral',
      entityId: referral.id,
      clientId: referral.clientId,
      purpose: referral.mode,
    })
    await asSystem(tx, () => draftOnward(tx, ctx, referral, wanted.serviceId))
    await enqueue(tx, 'referral.changed', { referralId: referral.id, sequence })
  })
}

/** The agency may not read the client it refers on, so the draft is the product's to make. */
async function draftOnward(tx: Tx, ctx: Ctx, referral: Referral, serviceId: string): Promise<void> {
  const own: Ctx = { ...ctx, actor: { ...ctx.actor, role: 'system' } }
  const { clientNeedId, urgency, clientId, organizationId } = referral
  const id = await draftReferral(
    tx,
    own,
    { clientNeedId, serviceId, urgency, onwardOf: referral.id },
    'agency',
  )
  await makeTask(tx, own, {
    referral: { id, clientId, organizationId },
    kind: 'finish-draft',
    dueAt: ctx.now,
    key: `finish-draft:${id}`,
  })
}

function unfit(message: string): DomainError {
  return new DomainError('invalid', message, { errors: [{ path: 'program', message }] })
}
