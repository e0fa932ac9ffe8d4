import type { Extraction, Finding, ResidenceField } from '../extraction.ts'
import type { Condition } from '../model.ts'
import { accountFor, type StatedAges } from './account.ts'
import type { Excluded } from './excluded.ts'
import { outerAges, outerGender, outerGroups, type Statement } from './outer.ts'
import type { Reading } from './read-clause.ts'

export type ReadSection = { program: boolean; readings: Reading[] }

type Drafts = Finding[]

/** What must hold for everybody: the common part, and of several programs the outer limits. */
export function outerOf(sections: ReadSection[]): Drafts {
  const common = sections.filter(({ program }) => !program).flatMap(({ readings }) => readings)
  const programs = sections.filter(({ program }) => program).map(({ readings }) => readings)
  const bullets = common.filter(
    ({ clause, statement, anyone }) => clause.bullet && (statement?.described || anyone),
  )
  const lists =
    bullets.length > 1 ||
    (bullets.length === 1 &&
      common.some(
        (one) =>
          one.clause.bullet &&
          one !== bullets[0] &&
          one.statement &&
          !one.statement.must &&
          !one.statement.described,
      ))
      ? common.filter(({ clause }) => clause.bullet).map((reading) => [reading])
      : plainList(common)
  const listed = new Set(lists.flat())
  const rest = common.filter((reading) => !listed.has(reading))
  const openProgram = programs.some((readings) => readings.some(({ anyone }) => anyone))
  const parts = [...programs, ...lists].filter((readings) => readings.some(saysWho))
  const only = parts.length === 1 && !rest.some(saysWho) ? parts[0] : undefined
  if (parts.length === 0 || (only && !openProgram)) return draftsOf([...rest, ...(only ?? [])])
  const shared = openProgram ? rest.filter(({ statement }) => !statement || statement.must) : rest
  // One program beside people it does not speak of: its conditions are not everybody's.
  if (parts.length === 1) return draftsOf(shared)
  const [first, ...others] = parts.map((readings) => draftsOf(readings))
  return [...draftsOf(shared), ...(first ?? []).flatMap((draft) => widest(draft, others))]
}

/** Who is said to be eligible may come; where several are, none of them need be the other. */
const ELIGIBLE = /\b(?:shall be|will be|are|is) (?:also |automatically )?eligible\b/

/** "a youth …", "a person with …", one a line, or several that "are eligible": a list of which one must be true. */
function plainList(readings: Reading[]): Reading[][] {
  const lines = readings.filter(({ clause }) =>
    /^(?:an? |living|in jail|homeless|survivors?|victims?|immigrants?|low-income)/.test(clause.words),
  )
  const sufficient = readings.filter(({ clause, statement }) => statement && ELIGIBLE.test(clause.text))
  if (sufficient.length > 1) return sufficient.map((reading) => [reading])
  const several = new Set(lines.map(({ clause }) => clause.line)).size > 1
  return several && lines.length === readings.length ? lines.map((reading) => [reading]) : []
}

function saysWho({ statement, anyone, residence, income, referral }: Reading): boolean {
  return (
    statement !== undefined ||
    anyone ||
    residence !== undefined ||
    income.length > 0 ||
    referral !== undefined
  )
}

/** The finding as far as every other program says it too. */
function widest(draft: Finding, others: Drafts[]): Finding[] {
  const twins = others.map((drafts) => drafts.filter(({ field }) => field === draft.field))
  if (draft.field === 'openToAll' || twins.some((same) => same.length === 0)) return []
  if (draft.field === 'minAge' || draft.field === 'maxIncomePercentFpl' || draft.field === 'maxAge') {
    const values = [draft, ...twins.flat()].map(({ value }) => Number(value))
    return [{ ...draft, value: draft.field === 'minAge' ? Math.min(...values) : Math.max(...values) }]
  }
  const agree = twins.every((same) =>
    same.some(({ value }) => JSON.stringify(value) === JSON.stringify(draft.value)),
  )
  return agree ? [draft] : []
}

/** The findings of clauses that hold together. */
function draftsOf(readings: Reading[]): Drafts {
  const drafts: Drafts = []
  const live = readings.filter(({ guard }) => guard === undefined)
  const anyoneToo = live.some(({ anyone }) => anyone)
  const spoken = live.filter(
    (reading): reading is Reading & { statement: Statement } =>
      reading.statement !== undefined && (!anyoneToo || reading.statement.must),
  )
  const statements = spoken.map(({ statement }) => statement)
  const words = (picked: (statement: Statement) => boolean) =>
    [...new Set(spoken.filter(({ statement }) => picked(statement)).map(({ clause }) => clause.words))].join(
      ' / ',
    )
  const inProse = (picked: (statement: Statement) => boolean) =>
    spoken.filter(({ statement }) => picked(statement)).some(({ statement }) => statement.described)

  const { min, max, implied } = outerAges(statements)
  const isAged = ({ alternatives }: Statement) =>
    implied
      ? alternatives.some(({ ageClass }) => ageClass === 'adult')
      : alternatives.some(({ ages }) => ages.length > 0)
  const ageSure = !inProse(isAged) && !(implied && spoken.length > 1)
  if (min !== undefined) drafts.push({ field: 'minAge', value: min, sure: ageSure, words: words(isAged) })
  if (max !== undefined) drafts.push({ field: 'maxAge', value: max, sure: ageSure, words: words(isAged) })

  const gender = outerGender(statements)
  const isGendered = ({ alternatives }: Statement) => alternatives.some((one) => one.gender !== undefined)
  if (gender)
    drafts.push({ field: 'gender', value: gender, sure: !inProse(isGendered), words: words(isGendered) })

  for (const value of outerGroups(statements)) {
    const names = ({ alternatives }: Statement) =>
      alternatives.some(({ groups }) => groups.flat().some((id) => value.includes(id)))
    drafts.push({
      field: 'populations',
      value,
      sure: !inProse(names) && spoken.length === 1,
      words: words(names),
    })
  }
  const taken = live.filter(({ doubtful }) => doubtful).map(({ clause }) => clause.words)
  const about = readings.some(({ widens }) => widens)
    ? drafts.map((draft) => ({ ...draft, sure: false }))
    : drafts
  return [...about, ...besides(live, readings)].map((draft) =>
    taken.some((clause) => draft.words.includes(clause)) ? { ...draft, sure: false } : draft,
  )
}

/** What does not depend on who is spoken of. */
function besides(live: Reading[], all: Reading[]): Drafts {
  const drafts: Drafts = []
  for (const { clause, excluded: out, statement } of live) {
    // "* Women who are not pregnant": one line of people among others, not what holds for all of them.
    if (clause.bullet && namesPeople(statement) && live.length > 1 && !DENIES.test(clause.text)) continue
    for (const one of out) drafts.push(...excludingDraft(one, clause.words))
  }
  const percents = live.flatMap(({ clause, income }) =>
    income.map((mention) => ({ mention, words: clause.words })),
  )
  const poverty = percents.flatMap(({ mention, words }) =>
    'percentFpl' in mention ? [{ value: mention.percentFpl, words }] : [],
  )
  const highest = poverty.sort((a, b) => b.value - a.value)[0]
  if (highest) drafts.push({ field: 'maxIncomePercentFpl', sure: true, ...highest })
  for (const { mention, words } of percents) {
    if ('condition' in mention)
      drafts.push({ field: 'condition', value: mention.condition, sure: false, words })
  }
  const residence = oneResidence(live)
  if (residence) drafts.push(residence)
  const referrals = all.filter(({ referral }) => referral !== undefined)
  const required = new Set(referrals.map(({ referral }) => referral))
  const [first] = referrals
  if (first && required.size === 1) {
    drafts.push({
      field: 'referralRequired',
      value: first.referral === true,
      sure: true,
      words: first.clause.words,
    })
  }
  for (const field of ['documents', 'insurance'] as const) {
    const asking = live.filter((reading) => reading[field].length > 0)
    const words = asking.map(({ clause }) => clause.words).join(' / ')
    if (asking.length === 0) continue
    if (field === 'documents')
      drafts.push({
        field,
        value: [...new Set(asking.flatMap(({ documents }) => documents))],
        sure: true,
        words,
      })
    else
      drafts.push({
        field: 'insuranceAny',
        value: [...new Set(asking.flatMap(({ insurance }) => insurance))],
        sure: asking.length === 1,
        words,
      })
  }
  const anyone = live.find((reading) => reading.anyone)
  if (anyone) drafts.push({ field: 'openToAll', value: true, sure: true, words: anyone.clause.words })
  return drafts
}

/** What is left when somebody is shut out; an income is taken together with the other limits of it. */
function excludingDraft(excluded: Excluded, words: string): Drafts {
  const { sure } = excluded
  if ('population' in excluded)
    return [{ field: 'populationsExcluded', value: excluded.population, sure, words }]
  if ('min' in excluded) return [{ field: 'minAge', value: excluded.min, sure, words }]
  if ('max' in excluded) return [{ field: 'maxAge', value: excluded.max, sure, words }]
  if ('percentFpl' in excluded)
    return [{ field: 'maxIncomePercentFpl', value: excluded.percentFpl, sure, words }]
  if ('insurance' in excluded) return [{ field: 'insuranceAny', value: excluded.insurance, sure, words }]
  return [{ field: 'condition', value: { not: excluded.condition }, sure, words }]
}

const DENIES = /^\W*(?:no|not|must not|cannot|can't|does not|do not|excludes?|excluding)\b/

/** Whether the statement names people of its own, other than "residents". */
function namesPeople(statement: Statement | undefined): boolean {
  return (
    statement !== undefined &&
    !statement.must &&
    statement.alternatives.some(({ head }) => head !== '' && !/^residents?$/.test(head))
  )
}

/** Whether other lines of the same list name people too. */
function otherLines(live: Reading[], clause: Reading['clause']): boolean {
  return live.some((one) => one.clause !== clause && one.clause.bullet && namesPeople(one.statement))
}

/** Who goes to school or works in the same place may come too, or the public of another place. */
function isOtherWayIn({ clause }: Reading, phrase: string): boolean {
  if (/^\W*open to (?:the )?(?:general )?public (?:from|in|living|of)\b/.test(clause.text)) return true
  if (!/\b(?:attend\w*|go(?:es)? to|enrolled|work(?:s|ing)?)\b/.test(clause.text)) return false
  return (phrase.match(/[A-Z][\p{L}-]{3,}/gu) ?? []).some(
    (name) => !/^(?:City|County|Must|Residents?|Town|Village)$/.test(name) && clause.words.includes(name),
  )
}

/** What takes a limit of residence back. */
const LIVES_ANYWHERE =
  /regardless of (?:\w+ )?(?:address|residen|where)|\bmay (?:also )?(?:accept|serve|help)\b[^.;]*\b(?:other|outside|neighboring)\b/

function oneResidence(live: Reading[]): Finding | undefined {
  const places = live.filter((reading) => reading.residence !== undefined)
  const [first] = places
  if (
    !first?.residence ||
    (first.clause.bullet && namesPeople(first.statement) && otherLines(live, first.clause)) ||
    live.some((other) => other !== first && isOtherWayIn(other, first.residence?.phrase ?? '')) ||
    live.some(({ clause }) => LIVES_ANYWHERE.test(clause.text))
  )
    return undefined
  const key = (value: ResidenceField) =>
    value.county ?? value.state ?? value.postalCodes?.join() ?? value.text
  const value = first.residence.value
  if (places.some(({ residence }) => residence && key(residence.value) !== key(value))) return undefined
  return { field: 'residence', value, sure: true, words: first.clause.words }
}

/** The findings that stand, and what became of every clause. */
export function combine(drafts: Drafts, readings: Reading[], stated: StatedAges = {}): Extraction {
  const narrowing = drafts.some(({ field }) =>
    ['minAge', 'maxAge', 'gender', 'populations', 'residence', 'maxIncomePercentFpl'].includes(field),
  )
  const percent = drafts.some(({ field }) => field === 'maxIncomePercentFpl')
  const findings = drafts
    .filter(({ field }) => !(field === 'openToAll' && narrowing))
    // A table beside a percentage is what the percentage came to in some year.
    .filter((draft) => !(percent && draft.field === 'condition' && isTable(draft.value)))
    .flatMap((draft) => (draft.field === 'populations' && percent ? withoutLowIncome(draft) : [draft]))
  return { findings, ...accountFor(readings, findings, stated) }
}

function isTable(condition: Condition): boolean {
  return (
    'fact' in condition &&
    condition.fact === 'income' &&
    'dollars' in condition &&
    condition.dollars.length > 1
  )
}

/** A percentage says what low income means. */
function withoutLowIncome(draft: Finding & { field: 'populations' }): Finding[] {
  const value = draft.value.filter((id) => id !== 'low-income')
  return value.length === draft.value.length
    ? [draft]
    : value.length > 0 && draft.value.length === 1
      ? [{ ...draft, value }]
      : []
}
