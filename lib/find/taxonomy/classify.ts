import { codeKey, type Entry, type Field, LEXICON, type Lexicon, termKey } from './lexicon.ts'
import { findNeed } from './needs.ts'
import type { Match } from './phrases.ts'
import { STOP, tokenize } from './tokens.ts'

export type ServiceWords = {
  name: string
  description?: string | null
  alternateName?: string | null
  organizationName?: string | null
  programName?: string | null
  /** Taxonomy terms of the service. A code alone is kept as it is and read only where data/needs/terms.json knows it. */
  terms?: readonly { taxonomy?: string | null; code?: string | null; name: string }[]
  /** More prose about what it does, read like the description's later sentences. */
  extra?: string | null
}

export type Evidence = { from: Field | 'code'; words: string }

export type Classified = {
  /** An id of data/needs/needs.csv. */
  needId: string
  /** Above 0, at most 1; 1 when a taxonomy term means just this need. */
  certainty: number
  origin: 'term' | 'words'
  evidence: Evidence[]
}

const NEEDS_TAXONOMY = termKey('Handrail needs')
/** Prose beyond this says no more about what a service is. */
const LONGEST_PROSE = 1500
/** Words alone are never as sure as a term. */
const MOST_FROM_WORDS = 0.95

type Tally = { doubt: number; fromTerms: number; evidence: (Evidence & { weight: number })[] }

/** Which needs a service answers, most certain first, each with the words or terms that say so. Pure. */
export function classifyService(service: ServiceWords, lexicon: Lexicon = LEXICON): Classified[] {
  const tallies = new Map<string, Tally>()
  for (const term of service.terms ?? []) readTerm(term, lexicon, tallies)
  readProse(service, lexicon, tallies)
  const weighed = [...tallies]
    .map(([needId, tally]) => ({ needId, tally, certainty: certaintyOf(tally) }))
    .sort((a, b) => b.certainty - a.certainty || (a.needId < b.needId ? -1 : 1))
  return chosen(weighed, lexicon).map(({ needId, tally, certainty }) => ({
    needId,
    certainty: Math.round(certainty * 100) / 100,
    origin: tally.fromTerms >= lexicon.threshold ? 'term' : 'words',
    evidence: tally.evidence.sort((a, b) => b.weight - a.weight).map(({ from, words }) => ({ from, words })),
  }))
}

/** A service about one thing does not also do everything its description mentions; one about nothing clear gets its best guess. */
function chosen<T extends { certainty: number }>(weighed: readonly T[], lexicon: Lexicon): readonly T[] {
  const best = weighed[0]?.certainty ?? 0
  if (best < lexicon.threshold) return best >= lexicon.alone ? weighed.slice(0, 1) : []
  const { certain, beside } = lexicon.focus
  const enough = best >= certain ? beside : lexicon.threshold
  return weighed.filter(({ certainty }, rank) => rank === 0 || certainty >= enough)
}

function certaintyOf(tally: Tally): number {
  if (tally.fromTerms === 1) return 1
  return Math.min(MOST_FROM_WORDS, 1 - tally.doubt * (1 - tally.fromTerms))
}

function tallyOf(tallies: Map<string, Tally>, needId: string): Tally {
  let tally = tallies.get(needId)
  if (!tally) {
    tally = { doubt: 1, fromTerms: 0, evidence: [] }
    tallies.set(needId, tally)
  }
  return tally
}

function readTerm(
  term: NonNullable<ServiceWords['terms']>[number],
  lexicon: Lexicon,
  tallies: Map<string, Tally>,
): void {
  if (term.taxonomy && lexicon.asideTaxonomies.has(termKey(term.taxonomy))) return
  const byCode = term.code ? codeMeaning(term.taxonomy ?? '', term.code, lexicon) : undefined
  const key = termKey(term.name)
  if (!byCode && lexicon.asideNames.has(key)) return
  const means = byCode ?? lexicon.termsByName.get(key)
  if (means) {
    for (const [needId, certainty] of means) {
      const tally = tallyOf(tallies, needId)
      tally.fromTerms = Math.max(tally.fromTerms, certainty)
      tally.evidence.push({
        from: byCode ? 'code' : 'term',
        words: byCode && term.code ? term.code : term.name,
        weight: certainty,
      })
    }
    return
  }
  // A term nobody mapped is words like any other; a bare code has none.
  if (term.name && term.name !== term.code) readWords(term.name, 'term', lexicon, tallies)
}

/** A feed may state needs outright: our own ids as codes of the taxonomy "Handrail needs". */
function codeMeaning(
  taxonomy: string,
  code: string,
  lexicon: Lexicon,
): ReadonlyMap<string, number> | undefined {
  if (termKey(taxonomy) === NEEDS_TAXONOMY && findNeed(code)) return new Map([[code, 1]])
  return lexicon.termsByCode.get(codeKey(taxonomy, code))
}

function readProse(service: ServiceWords, lexicon: Lexicon, tallies: Map<string, Tally>): void {
  const strongest = new Map<string, Finding>()
  const read = (text: string | null | undefined, field: Field) => {
    if (text) collect(text, field, lexicon, strongest)
  }
  read(service.name, 'name')
  read(service.alternateName, 'name')
  read(service.programName, 'program')
  read(service.organizationName, 'organization')
  read(service.description?.slice(0, LONGEST_PROSE), 'opening')
  read(service.extra?.slice(0, LONGEST_PROSE), 'description')
  add(strongest, tallies)
}

function readWords(text: string, field: Field, lexicon: Lexicon, tallies: Map<string, Tally>): void {
  const strongest = new Map<string, Finding>()
  collect(text, field, lexicon, strongest)
  add(strongest, tallies)
}

type Finding = { needId: string; weight: number; field: Field; words: string }

/** The same phrase said twice, or two phrases on the same words, are no more certain than one: the strongest counts. */
function collect(text: string, field: Field, lexicon: Lexicon, strongest: Map<string, Finding>): void {
  const tokens = tokenize(text, lexicon.aliases)
  const openingEnds = field === 'opening' ? firstSentenceEnd(tokens) : 0
  const judged = withoutCovered(lexicon.book.find(tokens), tokens)
  for (const match of judged) {
    if (field === 'opening' && match.start >= openingEnds) match.field = 'description'
    else match.field = field
    const bare = lexicon.weights[match.field][match.entry.strength]
    match.weight = Math.min(MOST_FROM_WORDS, bare * match.factor)
  }
  judged.sort(strongestFirst)
  const taken = new Map<string, Judged[]>()
  for (const match of judged) {
    const { entry, weight } = match
    const sameNeed = taken.get(entry.needId)
    if (weight <= 0 || (sameNeed && overlapsAny(match, sameNeed))) continue
    if (sameNeed) sameNeed.push(match)
    else taken.set(entry.needId, [match])
    if ((strongest.get(entry.key)?.weight ?? 0) >= weight) continue
    const words = tokens.slice(match.start, match.end).join(' ')
    strongest.set(entry.key, { needId: entry.needId, weight, field: match.field, words })
  }
}

function strongestFirst(a: Judged, b: Judged): number {
  return b.weight - a.weight || b.end - b.start - (a.end - a.start)
}

function overlapsAny({ start, end }: Judged, others: readonly Judged[]): boolean {
  for (const other of others) if (other.start < end && start < other.end) return true
  return false
}

function add(strongest: Map<string, Finding>, tallies: Map<string, Tally>): void {
  for (const { needId, weight, field, words } of strongest.values()) {
    const tally = tallyOf(tallies, needId)
    tally.doubt *= 1 - weight
    tally.evidence.push({ from: field, words, weight })
  }
}

/** The end of the first sentence that has enough words to say something. */
function firstSentenceEnd(tokens: readonly string[]): number {
  for (let at = 0; at < tokens.length; at++) if (tokens[at] === STOP && at >= 6) return at
  return tokens.length
}

type Judged = {
  start: number
  end: number
  entry: Extract<Entry, { kind: 'need' }>
  factor: number
  field: Field
  weight: number
}

/**
 * A longer phrase hides a shorter one inside it: "pet food pantry" is no food pantry, "domestic violence shelter"
 * no shelter for everybody. Cues ("does not offer", "referrals to") weaken what they reach, or strengthen it.
 */
function withoutCovered(matches: readonly Match<Entry>[], tokens: readonly string[]): Judged[] {
  const cues = matches.filter((match) => match.value.kind === 'cue')
  const isCovered = coveredBy(matches)
  const judged: Judged[] = []
  for (const match of matches) {
    const { start, end, value: entry } = match
    if (entry.kind !== 'need' || isCovered(match)) continue
    judged.push({ start, end, entry, factor: factorOf(match, cues, tokens), field: 'description', weight: 0 })
  }
  return judged
}

/**
 * Whether a longer unbroken phrase holds these words, or, for a phrase with a gap, two of its first: "behavioral
 * health services for adults" says nothing of "health ~ adults". One pass: matches come in the order of their start.
 */
function coveredBy(matches: readonly Match<Entry>[]): (match: Match<Entry>) => boolean {
  const furthestFrom = new Map<number, number>()
  for (const { start, end, literal, value } of matches) {
    if (literal && value.kind !== 'cue') furthestFrom.set(start, Math.max(furthestFrom.get(start) ?? 0, end))
  }
  let furthestBefore = 0
  let at = -1
  return ({ start, end, literal }) => {
    for (; at < start; at++) furthestBefore = Math.max(furthestBefore, furthestFrom.get(at) ?? 0)
    if (!literal && furthestBefore >= start + 2) return true
    return furthestBefore >= end || (furthestFrom.get(start) ?? 0) > end
  }
}

function factorOf(match: Match<Entry>, cues: readonly Match<Entry>[], tokens: readonly string[]): number {
  let weaker = 1
  let stronger = 1
  for (const { start, end, value } of cues) {
    if (value.kind !== 'cue') continue
    const { side, reach, factor } = value.cue
    const [from, to] = side === 'after' ? [end, match.start] : [match.end, start]
    if (to < from || to - from >= reach) continue
    if (factor > 1) stronger = Math.max(stronger, factor)
    else if (factor < weaker && !tokens.slice(from, to).includes(STOP)) weaker = factor
  }
  return weaker * stronger
}
