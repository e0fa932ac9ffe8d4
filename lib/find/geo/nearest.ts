import { distanceMeters } from './distance.ts'
import { findPostalCode, type Place, type UnnamedPlace } from './gazetteer.ts'
import { everyZip, type Point, type Zip } from './tables.ts'

const CELL_DEGREES = 0.5
const KM_PER_DEGREE = 111.2

type Cells<T> = ReadonlyMap<string, readonly T[]>

const cellOf = (lat: number, lng: number) =>
  `${Math.floor(lat / CELL_DEGREES)},${Math.floor(lng / CELL_DEGREES)}`

/** Points by half-degree cell, so that a search near a point looks at hundreds of places and not at 40,000. */
export function intoCells<T extends Point>(points: readonly T[]): Cells<T> {
  const cells = new Map<string, T[]>()
  for (const point of points) {
    const key = cellOf(point.lat, point.lng)
    const cell = cells.get(key)
    if (cell) cell.push(point)
    else cells.set(key, [point])
  }
  return cells
}

/** All points of the cells that touch the circle, a few beyond it among them. */
export function inCellsAround<T extends Point>(cells: Cells<T>, centre: Point, km: number): T[] {
  const tall = km / KM_PER_DEGREE
  const wide = tall / Math.max(0.1, Math.cos((centre.lat * Math.PI) / 180))
  const found: T[] = []
  for (let lat = centre.lat - tall; lat < centre.lat + tall + CELL_DEGREES; lat += CELL_DEGREES) {
    for (let lng = centre.lng - wide; lng < centre.lng + wide + CELL_DEGREES; lng += CELL_DEGREES) {
      found.push(...(cells.get(cellOf(lat, lng)) ?? []))
    }
  }
  return found
}

let zipCells: Cells<Zip> | undefined

/** The ZIP codes whose middle is within `km`, nearest first. */
export function zipsWithin(centre: Point, km: number): { zip: Zip; meters: number }[] {
  zipCells ??= intoCells(everyZip())
  return inCellsAround(zipCells, centre, km)
    .map((zip) => ({ zip, meters: distanceMeters(centre, zip) }))
    .filter(({ meters }) => meters <= km * 1000)
    .sort((a, b) => a.meters - b.meters || a.zip.zip.localeCompare(b.zip.zip))
}

/** Farther from every ZIP code's middle, at sea or abroad, a point is in none of their counties and states. */
const FARTHEST_KM = 100

/** A point, with the name of the ZIP code whose middle is nearest to it. */
export function placeAt(lat: number, lng: number): Place | UnnamedPlace {
  for (const km of [15, FARTHEST_KM]) {
    const nearest = zipsWithin({ lat, lng }, km)[0]
    const place = nearest && findPostalCode(nearest.zip.zip)
    if (place) return { ...place, lat, lng }
  }
  return { label: `${lat.toFixed(2)}, ${lng.toFixed(2)}`, kind: 'point', lat, lng }
}
