import bboxOf from '@turf/bbox'
import booleanPointInPolygon from '@turf/boolean-point-in-polygon'
import type { MultiPolygon, Polygon } from 'geojson'
import { z } from 'zod'
import type { AreaCode } from './areas.ts'
import { inCellsAround, intoCells } from './nearest.ts'
import { everyZip, type Zip } from './tables.ts'

const position = z.array(z.number()).min(2)
const rings = z.array(z.array(position).min(4)).min(1)
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: rings }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings).min(1) }),
])
const extentSchema = z.union([
  geometrySchema.transform((geometry) => [geometry]),
  z.object({ type: z.literal('Feature'), geometry: geometrySchema }).transform(({ geometry }) => [geometry]),
  z
    .object({
      type: z.literal('FeatureCollection'),
      features: z.array(z.object({ geometry: geometrySchema })).min(1),
    })
    .transform(({ features }) => features.map(({ geometry }) => geometry)),
])

const KM_PER_DEGREE = 111.2

/**
 * A service area drawn on a map, as area codes: the counties that lie in it with all their ZIP codes, else the ZIP codes
 * whose middle does. Where somebody lives is known by ZIP code at best, so this loses nothing that could be judged, and
 * the same codes serve the index, the database and the rules. Null when the GeoJSON holds no polygon that can be read, or
 * one too small for any ZIP code's middle.
 */
export function resolveExtent(extent: string | null | undefined): AreaCode[] | null {
  const shapes = readExtent(extent)
  if (!shapes) return null
  const inside = new Set(shapes.flatMap(zipsInside))
  if (inside.size === 0) return null
  const codes: AreaCode[] = []
  for (const [county, zips] of byCounty(inside)) {
    if (zips.length === zipsOfCounty(county)) codes.push(`county:${county}`)
    else codes.push(...zips.map(({ zip }): AreaCode => `zip:${zip}`))
  }
  return codes
}

/** The polygons of a GeoJSON geometry, feature or collection; null for anything else. Positions are longitude, latitude. */
export function readExtent(extent: string | null | undefined): (Polygon | MultiPolygon)[] | null {
  if (!extent?.trimStart().startsWith('{')) return null
  try {
    const read = extentSchema.safeParse(JSON.parse(extent))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

let cells: ReturnType<typeof intoCells<Zip>> | undefined
let counts: Map<string, number> | undefined

function zipsInside(shape: Polygon | MultiPolygon): Zip[] {
  const [west, south, east, north] = bboxOf(shape)
  cells ??= intoCells(everyZip())
  const centre = { lat: (south + north) / 2, lng: (west + east) / 2 }
  // A degree of longitude is shorter towards the poles; the circle around the box is widened by the same measure.
  const km = Math.max(north - south, east - west) * KM_PER_DEGREE
  return inCellsAround(cells, centre, km).filter(
    ({ lat, lng }) =>
      lat >= south && lat <= north && lng >= west && lng <= east && booleanPointInPolygon([lng, lat], shape),
  )
}

function byCounty(zips: Iterable<Zip>): Map<string, Zip[]> {
  const grouped = new Map<string, Zip[]>()
  for (const zip of zips) {
    const list = grouped.get(zip.county)
    if (list) list.push(zip)
    else grouped.set(zip.county, [zip])
  }
  return grouped
}

function zipsOfCounty(fips: string): number {
  if (!counts) {
    counts = new Map()
    for (const { county } of everyZip()) counts.set(county, (counts.get(county) ?? 0) + 1)
  }
  return counts.get(fips) ?? 0
}
