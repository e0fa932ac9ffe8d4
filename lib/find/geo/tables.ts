import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from '#base/core/once.ts'
import { foldName } from './names.ts'

/** Degrees, WGS 84. */
export type Point = { lat: number; lng: number }
export type State = Point & { fips: string; code: string; name: string }
/** `population`: of its cities, to tell which of two counties of one name is meant when nothing else does. */
export type County = Point & { fips: string; name: string; kind: string; state: State; population: number }
export type City = Point & {
  name: string
  county: string
  state: State
  population: number
  ambiguity: 0 | 1 | 2
}
export type Zip = Point & { zip: string; city: string; county: string }

function lines(file: string): string[] {
  const text = readFileSync(join(process.cwd(), 'data/places', file), 'utf8')
  return text.trimEnd().split('\n').slice(1)
}

function read(file: string): string[][] {
  return lines(file).map((line) => line.split(','))
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

export const states = once(() => {
  const byCode = new Map<string, State>()
  const byFips = new Map<string, State>()
  const byName = new Map<string, State>()
  for (const [fips = '', code = '', name = '', lat, lng] of read('states.csv')) {
    const state = { fips, code, name, lat: Number(lat), lng: Number(lng) }
    byCode.set(code, state)
    byFips.set(fips, state)
    byName.set(foldName(name), state)
  }
  return { byCode, byFips, byName }
})

function stateOf(countyFips: string): State {
  const state = states().byFips.get(countyFips.slice(0, 2))
  if (!state) throw new Error(`data/places has no state for county ${countyFips}.`)
  return state
}

export const counties = once(() => {
  const byFips = new Map<string, County>()
  const byName = new Map<string, County[]>()
  for (const [fips = '', name = '', kind = '', lat, lng, population] of read('counties.csv')) {
    const county = {
      fips,
      name,
      kind,
      state: stateOf(fips),
      lat: Number(lat),
      lng: Number(lng),
      population: Number(population),
    }
    byFips.set(fips, county)
    push(byName, foldName(name), county)
  }
  return { byFips, byName }
})

function toCity(line: string): City {
  const [name = '', county = '', lat, lng, population, ambiguity] = line.split(',')
  return {
    name,
    county,
    state: stateOf(county),
    lat: Number(lat),
    lng: Number(lng),
    population: Number(population),
    ambiguity: Number(ambiguity) as 0 | 1 | 2,
  }
}

/** Folded name → lines of cities.csv, largest city first. Lines are taken apart only when asked for. */
const cityLines = once(() => {
  const byName = new Map<string, string[]>()
  for (const line of lines('cities.csv')) push(byName, foldName(line.slice(0, line.indexOf(','))), line)
  return byName
})

/** Every city of that folded name, largest first. */
export function citiesNamed(folded: string): readonly City[] {
  return cityLines().get(folded)?.map(toCity) ?? []
}

export function isCity(folded: string): boolean {
  return cityLines().has(folded)
}

export const everyCity = once((): readonly City[] => [...cityLines().values()].flat().map(toCity))

function toZip(line: string): Zip {
  const [zip = '', lat, lng, city = '', county = ''] = line.split(',')
  return { zip, lat: Number(lat), lng: Number(lng), city, county }
}

const zipLines = once(() => new Map(lines('zips.csv').map((line) => [line.slice(0, 5), line])))

export function zipOf(code: string): Zip | undefined {
  const line = zipLines().get(code)
  return line === undefined ? undefined : toZip(line)
}

export function isZip(code: string): boolean {
  return zipLines().has(code)
}

export const everyZip = once((): readonly Zip[] => [...zipLines().values()].map(toZip))
