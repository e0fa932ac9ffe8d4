import { type AreaCode, cityCode, type PlaceParts } from './areas.ts'
import { foldName } from './names.ts'
import { zipsWithin } from './nearest.ts'
import { type Box, type CountyShape, citiesIn, countiesIn, countyShape, kmToShape, zipsIn } from './shapes.ts'
import {
  type City,
  citiesNamed,
  counties,
  everyCity,
  everyZip,
  type Point,
  type State,
  states,
  type Zip,
  zipOf,
} from './tables.ts'

/**
 * Areas that a place may lie in besides those it is known to lie in: what is narrower than what is known of it. `exact`
 * takes what a ZIP code or city implies for certain: its county, its post town. Where that could turn somebody away it is
 * doubted: a ZIP code is filed under one county and one town, and reaches into others.
 */
export function possibleAreas(parts: PlaceParts, exact: boolean): AreaCode[] {
  const zip = parts.postalCode === undefined ? undefined : zipOf(parts.postalCode)
  if (zip) return exact ? [] : aroundZip(zip, parts)
  const inside = withoutZip(parts, exact)
  const told = [parts.postalCode && 'zip:', parts.city && 'city:'].filter((kind) => kind !== undefined)
  return told.length === 0 ? inside : inside.filter((code) => !told.some((kind) => code.startsWith(kind)))
}

function withoutZip(parts: PlaceParts, exact: boolean): AreaCode[] {
  const state = parts.state === undefined ? undefined : states().byCode.get(parts.state)
  const city = parts.city && state ? cityCalled(parts.city, state) : undefined
  if (city) return inCity(city, parts, exact)
  if (parts.county !== undefined) return inCounty(parts.county)
  return state ? inState(state) : []
}

function cityCalled(name: string, state: State): City | undefined {
  return citiesNamed(foldName(name)).find((one) => one.state.code === state.code)
}

/** What lies across the lines that the ZIP code may cross, where nobody has said on which side of them. */
function aroundZip(zip: Zip, { county, city }: PlaceParts): AreaCode[] {
  const km = zipReachKm(zip)
  return [
    ...(county === undefined ? countiesAround(zip, km) : []),
    ...(city === undefined ? citiesAround(zip, km).map(codeOf) : []),
  ]
}

function inCity(city: City, { county }: PlaceParts, exact: boolean): AreaCode[] {
  const km = cityReachKm(city)
  const zips = zipsIn(boxAround(city, km)).filter(
    (zip) => zip.county === city.county || kmBetween(zip, city) <= km,
  )
  return [
    ...zips.map(({ zip }): AreaCode => `zip:${zip}`),
    ...(exact || county !== undefined ? [] : countiesAround(city, km)),
  ]
}

const ofCounty = new Map<string, AreaCode[]>()

function inCounty(fips: string): AreaCode[] {
  let known = ofCounty.get(fips)
  if (!known) {
    const shape = countyShape(fips)
    known = shape ? reachingInto(fips, shape) : filedUnder(fips)
    ofCounty.set(fips, known)
  }
  return known
}

/** Of a county without a shape, what is filed under it. */
function filedUnder(fips: string): AreaCode[] {
  return [
    ...everyZip()
      .filter(({ county }) => county === fips)
      .map(({ zip }): AreaCode => `zip:${zip}`),
    ...everyCity()
      .filter(({ county }) => county === fips)
      .map(codeOf),
  ]
}

/** ZIP codes and cities that are filed under a county, or lie so near to it that they may reach into it. */
function reachingInto(fips: string, { county, box }: CountyShape): AreaCode[] {
  const near = grown(box, LONGEST_ZIP_KM)
  const touches = <T extends Zip | City>(place: T, reachKm: (place: T) => number) => {
    if (place.county === fips) return true
    const km = kmToShape(county, place)
    return km <= LONGEST_ZIP_KM && km <= reachKm(place)
  }
  return [
    ...zipsIn(near)
      .filter((zip) => touches(zip, zipReachKm))
      .map(({ zip }): AreaCode => `zip:${zip}`),
    ...citiesIn(near)
      .filter((city) => touches(city, cityReachKm))
      .map(codeOf),
  ]
}

const ofState = new Map<string, AreaCode[]>()

function inState(state: State): AreaCode[] {
  let known = ofState.get(state.code)
  if (!known) {
    known = [
      ...[...counties().byFips.values()]
        .filter((one) => one.state === state)
        .map(({ fips }): AreaCode => `county:${fips}`),
      ...everyZip()
        .filter(({ county }) => county.startsWith(state.fips))
        .map(({ zip }): AreaCode => `zip:${zip}`),
      ...everyCity()
        .filter((one) => one.state === state)
        .map(codeOf),
    ]
    ofState.set(state.code, known)
  }
  return known
}

/** Counties whose shape comes as near, and their states. */
function countiesAround(centre: Point, km: number): AreaCode[] {
  const near = countiesIn(boxAround(centre, km)).filter((county) => kmToShape(county, centre) <= km)
  return near.flatMap(({ id }) => {
    const state = states().byFips.get(String(id).slice(0, 2))
    return [`county:${id}`, ...(state ? [`state:${state.code}`] : [])]
  })
}

/** Cities that may reach there. */
function citiesAround(centre: Point, km: number): City[] {
  return citiesIn(boxAround(centre, km + LONGEST_CITY_KM)).filter(
    (city) => kmBetween(city, centre) <= km + cityReachKm(city),
  )
}

const codeOf = ({ name, state }: City): AreaCode => cityCode(name, state.code)

const LONGEST_ZIP_KM = 25
const LEAST_ZIP_KM = 2
/** ZIP codes of single buildings and of post boxes share a middle with their neighbours. */
const SAME_MIDDLE_METERS = 300
/** Which of its neighbours' middles a ZIP code does not reach beyond. */
const BEYOND = 3

const zipReaches = new Map<string, number>()

/** How far a ZIP code reaches from its middle, for lack of its shape. */
function zipReachKm(zip: Zip): number {
  let known = zipReaches.get(zip.zip)
  if (known === undefined) {
    known = LONGEST_ZIP_KM
    for (const km of [4, 10, LONGEST_ZIP_KM]) {
      const others = zipsWithin(zip, km).filter(({ meters }) => meters > SAME_MIDDLE_METERS)
      const last = others[BEYOND]
      if (!last) continue
      known = Math.max(LEAST_ZIP_KM, last.meters / 1000)
      break
    }
    zipReaches.set(zip.zip, known)
  }
  return known
}

/** Half again the radius of a round city with a thousand people to the square kilometre, and the edge of a small town. */
function cityReachKm({ population }: City): number {
  return Math.min(LONGEST_CITY_KM, 3 + 1.5 * Math.sqrt(population / 1000 / Math.PI))
}

const LONGEST_CITY_KM = 60
const KM_PER_DEGREE = 111.2

const shrink = (lat: number) => Math.max(0.1, Math.cos((lat * Math.PI) / 180))

/** Good enough for some ten kilometres. */
function kmBetween(a: Point, b: Point): number {
  return Math.hypot(a.lat - b.lat, (a.lng - b.lng) * shrink(a.lat)) * KM_PER_DEGREE
}

function boxAround({ lat, lng }: Point, km: number): Box {
  return grown({ west: lng, east: lng, south: lat, north: lat }, km)
}

function grown({ west, east, south, north }: Box, km: number): Box {
  const tall = km / KM_PER_DEGREE
  const wide = tall / shrink(north)
  return { west: west - wide, east: east + wide, south: south - tall, north: north + tall }
}
