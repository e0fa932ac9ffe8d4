import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { distanceMeters, milesToMeters } from './distance.ts'
import { foldName } from './names.ts'
import {
  findCity,
  findCounty,
  findPlaceInText,
  findPlaceNamed,
  findPostalCode,
  findState,
  placeAt,
} from './places.ts'

describe('lookups', () => {
  it('knows ZIP codes of states and territories', () => {
    expect(findPostalCode('78204')).toMatchObject({
      label: 'San Antonio, TX 78204',
      kind: 'zip',
      county: '48029',
      state: 'TX',
      postalCode: '78204',
    })
    expect(findPostalCode('78204-1234')?.postalCode).toBe('78204')
    expect(findPostalCode('00926')).toMatchObject({ city: 'San Juan', state: 'PR' })
    expect(findPostalCode('96910')?.state).toBe('GU')
    expect(findPostalCode('00802')?.state).toBe('VI')
    expect(findPostalCode('06103')?.county).toBe('09003')
    expect(findPostalCode('00000')).toBeUndefined()
    expect(findPostalCode('7820')).toBeUndefined()
  })

  it('lets the state decide between counties of one name', () => {
    expect(findCounty('Jackson County', 'MO')?.county).toBe('29095')
    expect(findCounty('Jackson', 'Mississippi')?.county).toBe('28059')
    expect(findCounty('Jackson County')).toBeUndefined()
    expect(findCounty('Cook County')?.county).toBe('17031')
    expect(findCounty('Bexar, Texas')?.label).toBe('Bexar County, TX')
    expect(findCounty('Condado de Bexar')?.county).toBe('48029')
    expect(findCounty('48029')?.kind).toBe('county')
    expect(findCounty('99999')).toBeUndefined()
    expect(findCounty('Bexar', 'Nowhere')).toBeUndefined()
  })

  it('tells a county from the independent city of its name', () => {
    expect(findCounty('Fairfax', 'VA')?.county).toBe('51059')
    expect(findCounty('Fairfax city', 'VA')?.county).toBe('51600')
    expect(findCounty('St. Louis', 'MO')?.county).toBe('29189')
    expect(findCounty('Carson City', 'NV')?.county).toBe('32510')
    expect(findCounty('Orleans Parish')?.county).toBe('22071')
    expect(findCounty('Miami-Dade')?.county).toBe('12086')
  })

  it('takes the largest city where no state is said', () => {
    expect(findCity('Columbus')?.state).toBe('OH')
    expect(findCity('Columbus', 'GA')?.county).toBe('13215')
    expect(findCity('Oakland, CA')?.county).toBe('06001')
    expect(findCity('Saint Louis', 'MO')?.label).toBe('St. Louis, MO')
    expect(findCity('city of Mission', 'TX')?.county).toBe('48215')
    expect(findCity('NYC')?.label).toBe('New York, NY')
    expect(findCity('Nowhere At All')).toBeUndefined()
  })

  it('reads states by code and by English and Spanish name', () => {
    for (const name of ['TX', 'tx', 'Texas', 'Tejas', 'state of Texas'])
      expect(findState(name)?.state).toBe('TX')
    expect(findState('Nueva York')).toBeUndefined() // the city, as in English
    expect(findState('Carolina del Norte')?.state).toBe('NC')
    expect(findState('D.C.')?.state).toBe('DC')
    expect(findState('Ontario')).toBeUndefined()
  })

  it('calls a point by the nearest ZIP code, and by none far out at sea', () => {
    expect(placeAt(29.4059, -98.5078)).toMatchObject({ city: 'San Antonio', county: '48029', lat: 29.4059 })
    expect(placeAt(64.5, -158.2)).toMatchObject({ state: 'AK' })
    expect(placeAt(30, -45)).toEqual({ label: '30.00, -45.00', kind: 'point', lat: 30, lng: -45 })
  })

  it('measures along the great circle', () => {
    const [austin, dallas] = [findCity('Austin', 'TX'), findCity('Dallas', 'TX')]
    if (!austin || !dallas) throw new Error('no cities')
    // 182 miles as the crow flies.
    expect(Math.abs(distanceMeters(austin, dallas) - milesToMeters(182))).toBeLessThan(3000)
  })
})

const NAMED: readonly [string, string, string][] = [
  ['Oakland, CA', 'Oakland, CA', 'Oakland, CA'],
  ['shelter in San Antonio tonight', 'San Antonio, TX', 'San Antonio'],
  ['comida cerca de Mission TX', 'Mission, TX', 'Mission TX'],
  ['78204', 'San Antonio, TX 78204', '78204'],
  ['EN 78204', 'San Antonio, TX 78204', '78204'],
  ['rent help San Antonio, TX 78204 please', 'San Antonio, TX 78204', 'San Antonio, TX 78204'],
  ['food in Bexar county', 'Bexar County, TX', 'Bexar county'],
  ['Condado de Bexar', 'Bexar County, TX', 'Condado de Bexar'],
  ['jackson county mo', 'Jackson County, MO', 'jackson county mo'],
  ['legal aid jackson county in mississippi', 'Jackson County, MS', 'jackson county in mississippi'],
  ['foodbank neer toledo', 'Toledo, OH', 'toledo'],
  ['moved from Chicago to Houston', 'Houston, TX', 'Houston'],
  ['I grew up in Dallas and now live in Waco', 'Waco, TX', 'Waco'],
  ['FOOD BANK IN EL PASO', 'El Paso, TX', 'EL PASO'],
  ['bed for the night in the Bronx', 'The Bronx, NY', 'the Bronx'],
  ['a dentist in north San Antonio', 'San Antonio, TX', 'San Antonio'],
  ['day care, Tampa', 'Tampa, FL', 'Tampa'],
  ['I am in LA', 'Los Angeles, CA', 'LA'],
  ['我住在Houston', 'Houston, TX', 'Houston'],
  ['estoy en Salinas y no lo completo', 'Salinas, CA', 'Salinas'],
  ['vivo en Houston mi hijo tiene hambre', 'Houston, TX', 'Houston'],
  ['anything statewide in Texas', 'Texas', 'Texas'],
  ['homeless shelter in gary', 'Gary, IN', 'gary'],
  ['pantry in cuyahoga', 'Cuyahoga County, OH', 'cuyahoga'],
  ['county of San Diego clinics', 'San Diego County, CA', 'county of San Diego'],
  ['help in Mobile', 'Mobile, AL', 'Mobile'],
  ['the Dallas-Fort Worth area', 'Dallas, TX', 'Dallas-Fort Worth'],
  ['anywhere in washington state', 'Washington', 'washington state'],
  ['我在西雅图', 'Seattle, WA', '西雅图'],
  ['أحتاج مساعدة في هيوستن', 'Houston, TX', 'هيوستن'],
  ['san juan puerto rico', 'San Juan, PR', 'san juan puerto rico'],
]

const NOT_NAMED = [
  'Iraq war veteran',
  'we came from Venezuela',
  'I speak Navajo',
  'Navajo grandmother needs a ride',
  'mobile team',
  'may I get help',
  'help with reading',
  'in need of hope in may',
  'served in Kabul, born in Chicago',
  'I make 45000 a year',
  'my income is 30301',
  'gano 30301 al año',
  'I owe $78204',
  'I live at 12345 Main St',
  'the store on Houston St',
  'ni cama ni mesa',
  'clothes for my kids Madison and Jackson',
  'my daughter Savannah needs a tutor',
  'we are in love',
  'in real pain',
  'therapy in union',
  'apt 12345, case 78204',
  'help in la',
  'call 210-555-0143',
]

describe('places in free text', () => {
  it.each(NAMED)('%s', (text, label, phrase) => {
    const found = findPlaceInText(text)
    expect(found?.place.label).toBe(label)
    expect(found?.phrase).toBe(phrase)
    expect(text.slice(found?.start, found?.end)).toBe(phrase)
  })

  it.each(NOT_NAMED)('%s: names no place', (text) => {
    expect(findPlaceInText(text)).toBeUndefined()
  })

  it('takes every word of a place field for a place', () => {
    expect(findPlaceNamed('mission')?.label).toMatch(/^Mission, /)
    expect(findPlaceNamed('tx')?.label).toBe('Texas')
    expect(findPlaceNamed('von ormy')?.label).toBe('Von Ormy, TX')
    expect(findPlaceNamed('zzzz')).toBeUndefined()
  })

  const gold = join(process.env.HANDRAIL_SHARED ?? '../shared', 'gold/understanding.json')
  it.skipIf(!existsSync(gold))('agrees with the golden requests (skipped without ../shared/gold)', () => {
    const file = JSON.parse(readFileSync(gold, 'utf8'))
    const cases: { text: string; place: string | null }[] = Array.isArray(file)
      ? file
      : (file.items ?? file.cases)
    const wrong = cases.filter(({ text, place }) => {
      const label = findPlaceInText(text)?.place.label
      return place === null ? label !== undefined : !label || !foldName(label).includes(foldName(place))
    })
    expect(cases.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})
