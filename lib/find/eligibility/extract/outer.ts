import type { Gender, Population } from '../facts.ts'
import type { Alternative } from './alternatives.ts'

/** The people a statement speaks of, and how the statement stands among the others. */
export type Statement = {
  alternatives: Alternative[]
  /** "must be": holds beside the other statements. Otherwise it names people, as the other lines of a list do. */
  must: boolean
  /** It says "must" in words. */
  explicit: boolean
  /** Its ages admit exceptions, or are taken back: no limit of age holds for everybody. */
  open: boolean
  /** Read in running prose about the service: what it does not name, it does not deny. */
  described: boolean
}

type Limits = { min?: number; max?: number }

/** What holds for everybody a text speaks of: the outer limits. */
export function outerAges(statements: Statement[]): Limits & { implied?: true } {
  if (statements.some(({ open }) => open)) return {}
  const all = statements.flatMap(({ alternatives }) => alternatives)
  const aged = all.filter(({ ages }) => ages.length > 0)
  if (aged.length === 0) return adultsAlone(statements)
  const spans = aged.flatMap(({ ages }) => ages)
  const limits: Limits = oneSided(statements) ?? {}
  if (limits.min === undefined && limits.max === undefined) {
    if (spans.every(({ min }) => min !== undefined)) limits.min = Math.min(...spans.map(({ min = 0 }) => min))
    if (spans.every(({ max }) => max !== undefined)) limits.max = Math.max(...spans.map(({ max = 0 }) => max))
  }
  for (const statement of statements) {
    const own = statement.alternatives.some(({ ages }) => ages.length > 0)
    const lists = !statement.must && aged.every(({ head }) => head !== '')
    for (const other of statement.alternatives) {
      if (other.ages.length > 0) continue
      // Beside people with an age, others without one: "seniors 60 and older and persons with disabilities".
      if (own && (other.head !== '' || other.other || isOtherGroup(other, aged))) return {}
      if (lists && isOtherGroup(other, aged)) return {}
      const again = aged.some(({ head }) => head === other.head)
      if (!(statement.described || statement.must || again)) dropDenied(limits, other)
    }
  }
  return limits
}

/** "60 and older, or a caregiver": a group beside an age that is not asked of it. */
function isOtherGroup({ groups, leading }: Alternative, aged: Alternative[]): boolean {
  return (
    groups.length > 0 &&
    !leading &&
    aged.every((one) => JSON.stringify(one.groups) !== JSON.stringify(groups))
  )
}

/** "Must be over 18. Must be under 25.": one limit from each. */
function oneSided(statements: Statement[]): Limits | undefined {
  const bounds = statements
    .filter(({ explicit }) => explicit)
    .flatMap(({ alternatives }) => alternatives.flatMap(({ ages }) => ages))
  const aged = statements.flatMap(({ alternatives }) => alternatives.flatMap(({ ages }) => ages))
  if (bounds.length !== 2 || aged.length !== 2) return undefined
  const low = bounds.find(({ min, max }) => min !== undefined && max === undefined)
  const high = bounds.find(({ min, max }) => max !== undefined && min === undefined)
  return low?.min !== undefined && high?.max !== undefined && low.min <= high.max
    ? { min: low.min, max: high.max }
    : undefined
}

/** People without an age beside people with one: a limit that they would break is none. */
function dropDenied(limits: Limits, { ageClass, head, gender }: Alternative): void {
  const { min = 0, max = 200 } = limits
  const young = ageClass === 'child' || ageClass === 'youth'
  if ((ageClass === 'child' && min >= 6) || (young && min >= 18)) delete limits.min
  const anyAge = /^(?:any|every|famil|public|all$|household|parent|communit|everyone)/.test(head)
  if (anyAge) delete limits.min
  const grown = ageClass === 'adult' || ageClass === 'senior' || anyAge || (gender !== undefined && !young)
  if (grown && (max < 25 || anyAge || (ageClass === 'senior' && max < 90))) delete limits.max
}

/** Adults alone are 18 and over; beside anybody else the word says nothing. */
function adultsAlone(statements: Statement[]): Limits & { implied?: true } {
  if (statements.some(({ described }) => described)) return {}
  const heads = statements.flatMap(({ alternatives }) => alternatives)
  const adults = heads.some(({ ageClass }) => ageClass === 'adult')
  const only = heads.every(
    ({ ageClass, head, other }) =>
      ageClass === 'adult' ||
      (!other &&
        (ageClass === 'senior' ||
          ageClass === undefined ||
          (ageClass === 'any' &&
            /^(?:m[ae]n|wom[ae]n|individuals?|persons?|people|veterans?|clients?|patients?|participants?|applicants?|residents?|citizens?|)$/.test(
              head,
            )))),
  )
  return adults && only ? { min: 18, implied: true } : {}
}

const ONE_OF_THEM = /^(?:patient|client|participant|applicant|resident|member)$/

/** The gender everybody has, if there is one. */
export function outerGender(statements: Statement[]): Gender | undefined {
  const heads = statements
    .filter(({ must }) => !must)
    .concat(statements.filter(({ must, alternatives }) => must && alternatives.some(({ gender }) => gender)))
    .flatMap(({ alternatives }) => alternatives)
    .filter(({ head, groups, gender }) => head !== '' || groups.length > 0 || gender !== undefined)
    // "A patient may come twice" speaks of the same people again.
    .filter(
      ({ head, groups, other }, index) =>
        index === 0 || !ONE_OF_THEM.test(head) || groups.length > 0 || other,
    )
  const [first] = heads
  if (!first?.gender || heads.some(({ gender, other }) => gender !== first.gender || other)) return undefined
  const motherhood = heads.some(({ groups }) =>
    groups.flat().some((id) => id === 'pregnant' || id === 'postpartum'),
  )
  return motherhood ? undefined : first.gender
}

/** The groups everybody belongs to: clauses that must all hold, each a list of which one must. */
export function outerGroups(statements: Statement[]): Population[][] {
  const perStatement = statements.map((statement) => ({
    ...statement,
    clauses: clausesOf(statement.alternatives),
  }))
  const must = perStatement.filter((statement) => statement.must).flatMap(({ clauses }) => clauses ?? [])
  const named = perStatement.filter(({ must: is, alternatives }) => !is && alternatives.length > 0)
  const lines = (described: boolean) =>
    named.filter((one) => one.described === described).map(({ clauses }) => clauses ?? [])
  return distinct([
    ...must,
    ...acrossLines(lines(false)),
    ...acrossLines(lines(true).filter((clauses) => clauses.length > 0)),
  ])
}

/** What several lines of people have in common; where each has one clause, somebody of any line. */
function acrossLines(lines: Population[][][]): Population[][] {
  const [first, ...rest] = lines
  if (!first) return []
  if (rest.length === 0) return first
  const common = first.filter((clause) => rest.every((line) => line.some((other) => same(clause, other))))
  if (common.length > 0) return common
  return lines.every((line) => line.length === 1) ? [[...new Set(lines.flat(2))]] : []
}

function clausesOf(alternatives: Alternative[]): Population[][] | undefined {
  if (alternatives.some(({ other }) => other)) return undefined
  const own = alternatives.map(({ groups }) => groups.map((clause) => [...new Set(clause)]))
  return acrossLines(
    own.map((clauses) => clauses.filter((one, at) => clauses.findIndex((other) => same(one, other)) === at)),
  )
}

function same(one: Population[], other: Population[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id))
}

/** "Survivors of partner violence or trafficking who flee abuse": the wider clause is the one that is certain. */
function isPart(clause: Population[], other: Population[]): boolean {
  return clause.length < other.length && clause.every((id) => other.includes(id))
}

function distinct(clauses: Population[][]): Population[][] {
  return clauses.filter(
    (clause, index) =>
      clause.length > 0 &&
      clauses.findIndex((other) => same(other, clause)) === index &&
      !clauses.some((other) => isPart(clause, other)),
  )
}
