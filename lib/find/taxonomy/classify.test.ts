import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { classifyService, type ServiceWords } from './classify.ts'
import { compileLexicon } from './lexicon.ts'
import { NEEDS } from './needs.ts'
import { formsOf } from './phrases.ts'
import { stem } from './tokens.ts'

const words = JSON.parse(readFileSync('data/needs/words.json', 'utf8'))
const terms = JSON.parse(readFileSync('data/needs/terms.json', 'utf8'))

function needsOf(service: Partial<ServiceWords>): string[] {
  return classifyService({ name: '', ...service }).map(({ needId }) => needId)
}

describe('words', () => {
  it('finds no food in the reading of grocery ads, and no centre for older people in a high school', () => {
    const radio = {
      name: 'Radio reading service',
      description: 'Reads magazines and grocery ads on the air.',
    }
    expect(needsOf(radio)).not.toContain('food.pantry')
    expect(needsOf({ name: 'Miami Senior Adult Education Center' })).not.toContain('aging.center')
  })

  it.each([
    ['a pantry', { name: 'Saturday Food Pantry' }, 'food.pantry'],
    ['a Spanish pantry', { name: 'Despensa de alimentos de la parroquia' }, 'food.pantry'],
    [
      'a meal',
      { name: 'Community lunch', description: 'We serve a hot lunch every weekday to anyone.' },
      'food.meals',
    ],
    ['delivered meals', { name: 'Comidas a domicilio para personas mayores' }, 'food.home-delivered'],
    ['rent', { name: 'Ayuda con la renta' }, 'housing.rent-assistance'],
    [
      'rent in a list',
      { name: 'Help desk', description: 'Provides rent, deposit and moving cost assistance.' },
      'housing.rent-assistance',
    ],
    ['counselling spelt the British way', { name: 'Individual counselling' }, 'mental.counseling'],
    ['care for teens', { name: 'Counseling for teens and their families' }, 'mental.child'],
    ['dotted abbreviations', { name: 'G.E.D. classes' }, 'education.ged'],
    ['an interpreter', { name: 'Servicios de intérpretes' }, 'community.immigrants'],
    [
      'immigration law',
      { name: 'Clínica de inmigración', description: 'Abogados ayudan con asilo y ciudadanía.' },
      'legal.immigration',
    ],
    ['a confidential shelter', { name: 'Domestic violence shelter' }, 'safety.domestic-violence'],
    ['pets', { name: 'Pet food pantry' }, 'community.pets'],
    [
      'a line by its other name',
      { name: 'Listening Line', description: 'Somebody answers day and night.' },
      'mental.crisis-line',
    ],
    ['a plain day room', { name: 'Hillside Day Room' }, 'housing.drop-in'],
    [
      'beds for the young',
      { name: 'Overnight', terms: [{ name: 'Shelter for young people' }] },
      'housing.youth-shelter',
    ],
    ['survivors', { name: 'Services for survivors of human trafficking' }, 'safety.trafficking'],
    [
      'later sentences',
      {
        name: 'Community house',
        description:
          'A place for all neighbours of the east side.\nServices include:\n* dental care\n* eye exams',
      },
      'health.dental',
    ],
  ] as const)('hears %s', (_, service, need) => {
    expect(needsOf(service)).toContain(need)
  })

  it.each([
    ['pet food', { name: 'Pet food pantry' }, 'food.pantry'],
    ['training about food', { name: 'Food handler training' }, 'food.pantry'],
    ['the police of a housing authority', { name: 'Housing Authority Police' }, 'housing.search'],
    ['a legal name', { name: 'Records', description: 'Give the legal name of the agency.' }, 'legal.general'],
    ['a shelter for some only', { name: 'Domestic violence shelter' }, 'housing.shelter'],
    [
      'what is not offered',
      { name: 'Parish office', description: 'We do not provide rental assistance or food boxes.' },
      'housing.rent-assistance',
    ],
    [
      'what others offer',
      { name: 'Desk', description: 'Makes referrals to emergency shelters in the county.' },
      'housing.shelter',
    ],
    [
      'no insurance needed',
      { name: 'Free clinic', description: 'Uninsured welcome. No insurance card needed.' },
      'health.insurance',
    ],
    ['nursing school', { name: 'School of nursing', description: 'Degrees in nursing.' }, 'health.primary'],
    [
      'levels of custody',
      { name: 'Detention center', description: 'Beds for minimum and maximum custody levels.' },
      'legal.family',
    ],
    [
      'an act of Congress',
      { name: 'Enrollment help', description: 'Learn about the Affordable Health Care Act.' },
      'health.primary',
    ],
    ['an animal shelter', { name: 'County animal shelter' }, 'housing.shelter'],
    ['an identity for mail', { name: 'Newsletter', description: 'Federal tax ID on request.' }, 'money.tax'],
    [
      'the vision of a board',
      { name: 'Our vision', description: 'Our vision is a city without want.' },
      'health.vision',
    ],
  ] as const)('is not taken in by %s', (_, service, need) => {
    expect(needsOf(service)).not.toContain(need)
  })

  it('says what it heard and where', () => {
    const [first] = classifyService({
      name: 'Saturday Food Pantry',
      description: 'A food pantry for neighbours.',
    })
    expect(first).toMatchObject({ needId: 'food.pantry', origin: 'words' })
    expect(first?.evidence).toContainEqual({ from: 'name', words: 'food pantry' })
    expect(first?.certainty).toBeLessThan(1)
  })

  it('gives nothing for an empty listing', () => {
    expect(classifyService({ name: '', description: null, terms: [] })).toEqual([])
  })
})

describe('terms', () => {
  it('takes a mapped term as certain', () => {
    const [first] = classifyService({
      name: 'Program 7',
      terms: [{ taxonomy: 'Open Eligibility', name: 'Diapers & Formula' }],
    })
    expect(first).toMatchObject({ certainty: 1, origin: 'term' })
  })

  it('lets a vague term count only beside words', () => {
    expect(needsOf({ name: 'Program 7', terms: [{ name: 'Counseling' }] })).toEqual(['mental.counseling'])
    expect(needsOf({ name: 'Program 7', terms: [{ name: 'Transportation' }] })).toEqual([])
    expect(needsOf({ name: 'Rides for seniors', terms: [{ name: 'Transportation' }] })).toContain(
      'transport.paratransit',
    )
  })

  it('does not read whom a service is for as what it does', () => {
    expect(
      needsOf({ name: 'Program 7', terms: [{ taxonomy: 'Service Eligibility', name: 'Veterans' }] }),
    ).toEqual([])
    expect(needsOf({ name: 'Program 7', terms: [{ name: 'Veterans' }] })).toEqual([])
  })

  it("takes a need's own id as a code of our taxonomy", () => {
    const [first] = classifyService({
      name: 'Program 7',
      terms: [{ taxonomy: 'Handrail needs', code: 'goods.baby', name: 'Diapers and baby things' }],
    })
    expect(first).toMatchObject({ needId: 'goods.baby', certainty: 1, origin: 'term' })
    expect(
      needsOf({
        name: 'Program 7',
        terms: [{ taxonomy: 'Handrail needs', code: 'goods.unicorn', name: 'x' }],
      }),
    ).toEqual([])
  })

  it('knows our own words for a need as a term, in each language', () => {
    for (const name of ['Free groceries', 'Comida gratis para llevar a casa', 'مواد غذائية مجانية']) {
      expect(classifyService({ name: 'Program 7', terms: [{ name }] })[0]).toMatchObject({
        needId: 'food.pantry',
        certainty: 1,
      })
    }
  })

  it('keeps a 211 code opaque', () => {
    expect(needsOf({ name: 'Program 7', terms: [{ code: 'BD-1800.2000', name: 'BD-1800.2000' }] })).toEqual(
      [],
    )
  })

  it("reads a feed's own term like words", () => {
    expect(needsOf({ name: 'Program 7', terms: [{ taxonomy: 'ours', name: 'Naloxone kits' }] })).toEqual([
      'substance.harm-reduction',
    ])
  })
})

describe('the data files', () => {
  it('has words for every need', () => {
    expect(Object.keys(words.needs).toSorted()).toEqual(NEEDS.map((need) => need.id).toSorted())
  })

  it('ships no 211 code', () => {
    const text = JSON.stringify(terms)
    expect(text).not.toMatch(/"[A-Z]{1,2}-\d{4}(\.\d{4})?/)
  })

  it('refuses an unknown need and a bracket without its pair, naming them', () => {
    expect(() => compileLexicon({ ...words, needs: { 'food.unicorn': { sure: ['x'] } } }, terms)).toThrow(
      /needs.csv/,
    )
    expect(() => formsOf('food (pantry|bank')).toThrow(/food \(pantry\|bank/)
  })

  it('expands alternatives, what may be missing, and gaps', () => {
    expect(formsOf('food (pantry|bank)')).toEqual(['food pantry', 'food bank'])
    expect(formsOf('[free] meal')).toEqual(['free meal', 'meal'])
    expect(formsOf('rent ~ help')).toEqual(['rent help', 'rent _ help', 'rent _ _ help', 'rent _ _ _ help'])
  })

  it.each([
    ['pantries', 'pantry'],
    ['classes', 'class'],
    ['boxes', 'box'],
    ['crisis', 'crisis'],
    ['niños', 'niño'],
    ['bus', 'bus'],
  ])('stems %s to %s', (word, stemmed) => {
    expect(stem(word)).toBe(stemmed)
  })
})
