import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import { hidePlaces } from '#find/directory/commands/hide-places.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { servicesAt } from '#find/directory/store/derived.ts'

/**
 * A steward's word that nobody may learn where a service is: all its places go out of sight at once, whatever its feed
 * says, and stay so until they are released. @returns how many went out of sight
 *
 * @throws DomainError `invalid` where it has no place that can be seen
 */
export async function hideService(ctx: Ctx, serviceId: string): Promise<number> {
  requirePermission(ctx.actor, 'directory:curate')
  return transact(ctx, async (tx) => {
    const places = await tx
      .selectFrom('service_at_location')
      .select('location_id')
      .distinct()
      .where('service_id', '=', serviceId)
      .where('withdrawn_at', 'is', null)
      .execute()
    const ids = places.map(({ location_id }) => location_id)
    if (ids.length === 0) throw unseen()
    // An earlier word that the address is public no longer stands.
    await tx
      .updateTable('location')
      .set({ released_at: null, released_by: null, held_at: null })
      .where('id', 'in', ids)
      .where('released_at', 'is not', null)
      .execute()
    const reason = { from: 'steward', evidence: 'steward' } as const
    const hidden = await hidePlaces(
      tx,
      ids.map((locationId) => ({ locationId, reason })),
      { now: ctx.now },
    )
    if (hidden.length === 0) throw unseen()
    await deriveListings(tx, await servicesAt(tx, hidden), ctx.now)
    for (const entityId of hidden)
      await record(tx, ctx, { action: 'place:hide', entity: 'location', entityId })
    return hidden.length
  })
}

function unseen(): DomainError {
  const message = 'This program has no place that people can see.'
  return new DomainError('invalid', message, { errors: [{ path: 'program', message }] })
}
