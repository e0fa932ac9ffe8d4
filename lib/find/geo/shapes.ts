import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import bboxOf from '@turf/bbox'
import booleanPointInPolygon from '@turf/boolean-point-in-polygon'
import type { Feature, MultiLineString, MultiPolygon, Polygon, Position } from 'geojson'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { once } from '#base/core/once.ts'
import { findCity } from './gazetteer.ts'
import { intoCells } from './nearest.ts'
import { type City, everyCity, everyZip, type Point, states, type Zip, zipOf } from './tables.ts'

/** Degrees, WGS 84. */
export type Box = { west: number; south: number; east: number; north: number }

export type County = Feature<Polygon | MultiPolygon, { name: string }>
type Atlas = Topology<{ counties: GeometryCollection<{ name: string }>; states: GeometryCollection }>

/** Shapes of counties and states, US Census Bureau, as the package us-atlas cuts them for a scale of 1 : 10 million. */
const ATLAS = 'node_modules/us-atlas/counties-10m.json'

const atlas = once(() => JSON.parse(readFileSync(join(process.cwd(), ATLAS), 'utf8')) as Atlas)

const counties = once(() => {
  const { features } = feature(atlas(), atlas().objects.counties)
  return features.map((county) => {
    const [west, south, east, north] = bboxOf(county)
    return { county: county as County, box: { west, south, east, north } }
  })
})

const stateLines = once((): MultiLineString => mesh(atlas(), atlas().objects.states, (a, b) => a !== b))

function meet(a: Box, b: Box): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north
}

function holds(box: Box, { lat, lng }: Point): boolean {
  return lat >= box.south && lat <= box.north && lng >= box.west && lng <= box.east
}

/** The counties that may show in the box; `id` is the FIPS code. */
export function countiesIn(box: Box): County[] {
  return counties()
    .filter((one) => meet(one.box, box))
    .map((one) => one.county)
}

/** A county with the box around it. */
export type CountyShape = { county: County; box: Box }

/** By FIPS code. */
export function countyShape(fips: string): CountyShape | undefined {
  return byFips().get(fips)
}

const byFips = once(() => new Map(counties().map((one) => [String(one.county.id), one])))

const KM_PER_DEGREE = 111.2

/** How far a point lies from the edge of a county, 0 within it. Flat, which is good enough for some ten kilometres. */
export function kmToShape({ geometry }: County, { lat, lng }: Point): number {
  if (booleanPointInPolygon([lng, lat], geometry)) return 0
  const shrink = Math.cos((lat * Math.PI) / 180)
  const flat = ([x = 0, y = 0]: Position): Flat => [(x - lng) * shrink, y - lat]
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let least = Number.POSITIVE_INFINITY
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      least = Math.min(least, fromOrigin(flat(ring[i - 1] as Position), flat(ring[i] as Position)))
    }
  }
  return least * KM_PER_DEGREE
}

type Flat = [x: number, y: number]

/** From the point 0, 0 to the line between two points. */
function fromOrigin([ax, ay]: Flat, [bx, by]: Flat): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length))
  return Math.hypot(ax + along * dx, ay + along * dy)
}

/** The lines between states, all of them: a projection clips them to its frame. */
export function stateBorders(): MultiLineString {
  return stateLines()
}

const cityCells = once(() => intoCells(everyCity()))
const zipCells = once(() => intoCells(everyZip()))

/** Cells are half a degree: the keys that a box touches. */
function within<T extends Point>(cells: ReadonlyMap<string, readonly T[]>, box: Box): T[] {
  const found: T[] = []
  for (let lat = Math.floor(box.south * 2); lat <= Math.floor(box.north * 2); lat++) {
    for (let lng = Math.floor(box.west * 2); lng <= Math.floor(box.east * 2); lng++) {
      for (const point of cells.get(`${lat},${lng}`) ?? []) if (holds(box, point)) found.push(point)
    }
  }
  return found
}

/** Cities and towns in the box, largest first. */
export function citiesIn(box: Box): City[] {
  return within(cityCells(), box).sort((a, b) => b.population - a.population)
}

export function zipsIn(box: Box): Zip[] {
  return within(zipCells(), box)
}

export type AreaShapes = {
  counties: County[]
  /** FIPS of states served as a whole. */
  states: ReadonlySet<string>
  /** Middles of cities and ZIP codes, for which there is no open shape here. */
  points: Point[]
  nation: boolean
}

/** What there is to draw of area codes (`county:48029`, `state:TX`, `zip:78204`, `city:TX:san antonio`, `us`). */
export function shapesOf(codes: readonly string[]): AreaShapes {
  const wanted = new Set(codes)
  const fips = new Set<string>()
  const points: Point[] = []
  for (const code of wanted) {
    const [kind, value = '', name = ''] = code.split(':')
    if (kind === 'state') fips.add(states().byCode.get(value)?.fips ?? '')
    const point = kind === 'zip' ? zipOf(value) : kind === 'city' ? findCity(name, value) : undefined
    if (point) points.push({ lat: point.lat, lng: point.lng })
  }
  const served = counties().filter(
    ({ county }) => wanted.has(`county:${county.id}`) || fips.has(String(county.id).slice(0, 2)),
  )
  return { counties: served.map(({ county }) => county), states: fips, points, nation: wanted.has('us') }
}

/** The box around shapes and points; null when there are none. */
export function boxAround(shapes: Pick<AreaShapes, 'counties' | 'points'>): Box | null {
  const boxes: Box[] = [
    ...shapes.counties.map((county) => {
      const [west, south, east, north] = bboxOf(county)
      return { west, south, east, north }
    }),
    ...shapes.points.map(({ lat, lng }) => ({ west: lng, east: lng, south: lat, north: lat })),
  ]
  if (boxes.length === 0) return null
  return {
    west: Math.min(...boxes.map((box) => box.west)),
    south: Math.min(...boxes.map((box) => box.south)),
    east: Math.max(...boxes.map((box) => box.east)),
    north: Math.max(...boxes.map((box) => box.north)),
  }
}
