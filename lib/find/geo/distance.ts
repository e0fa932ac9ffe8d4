import turfDistance from '@turf/distance'
import type { Point } from './tables.ts'

export type { Point }

export const METERS_PER_MILE = 1609.344

/** Great-circle distance in whole metres. */
export function distanceMeters(from: Point, to: Point): number {
  return Math.round(turfDistance([from.lng, from.lat], [to.lng, to.lat], { units: 'meters' }))
}

export function milesToMeters(miles: number): number {
  return Math.round(miles * METERS_PER_MILE)
}

export function metersToMiles(meters: number): number {
  return meters / METERS_PER_MILE
}
