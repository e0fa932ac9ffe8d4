import { type GeoPath, type GeoProjection, geoCircle, geoMercator, geoPath } from 'd3-geo'
import { distanceMeters, METERS_PER_MILE, type Point } from '#find/geo/distance.ts'
import type { Box } from '#find/geo/shapes.ts'

/** The drawing's own units. A phone shows it a little smaller, a wide screen a little larger. */
export const WIDTH = 420
export const HEIGHT = 420
const MARGIN = 14
const MILES_PER_DEGREE = 69.09

export type Frame = {
  center: Point
  /** From the centre to the nearest edge. */
  radiusMiles: number
  box: Box
  project(point: Point): readonly [x: number, y: number]
  path: GeoPath
  /** Whether a point falls on the drawing. */
  shows(point: Point): boolean
}

/** There are no streets to show: closer than this, nothing on the drawing would say where one is. */
const LEAST_MILES = 5

/**
 * Frames what matters: around `you` when it is known, else around the middle of the points. One place three counties
 * away must not shrink all others to a dot, so the farthest quarter may fall outside.
 */
export function frameAround(points: readonly Point[], you: Point | null): Frame | null {
  const center = you ?? middle(points)
  if (!center) return null
  const miles = points.map((point) => distanceMeters(center, point) / METERS_PER_MILE).sort((a, b) => a - b)
  const reach = miles[Math.ceil(miles.length * 0.75) - 1] ?? 0
  return frame(center, Math.max(LEAST_MILES, reach * 1.15))
}

export function frameOfBox(box: Box): Frame {
  const center = { lat: (box.south + box.north) / 2, lng: (box.west + box.east) / 2 }
  const corner = { lat: box.north, lng: box.east }
  return frame(center, Math.max(LEAST_MILES, distanceMeters(center, corner) / METERS_PER_MILE))
}

function middle(points: readonly Point[]): Point | null {
  if (points.length === 0) return null
  const sum = points.reduce((all, { lat, lng }) => ({ lat: all.lat + lat, lng: all.lng + lng }), {
    lat: 0,
    lng: 0,
  })
  return { lat: sum.lat / points.length, lng: sum.lng / points.length }
}

function frame(center: Point, radiusMiles: number): Frame {
  const circle = geoCircle()
    .center([center.lng, center.lat])
    .radius(radiusMiles / MILES_PER_DEGREE)()
  const projection: GeoProjection = geoMercator()
    .fitExtent(
      [
        [MARGIN, MARGIN],
        [WIDTH - MARGIN, HEIGHT - MARGIN],
      ],
      circle,
    )
    .clipExtent([
      [0, 0],
      [WIDTH, HEIGHT],
    ])
  const [west, north] = projection.invert?.([0, 0]) ?? [center.lng, center.lat]
  const [east, south] = projection.invert?.([WIDTH, HEIGHT]) ?? [center.lng, center.lat]
  const box = { west, south, east, north }
  return {
    center,
    radiusMiles,
    box,
    project: ({ lat, lng }) => projection([lng, lat]) ?? [Number.NaN, Number.NaN],
    path: geoPath(projection).digits(1),
    shows: ({ lat, lng }) => lat > south && lat < north && lng > west && lng < east,
  }
}

const RING_MILES = [1, 2, 5, 10, 25, 50, 100, 200, 500]

/** One to three round distances that fit the frame, smallest first. */
export function ringsOf(radiusMiles: number): number[] {
  return RING_MILES.filter((miles) => miles <= radiusMiles).slice(-3)
}

/** The ring of so many miles around the centre, as a path. */
export function ringPath({ center, path }: Frame, miles: number): string {
  const circle = geoCircle()
    .center([center.lng, center.lat])
    .radius(miles / MILES_PER_DEGREE)()
  return path({ type: 'LineString', coordinates: circle.coordinates[0] ?? [] }) ?? ''
}

/** A point of the drawing so many miles off the centre, above it or below. */
export function onRing(
  { center, project }: Frame,
  miles: number,
  side: 'above' | 'below',
): readonly [number, number] {
  const degrees = (side === 'above' ? miles : -miles) / MILES_PER_DEGREE
  return project({ lat: center.lat + degrees, lng: center.lng })
}
