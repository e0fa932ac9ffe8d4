import type { DocumentKind, Gender, Insurance, Population } from './facts.ts'
import type { Condition, ResidencePlace } from './model.ts'

/**
 * Where somebody must live, as prose says it: one of a state (USPS), a county (FIPS), ZIP codes, or names joined by "; ".
 * `codes`: the area codes of those names in their order, null where one is not certain; the flat form does without.
 */
export type ResidenceField = {
  state?: string
  county?: string
  postalCodes?: string[]
  text?: string
  codes?: (string | null)[]
}

/** Eligibility prose as flat fields, the form of `npm run extract`. An absent field means that the text asks nothing there. */
export type ExtractedFields = {
  minAge?: number
  maxAge?: number
  maxIncomePercentFpl?: number
  gender?: Gender
  /** One of these must hold. */
  populationsAny?: Population[]
  /** Each of these must hold. */
  populationsAll?: Population[]
  populationsExcluded?: Population[]
  residence?: ResidenceField
  /** true: must be referred; false: the text says one need not be. */
  referralRequired?: boolean
  /** true: the text says anyone may come. */
  openToAll?: boolean
  insuranceAny?: Insurance[]
  documents?: DocumentKind[]
}

type FindingOf<Field extends string, Value> = { field: Field; value: Value; sure: boolean; words: string }

/** One thing read in the prose. `sure`: certain enough to rule a service out. `words`: the clause it was read in. */
export type Finding =
  | FindingOf<'minAge' | 'maxAge' | 'maxIncomePercentFpl', number>
  | FindingOf<'gender', Gender>
  /** One clause: any of these groups. Several findings must all hold. */
  | FindingOf<'populations', Population[]>
  | FindingOf<'populationsExcluded', Population>
  | FindingOf<'residence', ResidenceField>
  | FindingOf<'referralRequired' | 'openToAll', boolean>
  | FindingOf<'insuranceAny', Insurance[]>
  | FindingOf<'documents', DocumentKind[]>
  /** What the flat form has no field for: dollar limits, area medians, alternatives between different facts. */
  | FindingOf<'condition', Condition>

/** A text read whole: every clause stands in a finding, in `noCondition` or in `unknown`. */
export type Extraction = { findings: Finding[]; noCondition: string[]; unknown: string[] }

/** The flat form of what was found; with `sureOnly` the part that may rule a service out. */
export function fieldsOf({ findings }: Extraction, { sureOnly }: { sureOnly: boolean }): ExtractedFields {
  const fields: ExtractedFields = {}
  const clauses: Population[][] = []
  for (const finding of findings) {
    if (sureOnly && !finding.sure) continue
    switch (finding.field) {
      case 'populations':
        clauses.push(finding.value)
        break
      case 'populationsExcluded':
        fields.populationsExcluded = [...(fields.populationsExcluded ?? []), finding.value]
        break
      case 'condition':
        break
      case 'residence':
        fields.residence = coded(finding.value)
        break
      default:
        Object.assign(fields, { [finding.field]: finding.value })
    }
  }
  return withPopulations(fields, clauses)
}

/** The flat form has room for one list of alternatives; single groups go to `populationsAll` beside it. */
function withPopulations(fields: ExtractedFields, clauses: Population[][]): ExtractedFields {
  const alternatives = clauses.find((clause) => clause.length > 1)
  const single = clauses.filter((clause) => clause.length === 1).flat()
  if (alternatives) fields.populationsAny = alternatives
  if (!alternatives && single.length === 1) fields.populationsAny = single
  else if (single.length > 0) fields.populationsAll = single
  return fields
}

/** The code alone where there is one: the name beside it only serves to show it. */
function coded({ state, county, postalCodes, text }: ResidenceField): ResidenceField {
  if (postalCodes) return { postalCodes }
  if (county) return { county }
  return state ? { state } : { text: text ?? '' }
}

/** The places of a rule of residence. */
export function placesOf({ state, county, postalCodes, text, codes = [] }: ResidenceField): ResidencePlace[] {
  if (postalCodes) return postalCodes.map((zip) => ({ name: zip, code: `zip:${zip}` }))
  if (county) return [{ name: text ?? county, code: `county:${county}` }]
  if (state) return [{ name: text ?? state, code: `state:${state}` }]
  return (text ?? '').split('; ').map((name, at) => ({ name, ...(codes[at] && { code: codes[at] }) }))
}
