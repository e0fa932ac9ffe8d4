import { timezoneAt } from '#find/geo/areas.ts'
import { counties, everyZip, type Zip } from '#find/geo/tables.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { NEEDS } from '#find/taxonomy/needs.ts'
import { Random } from './random.ts'
import * as words from './words.ts'

/** One invented service with all its rows, in HSDS names. */
export type Generated = {
  organization: { id: number; name: string }
  service: {
    name: string
    description: string
    eligibility_description: string | null
    fees_description: string | null
    alert: string | null
    assured_date: string
    minimum_age: number | null
  }
  /** Null: it has no place. */
  place: {
    latitude: number
    longitude: number
    timezone: string
    address_1: string
    city: string
    state_province: string
    postal_code: string
    access: string[]
  } | null
  area: { name: string; code: string } | null
  terms: string[]
  languages: string[]
  schedule: { byday: string; opens_at: string; closes_at: string } | null
  phone: string
}

type Town = { zip: Zip; county: { name: string; state: string } }

/** ZIP codes by how many people live in their county: services gather where people do. */
function towns(): { town: (random: Random) => Town } {
  const zips = everyZip()
  const { byFips } = counties()
  const perCounty = new Map<string, number>()
  for (const { county } of zips) perCounty.set(county, (perCounty.get(county) ?? 0) + 1)
  const sums: number[] = []
  let sum = 0
  for (const { county } of zips) {
    sum += ((byFips.get(county)?.population ?? 0) + 5_000) / (perCounty.get(county) ?? 1)
    sums.push(sum)
  }
  return {
    town(random) {
      const zip = zips[random.weighted(sums)] as Zip
      const county = byFips.get(zip.county)
      return {
        zip,
        county: { name: county ? `${county.name} ${county.kind}` : '', state: county?.state.code ?? '' },
      }
    },
  }
}

/** `count` services, the same for the same seed: some 1.5 needs each, most with a place, clustered as people are. */
export function* generate(count: number, seed = 1): Generator<Generated> {
  const random = new Random(seed)
  const { town } = towns()
  const labels = NEEDS.map(({ id }) => needLabel(id, 'en'))
  for (let i = 0; i < count; i++) {
    const { zip, county } = town(random)
    const organization = Math.floor(i / 3)
    const own = new Random(organization + seed * 7919)
    const name = `${own.pick(words.NAMES)} ${own.pick(words.NAMES)} ${own.pick(words.KINDS)}`
    const terms = [random.pick(labels)]
    if (random.chance(0.4)) terms.push(random.pick(labels))
    const remote = random.chance(0.12)
    const area = random.next()
    yield {
      organization: { id: organization, name: `${name} of ${zip.city}` },
      service: {
        name: `${own.pick(words.NAMES)} ${terms[0]}`,
        description: describe(random, terms),
        eligibility_description: random.pick(words.ELIGIBILITY),
        fees_description: random.pick(words.FEES),
        alert: random.pick(words.ALERTS),
        assured_date: new Date(Date.UTC(2020, 0, 1) + random.below(2500) * 86_400_000)
          .toISOString()
          .slice(0, 10),
        minimum_age: random.chance(0.1) ? 18 : null,
      },
      place: remote ? null : placeAt(random, zip, county.state),
      area:
        area < 0.6
          ? { name: county.name, code: `county:${zip.county}` }
          : area < 0.7
            ? { name: county.state, code: `state:${county.state}` }
            : area < 0.71
              ? { name: 'Nationwide', code: 'us' }
              : null,
      terms,
      languages: random.chance(0.5) ? [random.pick(words.LANGUAGES)] : [],
      schedule: random.chance(0.7)
        ? {
            byday: random.chance(0.8) ? 'MO,TU,WE,TH,FR' : 'TU,TH,SA',
            opens_at: `${String(8 + random.below(3)).padStart(2, '0')}:00`,
            closes_at: `${15 + random.below(5)}:00`,
          }
        : null,
      phone: `(${200 + random.below(700)}) 555-01${String(random.below(100)).padStart(2, '0')}`,
    }
  }
}

function placeAt(random: Random, zip: Zip, state: string): NonNullable<Generated['place']> {
  const latitude = zip.lat + (random.next() - 0.5) * 0.04
  const longitude = zip.lng + (random.next() - 0.5) * 0.04
  return {
    latitude,
    longitude,
    timezone: timezoneAt(latitude, longitude),
    address_1: `${1 + random.below(9999)} ${random.pick(words.NAMES)} St`,
    city: zip.city,
    state_province: state,
    postal_code: zip.zip,
    access: words.ACCESS.filter(() => random.chance(0.2)),
  }
}

/** 60 to 120 words, as listings have. */
function describe(random: Random, terms: string[]): string {
  const sentences = [`${terms.join(' and ')} for people who need it.`]
  for (let left = 5 + random.below(5); left > 0; left--) sentences.push(random.pick(words.SENTENCES))
  return sentences.join(' ')
}
