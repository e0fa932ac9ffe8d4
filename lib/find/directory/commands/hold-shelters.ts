import type { Tx } from '#base/db/context.ts'
import { isShelterBed } from '../confidential.ts'
import type { Listing } from '../model.ts'
import { hidePlaces } from './hide-places.ts'

/**
 * Holds back the places of services that have a bed in domestic violence, trafficking or recovery housing, until a
 * steward releases them: their feeds rarely think of saying that the address is not public.
 *
 * @returns the places that are now out of sight and were not before
 */
export async function holdShelters(
  tx: Tx,
  listings: readonly Listing[],
  needIdsOf: (listing: Listing) => readonly string[],
  now: Date,
): Promise<string[]> {
  const places = listings.flatMap((listing) => {
    const open = listing.places.filter(({ location }) => !location.hidden).map(({ location }) => location.id)
    const { name, alternateName, description } = listing
    const bed = isShelterBed({
      needIds: needIdsOf(listing),
      name: `${name} ${alternateName ?? ''}`,
      texts: [description],
    })
    return bed ? open : []
  })
  if (places.length === 0) return []
  const unseen = await tx
    .selectFrom('location')
    .select('id')
    .where('id', 'in', [...new Set(places)])
    .where('released_at', 'is', null)
    .execute()
  const reason = { from: 'bed', evidence: 'shelter bed' } as const
  return hidePlaces(
    tx,
    unseen.map(({ id }) => ({ locationId: id, reason })),
    { now, held: true },
  )
}
