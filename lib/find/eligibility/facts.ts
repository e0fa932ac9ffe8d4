import { z } from 'zod'

/** BCP 47, in a form that can name a language; what cannot would fail wherever its name is looked up. */
export const languageTag = z
  .string()
  .min(2)
  .max(35)
  .refine(isLanguageTag, 'Write a language as a code, such as es or zh-Hant.')

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

/** What may be known of the person who needs help: the ids of data/eligibility/facts.csv and populations.csv. */
export const GENDERS = ['woman', 'man', 'nonbinary', 'another'] as const
export const INSURANCES = ['medicaid', 'medicare', 'private', 'tricare-va', 'chip', 'none'] as const
export const DOCUMENTS = [
  'photo-id',
  'proof-of-income',
  'proof-of-address',
  'ssn',
  'birth-certificate',
  'referral-letter',
  'insurance-card',
] as const
export const POPULATIONS = [
  'veteran',
  'military-family',
  'pregnant',
  'postpartum',
  'parent-of-minor',
  'caregiver',
  'unhoused',
  'at-risk-of-homelessness',
  'foster-youth',
  'student',
  'unemployed',
  'low-income',
  'reentry',
  'survivor-domestic-violence',
  'survivor-sexual-assault',
  'survivor-trafficking',
  'crime-victim',
  'immigrant',
  'refugee-asylee',
  'undocumented',
  'lgbtq',
  'transgender',
  'disability-physical',
  'disability-developmental',
  'deaf-hard-of-hearing',
  'blind-low-vision',
  'serious-mental-illness',
  'substance-use',
  'hiv-positive',
  'chronic-illness',
  'tribal-member',
  'farmworker',
  'homebound',
  'disaster-affected',
] as const

export function isPopulation(fact: string): fact is Population {
  return (POPULATIONS as readonly string[]).includes(fact)
}

export type Gender = (typeof GENDERS)[number]
export type Insurance = (typeof INSURANCES)[number]
export type DocumentKind = (typeof DOCUMENTS)[number]
export type Population = (typeof POPULATIONS)[number]

/** Where a person lives: any part may be unknown. County is FIPS (5 digits), state USPS (2 letters). */
export const residenceSchema = z.strictObject({
  postalCode: z
    .string()
    .regex(/^\d{5}$/, 'A ZIP code has five digits.')
    .optional(),
  city: z.string().min(1).max(100).optional(),
  county: z
    .string()
    .regex(/^\d{5}$/, 'A county is a FIPS code of five digits.')
    .optional(),
  state: z
    .string()
    .regex(/^[A-Z]{2}$/, 'A state is two capital letters.')
    .optional(),
})

/** Facts about one person. An absent key is *not known*, never *no*. */
export const personSchema = z.strictObject({
  age: z.int().min(0).max(120).optional(),
  householdSize: z.int().min(1).max(20).optional(),
  /** Gross household income, US dollars a month. */
  monthlyIncome: z.number().min(0).max(1_000_000).optional(),
  gender: z.enum(GENDERS).optional(),
  residence: residenceSchema.optional(),
  /** BCP 47, preferred first. */
  languages: z.array(languageTag).max(10).optional(),
  insurance: z.array(z.enum(INSURANCES)).optional(),
  /** Papers the person can show; an empty list means none. */
  documents: z.array(z.enum(DOCUMENTS)).optional(),
  populations: z.partialRecord(z.enum(POPULATIONS), z.boolean()).optional(),
})

export type Residence = z.infer<typeof residenceSchema>
export type Person = z.infer<typeof personSchema>

/** The name of a fact as reasons and questions give it: a fact id or a population id. */
export type FactId = Exclude<keyof Person, 'populations'> | Population
