import { distanceMeters } from '#find/geo/distance.ts'
import { foldName } from '#find/geo/names.ts'
import { houseNumberOf, streetPatterns } from './confidential.ts'

export type Street = { street: string; postalCode: string | null; city: string | null }

/** Where a record says that its place is. */
export type Spot = {
  streets: readonly Street[]
  /** Degrees, WGS 84; null where the feed gave none. The middle of a ZIP code is no place's own point. */
  point: { lat: number; lng: number } | null
}

/** Two geocodings of one house lie no farther apart; the house next door mostly does. */
const ONE_HOUSE_METERS = 30
const BOX = /^\W*(?:p\.?\s*o\.?\s*|post(?:al)? (?:office )?)?(?:box|apartado)\b/i
/** "2nd floor", "Suite 5": says where in a house, and many houses have one. */
const UNIT =
  /^\W*(?:\d+(?:st|nd|rd|th)?\s+fl(?:oor)?\b|(?:suite|ste|apt|apartment|unit|room|rm|floor|fl)\b[^,]*$|#[^,]*$)/i

type Read = Street & { number: string | null; patterns: RegExp[] }
export type ReadSpot = { streets: readonly Read[]; point: Spot['point'] }

/** Prepares a spot for being compared with many. A post office box is nowhere, nor is a floor without its house. */
export function readSpot({ streets, point }: Spot): ReadSpot {
  const read = streets
    .filter(({ street }) => !BOX.test(street) && !UNIT.test(street))
    .map((one) => ({ ...one, number: houseNumberOf(one.street), patterns: streetPatterns([one.street]) }))
  return { streets: read, point }
}

/**
 * Whether two records of one organization are about one place, however each writes it ("St.", "Street", nine digits of
 * ZIP code, no address and the same point). Meant for hiding: where it cannot be told, one place is assumed.
 */
export function isSamePlace(a: ReadSpot, b: ReadSpot): boolean {
  if (a.streets.some((one) => b.streets.some((other) => isSameStreet(one, other)))) return true
  if (!a.point || !b.point || distanceMeters(a.point, b.point) > ONE_HOUSE_METERS) return false
  // Two house numbers at one point are two places: many feeds have one point for a whole street or town.
  const [mine, theirs] = [numbersOf(a), numbersOf(b)]
  return mine.length === 0 || theirs.length === 0 || mine.some((number) => theirs.includes(number))
}

const numbersOf = ({ streets }: ReadSpot) => streets.flatMap(({ number }) => number ?? [])

function isSameStreet(one: Read, other: Read): boolean {
  if (one.number && other.number && one.number !== other.number) return false
  if (!mayBeInOneTown(one, other)) return false
  if (foldName(one.street) === foldName(other.street)) return true
  const names = (text: string, patterns: readonly RegExp[]) =>
    patterns.some((found) => text.search(found) >= 0)
  return names(other.street, one.patterns) || names(one.street, other.patterns)
}

/** A ZIP code or a town that both have tells; a wrong digit in one of two ZIP codes makes no second town. */
function mayBeInOneTown(one: Street, other: Street): boolean {
  const zips = [one.postalCode?.slice(0, 5), other.postalCode?.slice(0, 5)]
  if (zips[0] && zips[0] === zips[1]) return true
  if (one.city && other.city) return foldName(one.city) === foldName(other.city)
  return !zips[0] || !zips[1]
}
