import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import type { Listing } from '../model.ts'
import { isShelterBed } from '../shelter-bed.ts'
import { hidePlaces } from './hide-places.ts'

/**
 * The places in sight of a service that has a bed in domestic violence, trafficking or recovery housing; none of any
 * other service. Their feeds rarely think of saying that the address is not public.
 */
export function shelterPlaces(listing: Listing, needIds: readonly string[]): string[] {
  const open = listing.places.filter(({ location }) => !location.hidden)
  if (open.length === 0) return []
  const { name, alternateName, description } = listing
  const bed = isShelterBed({ needIds, name: `${name} ${alternateName ?? ''}`, texts: [description] })
  return bed ? open.map(({ location }) => location.id) : []
}

/**
 * Holds these places back until a steward releases them; those that one has released stay as they are.
 *
 * @returns the places that are now out of sight and were not before
 */
export async function holdPlaces(tx: Tx, locationIds: readonly string[], now: Date): Promise<string[]> {
  if (locationIds.length === 0) return []
  const unseen = await tx
    .selectFrom('location')
    .select('id')
    .where('id', '=', sql<string>`any(${[...new Set(locationIds)]}::uuid[])`)
    .where('released_at', 'is', null)
    .execute()
  const reason = { from: 'bed', evidence: 'shelter bed' } as const
  return hidePlaces(
    tx,
    unseen.map(({ id }) => ({ locationId: id, reason })),
    { now, held: true },
  )
}
