import { z } from 'zod'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import { isSensitiveNeed } from '#find/eligibility/sensitive.ts'
import type { WorkCalendar } from '#refer/agencies/calendar.ts'
import { channelOf } from '#refer/agencies/model.ts'
import { agencyOfService } from '#refer/agencies/store.ts'
import { findClient, lockClient } from '#refer/clients/store.ts'
import { type Protection, proposedMode } from '#refer/consent/permits.ts'
import { runningClock } from '../clocks.ts'
import { type Party, URGENCIES } from '../model.ts'
import { partyOf } from '../relation.ts'
import { appendEvent, findReferral, sealColumn } from '../store.ts'

export const newReferralSchema = z.object({
  clientNeedId: z.uuid(),
  serviceId: z.uuid(),
  locationId: z.uuid().optional(),
  urgency: z.enum(URGENCIES).default('routine'),
  /** What the agency is asked for, in the sender's words. Sealed. */
  request: z.string().trim().max(4000).optional(),
  /** The referral that this one goes on from; of the same client. */
  onwardOf: z.uuid().optional(),
})
export type NewReferral = z.input<typeof newReferralSchema>

/** A draft: the agency knows nothing of it yet. @returns the new referral's id. */
export async function createReferral(ctx: Ctx, input: NewReferral): Promise<string> {
  requirePermission(ctx.actor, 'referral:create')
  return transact(ctx, (tx) => draftReferral(tx, ctx, input))
}

/** The same inside a larger step, such as referring and sending at once. */
export async function draftReferral(
  tx: Tx,
  ctx: Ctx,
  input: NewReferral,
  party = partyOf(ctx.actor),
): Promise<string> {
  const wanted = newReferralSchema.parse(input)
  const need = await tx
    .selectFrom('client_need')
    .selectAll()
    .where('id', '=', wanted.clientNeedId)
    .executeTakeFirst()
  // A client may read their own record and not change it, so there is nothing that they could lock.
  const read = ctx.actor.role === 'client' ? findClient : lockClient
  const client = need && (await read(tx, need.client_id))
  if (!need || !client) throw notFound()
  const onward = wanted.onwardOf ? await findReferral(tx, wanted.onwardOf) : undefined
  if (wanted.onwardOf && onward?.clientId !== client.id) throw notFound()
  const agency = await agencyOfService(tx, wanted.serviceId)
  if (!agency)
    throw new DomainError('invalid', 'This program is no longer listed. Choose another one.', {
      errors: [{ path: 'serviceId', message: 'This program is no longer listed.' }],
    })
  const sender = await senderOf(tx, client.organizationId)
  const id = newId()
  const selfReferred = ctx.actor.role === 'client'
  await tx
    .insertInto('referral')
    .values({
      id,
      organization_id: client.organizationId,
      client_id: client.id,
      client_need_id: need.id,
      service_id: wanted.serviceId,
      location_id: wanted.locationId ?? null,
      agency_id: agency.id,
      status: 'draft',
      urgency: wanted.urgency,
      mode: proposedMode({ fields: [], needId: need.need_id, agency, sender }),
      // Nobody calls for whoever asks by themselves.
      channel: channelOf(selfReferred ? { ...agency, preferredChannel: null } : agency),
      sensitive: isSensitiveNeed(need.need_id) || agency.victimServices || agency.part2Program,
      request: wanted.request ? sealColumn(id, 'request', wanted.request) : null,
      created_by: ctx.actor.accountId,
      self_referred: selfReferred,
      onward_of: wanted.onwardOf ?? null,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .execute()
  await appendFirst(tx, ctx, { id, party, calendar: agency.calendar })
  // The shortlist is the coordinator's: neither a client who refers themselves nor an agency writes in it.
  if (party === 'sender') {
    await tx
      .insertInto('shortlist_entry')
      .values({
        id: newId(),
        client_need_id: need.id,
        service_id: wanted.serviceId,
        verdict: 'chosen',
        account_id: ctx.actor.accountId,
        at: ctx.now,
      })
      .onConflict((conflict) =>
        conflict.columns(['client_need_id', 'service_id']).doUpdateSet({ verdict: 'chosen', at: ctx.now }),
      )
      .execute()
  }
  await record(tx, ctx, {
    action: 'referral:create',
    entity: 'referral',
    entityId: id,
    clientId: client.id,
    purpose: selfReferred ? 'own-record' : 'care',
  })
  return id
}

/** What the law asks of the sending side; a client who refers themselves is bound by nothing of it. */
export async function senderOf(
  tx: Tx,
  organizationId: string | null,
): Promise<Protection & { name: string | null }> {
  const row =
    organizationId &&
    (await tx
      .selectFrom('care_organization')
      .select(['name', 'part2_program', 'victim_services'])
      .where('id', '=', organizationId)
      .executeTakeFirst())
  return row
    ? { name: row.name, part2Program: row.part2_program, victimServices: row.victim_services }
    : { name: null, part2Program: false, victimServices: false }
}

async function appendFirst(
  tx: Tx,
  ctx: Ctx,
  { id, party, calendar }: { id: string; party: Party | undefined; calendar: WorkCalendar },
): Promise<void> {
  if (!party) throw notFound()
  const event = {
    sequence: 1,
    action: 'create',
    from: null,
    to: 'draft',
    party,
    accountId: ctx.actor.accountId,
    via: ctx.actor.via,
    reportedBy: null,
    effectiveAt: ctx.now,
    recordedAt: ctx.now,
    reason: null,
    data: {},
  } as const
  await appendEvent(tx, { ...event, referralId: id, detail: null })
  const clock = runningClock([event], 'routine', calendar)
  if (clock) {
    await tx
      .updateTable('referral')
      .set({ due_kind: clock.name, due_at: clock.dueAt, next_ring_at: clock.dueAt })
      .where('id', '=', id)
      .execute()
    await enqueue(tx, 'referral.clock', { referralId: id }, { runAt: clock.dueAt, jobKey: `clock:${id}` })
  }
}
