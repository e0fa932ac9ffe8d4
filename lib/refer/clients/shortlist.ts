import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { newId } from '#base/core/ids.ts'
import { seal, unseal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { requireCarrier } from './store.ts'

export const VERDICTS = ['considering', 'chosen', 'not-chosen'] as const
export type Verdict = (typeof VERDICTS)[number]

/** What a coordinator thought of a program for a need, and why: the next one to look does not start anew. */
export type ShortlistEntry = {
  serviceId: string
  verdict: Verdict
  note: string | null
  at: Date
}

/** As many as can be read side by side. */
export const SIDE_BY_SIDE = 4

const sealedNote = (id: string) => ({ field: 'shortlist_entry.note', id }) as const

/** The shortlist of a need, newest first. The reading is written down. @throws not-found for absent and not carried alike. */
export async function shortlistOf(ctx: Ctx, clientNeedId: string): Promise<ShortlistEntry[]> {
  requirePermission(ctx.actor, 'need:write')
  return transact(ctx, async (tx) => {
    const clientId = await clientOfNeed(tx, clientNeedId)
    await record(tx, ctx, {
      action: 'need:shortlist',
      entity: 'client_need',
      entityId: clientNeedId,
      clientId,
      purpose: 'care',
    })
    const rows = await tx
      .selectFrom('shortlist_entry')
      .selectAll()
      .where('client_need_id', '=', clientNeedId)
      .orderBy('at', 'desc')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      serviceId: row.service_id,
      verdict: row.verdict as Verdict,
      note: row.note && unseal(keyring(), sealedNote(row.id), row.note),
      at: row.at,
    }))
  })
}

/** Says of a program that it is considered, chosen or not chosen for a need, with the reason. Saying it again replaces it. */
export async function weighProgram(
  ctx: Ctx,
  input: { clientNeedId: string; serviceId: string; verdict: Verdict; note?: string | undefined },
): Promise<void> {
  requirePermission(ctx.actor, 'need:write')
  await transact(ctx, async (tx) => {
    const clientId = await clientOfNeed(tx, input.clientNeedId)
    if (input.verdict === 'considering') await refuseMoreThanFour(tx, input)
    const known = await tx
      .selectFrom('shortlist_entry')
      .select('id')
      .where('client_need_id', '=', input.clientNeedId)
      .where('service_id', '=', input.serviceId)
      .forUpdate()
      .executeTakeFirst()
    const id = known?.id ?? newId()
    const values = {
      verdict: input.verdict,
      note: input.note ? seal(keyring(), sealedNote(id), input.note) : null,
      account_id: ctx.actor.accountId,
      at: ctx.now,
    }
    if (known) await tx.updateTable('shortlist_entry').set(values).where('id', '=', id).execute()
    else
      await tx
        .insertInto('shortlist_entry')
        .values({ id, client_need_id: input.clientNeedId, service_id: input.serviceId, ...values })
        .execute()
    await record(tx, ctx, {
      action: 'need:weigh',
      entity: 'client_need',
      entityId: input.clientNeedId,
      clientId,
      purpose: 'care',
      detail: { service: input.serviceId, verdict: input.verdict },
    })
  })
}

/** Takes a program off the list, as if nobody had looked at it. */
export async function forgetProgram(
  ctx: Ctx,
  input: { clientNeedId: string; serviceId: string },
): Promise<void> {
  requirePermission(ctx.actor, 'need:write')
  await transact(ctx, async (tx) => {
    const clientId = await clientOfNeed(tx, input.clientNeedId)
    await tx
      .deleteFrom('shortlist_entry')
      .where('client_need_id', '=', input.clientNeedId)
      .where('service_id', '=', input.serviceId)
      .execute()
    await record(tx, ctx, {
      action: 'need:forget',
      entity: 'client_need',
      entityId: input.clientNeedId,
      clientId,
      purpose: 'care',
      detail: { service: input.serviceId },
    })
  })
}

async function clientOfNeed(tx: Tx, clientNeedId: string): Promise<string> {
  const need = await tx
    .selectFrom('client_need')
    .select('client_id')
    .where('id', '=', clientNeedId)
    .executeTakeFirst()
  if (!need) throw notFound()
  await requireCarrier(tx, need.client_id)
  return need.client_id
}

async function refuseMoreThanFour(tx: Tx, input: { clientNeedId: string; serviceId: string }): Promise<void> {
  const others = await tx
    .selectFrom('shortlist_entry')
    .select('id')
    .where('client_need_id', '=', input.clientNeedId)
    .where('service_id', '<>', input.serviceId)
    .where('verdict', '=', 'considering')
    .execute()
  if (others.length >= SIDE_BY_SIDE)
    throw new DomainError('conflict', 'Four programs are side by side already. Take one out first.')
}
