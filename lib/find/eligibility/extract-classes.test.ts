import { describe, expect, it } from 'vitest'
import { extract } from './extract.ts'
import { type ExtractedFields, fieldsOf, placesOf } from './extraction.ts'
import type { Population } from './facts.ts'

/**
 * Whole classes of sentences: each group of people, in each way that listings let people in, shut them out or only prefer
 * them. A sentence read whole leaves nothing to ask.
 */
const GROUPS: readonly (readonly [id: Population, people: string, one: string])[] = [
  ['veteran', 'veterans', 'a veteran'],
  ['military-family', 'spouses of veterans', 'the spouse of a veteran'],
  ['pregnant', 'pregnant women', 'pregnant'],
  ['postpartum', 'postpartum women', 'postpartum'],
  ['parent-of-minor', 'parents of minor children', 'a parent of a minor child'],
  ['caregiver', 'family caregivers', 'a family caregiver'],
  ['unhoused', 'people experiencing homelessness', 'experiencing homelessness'],
  ['at-risk-of-homelessness', 'people at risk of homelessness', 'at risk of homelessness'],
  ['foster-youth', 'foster youth', 'a foster youth'],
  ['student', 'students', 'a student'],
  ['unemployed', 'unemployed people', 'unemployed'],
  ['low-income', 'low-income families', 'low-income'],
  ['reentry', 'people with criminal records', 'a returning citizen'],
  ['survivor-domestic-violence', 'survivors of domestic violence', 'a survivor of domestic violence'],
  ['survivor-sexual-assault', 'survivors of sexual assault', 'a survivor of sexual assault'],
  ['survivor-trafficking', 'survivors of human trafficking', 'a survivor of human trafficking'],
  ['crime-victim', 'victims of crime', 'a crime victim'],
  ['immigrant', 'immigrants', 'an immigrant'],
  ['refugee-asylee', 'refugees', 'a refugee'],
  ['undocumented', 'undocumented immigrants', 'undocumented'],
  ['lgbtq', 'LGBTQ+ people', 'LGBTQ+'],
  ['transgender', 'transgender people', 'transgender'],
  ['disability-physical', 'people with physical disabilities', 'a wheelchair user'],
  ['disability-developmental', 'people with developmental disabilities', 'developmentally disabled'],
  ['deaf-hard-of-hearing', 'deaf and hard of hearing people', 'deaf or hard of hearing'],
  ['blind-low-vision', 'blind people', 'legally blind'],
  ['serious-mental-illness', 'people with serious mental illness', 'mentally ill'],
  ['substance-use', 'people in recovery', 'in recovery'],
  ['hiv-positive', 'people living with HIV', 'HIV positive'],
  ['chronic-illness', 'people with chronic illness', 'chronically ill'],
  ['tribal-member', 'enrolled tribal members', 'an enrolled tribal member'],
  ['farmworker', 'farmworkers', 'a farmworker'],
  ['homebound', 'homebound people', 'homebound'],
  ['disaster-affected', 'disaster survivors', 'affected by a disaster'],
]

const LET_IN = [
  'Only {people}.',
  'For {people} only.',
  'Open only to {people}.',
  'Restricted to {people}.',
  'Must be {one}.',
  'You must be {one} to qualify.',
  'To be eligible, applicants must be {one}.',
]
const SHUT_OUT = [
  '{People} are not eligible.',
  '{People} not eligible.',
  '{People} cannot be admitted.',
  '{People} are not accepted.',
  '{People} may not apply.',
  '{People} are excluded.',
  'No {people}.',
  'We do not serve {people}.',
  'Not open to {people}.',
  'Must not be {one}.',
  'Adults 18 and older except {people}.',
  'Not eligible: {people}.',
  'This program does not accept {people}.',
]
const NOT_ASKED = [
  'Priority is given to {people}.',
  '{People} are given preference.',
  '{People} are also welcome.',
  '{People} may also apply.',
  'We also serve {people}.',
  'You do not have to be {one}.',
  'Need not be {one}.',
  'Not limited to {people}.',
  'Primarily serves {people}.',
  '{People} are never turned away.',
  'Anyone may come, even {people}.',
]

function fill(sentence: string, people: string, one: string): string {
  return sentence
    .replace('{People}', people.charAt(0).toUpperCase() + people.slice(1))
    .replace('{people}', people)
    .replace('{one}', one)
}

function read(text: string, state?: string): { fields: ExtractedFields; unknown: string[] } {
  const extraction = extract(text, state ? { state } : {})
  return { fields: fieldsOf(extraction, { sureOnly: false }), unknown: extraction.unknown }
}

/** What the sentences say of groups, and what of them is left to ask; those that are as wanted left out. */
function faults(sentences: readonly string[], wanted: (id: Population) => ExtractedFields): string[] {
  return GROUPS.flatMap(([id, people, one]) =>
    sentences.flatMap((sentence) => {
      const text = fill(sentence, people, one)
      const { fields, unknown } = read(text)
      const { populationsAny, populationsAll, populationsExcluded } = fields
      const groups = { populationsAny, populationsAll, populationsExcluded }
      const want = wanted(id)
      const same = JSON.stringify(groups) === JSON.stringify({ ...groups, ...NOTHING, ...want })
      return same && unknown.length === 0 ? [] : [`${text} → ${JSON.stringify({ ...groups, unknown })}`]
    }),
  )
}
const NOTHING = { populationsAny: undefined, populationsAll: undefined, populationsExcluded: undefined }

/** A low income shuts nobody out for certain, so the sentence is asked about. */
const isAsked = (fault: string) => /low-income/i.test(fault) && !/"populations/.test(fault)

describe('groups', () => {
  it('are required', () => {
    expect(faults(LET_IN, (id) => ({ populationsAny: [id] }))).toEqual([])
  })
  it('are shut out', () => {
    const found = faults(SHUT_OUT, (id) => ({ populationsExcluded: [id] }))
    expect(found.filter((fault) => !isAsked(fault))).toEqual([])
  })
  it('are only preferred, invited or named', () => {
    expect(faults(NOT_ASKED, () => ({}))).toEqual([])
  })
})

describe('some of a group', () => {
  it.each([
    'Full-time students are not eligible.',
    'Veterans with a dishonorable discharge are not eligible.',
    'Pregnant women in the third trimester cannot be admitted.',
    'Veterans are not eligible unless referred by a clinic.',
    'Veterans are not eligible for the summer camp.',
    'Not all veterans are eligible.',
    'People who use drugs are not accepted.',
    'Not intended for veterans.',
  ])('is asked about, and nobody sent away: %s', (text) => {
    const extraction = extract(text)
    expect(fieldsOf(extraction, { sureOnly: false }).populationsExcluded).toHaveLength(1)
    expect(fieldsOf(extraction, { sureOnly: true })).toEqual({})
    expect(extraction.unknown).toEqual([])
  })

  it('is who is both', () => {
    expect(extract('Homeless veterans are not eligible.').findings).toMatchObject([
      {
        field: 'condition',
        value: {
          not: {
            all: [
              { fact: 'population', is: 'unhoused' },
              { fact: 'population', is: 'veteran' },
            ],
          },
        },
      },
    ])
  })
})

describe.each<[string, [text: string, fields: ExtractedFields, state?: string][]]>([
  [
    'who is shut out by something else',
    [
      ['No one under 18.', { minAge: 18 }],
      ['Children under 18 are not admitted.', { minAge: 18 }],
      ['People over 65 are not eligible.', { maxAge: 65 }],
      ['Menores de 18 años no son admitidos.', { minAge: 18 }],
      ['Households above 200% FPL are not eligible.', { maxIncomePercentFpl: 200 }],
      ['People with insurance are not eligible.', { insuranceAny: ['none'] }],
      ['Men are not admitted.', {}],
      ['Residents of Cook County are not eligible.', {}],
      ['People with Medicaid are not eligible.', {}],
      ['Los veteranos no son elegibles.', { populationsExcluded: ['veteran'] }],
      ['No se atiende a mujeres embarazadas.', { populationsExcluded: ['pregnant'] }],
      ['No se admiten estudiantes.', { populationsExcluded: ['student'] }],
    ],
  ],
  [
    'where people live',
    [
      ['Must live in Jackson County, Missouri.', { residence: { county: '29095' } }],
      ['Must reside in Jackson County, MO.', { residence: { county: '29095' } }],
      ['Must live in the city of Independence, Missouri.', { residence: { text: 'Independence' } }],
      ['Must live within the city limits of Gresham.', { residence: { text: 'Gresham' } }, 'OR'],
      [
        'Residents of Jackson County, Missouri or Johnson County, Kansas.',
        { residence: { text: 'Jackson County; Johnson County' } },
      ],
      ['Serve only 97202 residents.', { residence: { postalCodes: ['97202'] } }],
      ['Debe vivir en el condado de Multnomah.', { residence: { county: '41051' } }, 'OR'],
      ['You do not need to live in Oregon.', {}],
      ['Preference for residents of Oregon.', {}],
      ['Open to all, including residents of Oregon.', { openToAll: true }],
    ],
  ],
  [
    'income, insurance, referral and papers',
    [
      ['Income under 200 percent of the poverty line.', { maxIncomePercentFpl: 200 }],
      ['Ingresos por debajo del 200% del nivel federal de pobreza.', { maxIncomePercentFpl: 200 }],
      ['Medicaid (AHCCCS) members only.', { insuranceAny: ['medicaid'] }],
      ['CHIP members only.', { insuranceAny: ['chip'] }],
      ['Must have private insurance.', { insuranceAny: ['private'] }],
      ['Debe tener Medicaid.', { insuranceAny: ['medicaid'] }],
      ['Self-referrals are not accepted.', { referralRequired: true }],
      ['Self-referral welcome.', { referralRequired: false }],
      ['Se requiere derivación.', { referralRequired: true }],
      ['No se requiere derivación.', { referralRequired: false }],
      ['Se requiere identificación.', { documents: ['photo-id'] }],
      ['ID requested but not required.', {}],
      [
        'Must be pregnant or have given birth within the last 12 months.',
        { populationsAny: ['pregnant', 'postpartum'] },
      ],
    ],
  ],
])('%s', (_, cases) => {
  it.each(cases)('%s', (text, fields, state) => {
    expect(read(text, state)).toEqual({ fields, unknown: [] })
  })
})

it('knows which of two places of one name is meant, where the text says the state', () => {
  const codes = (text: string, state?: string) =>
    extract(text, state ? { state } : {}).findings.flatMap((finding) =>
      finding.field === 'residence' ? placesOf(finding.value).map(({ code }) => code) : [],
    )
  expect(codes('Must live in the city of Independence, Missouri.')).toEqual(['city:MO:independence'])
  expect(codes('Must live in Kansas City, Kansas.', 'MO')).toEqual(['city:KS:kansas city'])
  // Its twin across the river is as near: nobody is ruled out by the name alone.
  expect(codes('Must live in Kansas City.', 'MO')).toEqual([undefined])
  expect(codes('Multnomah, Clackamas and Washington Counties residents', 'OR')).toEqual([
    'county:41051',
    'county:41005',
    'county:41067',
  ])
})

it.each([
  'People who are students from abroad.',
  'Parents.',
  'Homeowners only.',
  'Members only.',
  'Must not have children.',
  'Sex offenders cannot be admitted.',
  'Everyone is welcome except sex offenders.',
  'Minors are not accepted.',
  'Must not live in Oregon.',
  'No one except veterans is admitted.',
  'Closed to new clients.',
])('shows what no rule can say, and takes nothing else for it: %s', (text) => {
  const { fields, unknown } = read(text)
  expect(unknown).not.toEqual([])
  expect({ ...fields, openToAll: undefined }).toEqual({})
})

it.each([
  ['Veterans only. Spouses are also eligible.'],
  ['Adults 18 and older. Teens may also apply.'],
  ['Must be a veteran unless referred by a clinic.'],
])('rules nobody out where others are let in too: %s', (text) => {
  const extraction = extract(text)
  expect(extraction.findings.length).toBeGreaterThan(0)
  expect(fieldsOf(extraction, { sureOnly: true })).toEqual({})
})
