import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import wanted from '#data/golden/demo-needs.json' with { type: 'json' }
import { findPostalCode } from '#find/geo/places.ts'
import { classifyService } from '#find/taxonomy/classify.ts'
import { NEEDS } from '#find/taxonomy/needs.ts'
import { writeDemo } from './demo.ts'

// biome-ignore lint/suspicious/noExplicitAny: nested HSDS as it stands in the files
type Hsds = any

const NOW = new Date('2027-03-10T16:00:00Z')
const organizations: Hsds[] = []
let services: Hsds[] = []
let locations: Hsds[] = []
let text = ''
let terms = new Map<string, Hsds>()

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'))
  await writeDemo(folder, NOW)
  for (const name of await readdir(folder)) {
    const content = await readFile(join(folder, name), 'utf8')
    if (name === 'taxonomy_terms.json')
      terms = new Map(JSON.parse(content).map((term: Hsds) => [term.id, term]))
    if (/^(?:datapackage|taxonom)/.test(name)) continue
    text += content
    organizations.push(...JSON.parse(content))
  }
  services = organizations.flatMap(({ services }) => services)
  locations = organizations.flatMap(({ locations }) => locations)
})

describe('the demo community', () => {
  it('has the size a visitor expects', () => {
    expect(organizations).toHaveLength(60)
    expect(services.length).toBeGreaterThanOrEqual(150)
  })

  it('uses each id once, and every key points somewhere', () => {
    const ids = [...organizations, ...services, ...locations].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const places = new Set(locations.map(({ id }) => id))
    for (const service of services) {
      for (const { location_id } of service.service_at_locations ?? []) expect(places).toContain(location_id)
      for (const { taxonomy_term_id } of service.attributes ?? [])
        expect([...terms.keys()]).toContain(taxonomy_term_id)
    }
  })

  it('covers every need', () => {
    expect(new Set(Object.values(wanted).flat())).toEqual(new Set(NEEDS.map(({ id }) => id)))
  })

  it('is understood: every service is given the needs it was written for', () => {
    const missing = organizations.flatMap((organization) =>
      organization.services.flatMap((service: Hsds) => {
        const given = classifyService({
          name: service.name,
          alternateName: service.alternate_name,
          description: service.description,
          organizationName: organization.name,
          terms: (service.attributes ?? []).map((attribute: Hsds) => terms.get(attribute.taxonomy_term_id)),
        }).map(({ needId }) => needId)
        const needs = (wanted as Record<string, string[]>)[service.id] ?? ['unlabelled']
        return needs.filter((need) => !given.includes(need)).map((need) => `${service.name}: ${need}`)
      }),
    )
    expect(missing).toEqual([])
  })

  it('names nobody real: 555-01xx numbers and .example domains only', () => {
    const numbers = [...text.matchAll(/"number":"([^"]+)"/g)].map(([, number]) => number)
    expect(numbers.length).toBeGreaterThan(150)
    for (const number of numbers) expect(number).toMatch(/^\((?:210|830|800)\) 555-01\d\d$/)
    for (const [, domain] of text.matchAll(/(?:@|https:\/\/)([\w.-]+)/g)) expect(domain).toMatch(/\.example$/)
  })

  it('stands where its ZIP codes are', () => {
    for (const { name, latitude, longitude, addresses } of locations) {
      if (latitude === undefined) continue
      const place = findPostalCode(addresses[0].postal_code)
      expect(place, name).toBeDefined()
      expect(Math.hypot(latitude - (place?.lat ?? 0), longitude - (place?.lng ?? 0)), name).toBeLessThan(0.1)
    }
  })

  it('keeps addresses of shelters apart: they say that they are confidential', () => {
    const hidden = locations.filter(({ attributes }) => attributes)
    expect(hidden.length).toBeGreaterThanOrEqual(4)
    for (const { attributes, description } of hidden) {
      expect(attributes[0].value).toBe('confidential')
      expect(description).toMatch(/confidential/i)
    }
  })

  it('has all kinds of listings', () => {
    const count = (test: (service: Hsds) => boolean) => services.filter(test).length
    const says = (words: RegExp) => (service: Hsds) => words.test(service.eligibility_description)
    expect(count(({ minimum_age }) => minimum_age !== undefined)).toBeGreaterThan(30)
    expect(count(says(/federal poverty level/))).toBeGreaterThan(15)
    expect(count(says(/women|men\b/i))).toBeGreaterThan(4)
    expect(count(says(/first|priority/i))).toBeGreaterThan(3)
    expect(count(({ description }) => /[áéíóúñ¿]/.test(description))).toBeGreaterThan(50)
    expect(count(({ capacities }) => capacities)).toBeGreaterThan(15)
    expect(count(({ wait_time }) => wait_time)).toBeGreaterThan(20)
    expect(count(({ service_at_locations }) => !service_at_locations)).toBeGreaterThan(1)
    expect(count(({ schedules }) => schedules[0].opens_at === '00:00')).toBeGreaterThan(8)
    expect(
      count(({ schedules }) => schedules.some((row: Hsds) => row.closes_at < row.opens_at)),
    ).toBeGreaterThan(3)
    expect(count(({ schedules }) => schedules.some((row: Hsds) => row.freq === 'MONTHLY'))).toBeGreaterThan(
      10,
    )
    expect(count(({ schedules }) => schedules.some((row: Hsds) => row.closed))).toBeGreaterThan(10)
  })
})

describe('dates of the demo', () => {
  it('keep their age whatever the day of the first start', () => {
    const signpost = services.find(({ name }) => name === 'Signpost Line')
    expect(signpost.assured_date).toBe('2027-03-09')
    expect(services.every(({ last_modified }) => new Date(last_modified) < NOW)).toBe(true)
    expect(
      services.flatMap(({ capacities = [] }) => capacities).every(({ updated }) => new Date(updated) < NOW),
    ).toBe(true)
  })

  it('put seasons and closures into the year in which they come next', () => {
    const tax = services.find(({ name }) => name === 'Free Tax Help')
    expect(tax.schedules[0]).toMatchObject({ valid_from: '2027-01-20', valid_to: '2027-04-18' })
    const closed = services.flatMap(({ schedules }) => schedules).find((row) => row.closed)
    expect(closed).toMatchObject({ valid_from: '2027-12-24', valid_to: '2027-12-26' })
  })
})
