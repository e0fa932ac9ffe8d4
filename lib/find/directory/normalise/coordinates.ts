import { distanceMeters } from '#find/geo/distance.ts'
import { findPostalCode } from '#find/geo/places.ts'
import { type Normalised, normalised } from './normalised.ts'

export type Coordinates = {
  /** Degrees, WGS 84. */
  lat: number
  lng: number
  /** `zip-centroid`: approximate, the middle of the ZIP code. */
  origin: 'feed' | 'zip-centroid'
}

type Raw = {
  lat: string | number | null | undefined
  lng: string | number | null | undefined
  postalCode?: string | null | undefined
}

/** Farther from the middle of its ZIP code than the largest ZIP codes reach: one of the two is wrong. */
const FAR_METERS = 200_000

/**
 * A feed's point if it can be trusted, else the middle of the ZIP code, else null. Not trusted: no numbers, 0,0, out
 * of range, latitude and longitude swapped, both cut to whole degrees. The note says which.
 */
export function normaliseCoordinates({ lat, lng, postalCode }: Raw): Normalised<Coordinates | null> {
  const zip = postalCode ? findPostalCode(postalCode) : undefined
  const approximate: Coordinates | null = zip ? { lat: zip.lat, lng: zip.lng, origin: 'zip-centroid' } : null
  if (isEmpty(lat) && isEmpty(lng)) return normalised(approximate)
  const point = { lat: toNumber(lat), lng: toNumber(lng) }
  const doubt = doubtOf(point)
  if (doubt) return normalised(approximate, doubt)
  const far = zip && distanceMeters(point, zip) > FAR_METERS
  return normalised({ ...point, origin: 'feed' }, far ? 'coordinates-far-from-postal-code' : undefined)
}

const isEmpty = (value: Raw['lat']) => value === null || value === undefined || String(value).trim() === ''

function toNumber(value: Raw['lat']): number {
  if (typeof value === 'number') return value
  const text = String(value ?? '').trim()
  return /^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN
}

function doubtOf({ lat, lng }: { lat: number; lng: number }): string | undefined {
  if (!Number.isFinite(lat) || !Number.isFinite(lng)) return 'coordinates-not-numbers'
  if (lat === 0 || lng === 0) return 'coordinates-zero'
  // Nobody is served south of 60°S or north of 75°N: there the two numbers stand in each other's column.
  if ((lat < -60 || lat > 75) && Math.abs(lat) <= 180 && Math.abs(lng) <= 75) return 'coordinates-swapped'
  if (Math.abs(lat) > 90 || Math.abs(lng) > 180) return 'coordinates-out-of-range'
  if (Number.isInteger(lat) && Number.isInteger(lng)) return 'coordinates-whole-degrees'
  return undefined
}
