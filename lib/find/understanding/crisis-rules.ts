import type { Findings } from './findings.ts'
import { CRISIS_KINDS, type CrisisKind, type CrisisStrength } from './model.ts'
import type { Token } from './normalise.ts'
import type { Found, Reading } from './steps.ts'

/**
 * The crisis a text tells of, or null. How much each phrase says is told in `CRISIS_STRENGTHS`. Of several kinds an
 * overdose that much of the text tells of is acted on first, then what is certain, then what most words speak for.
 */
export function crisisOf(findings: Findings, readings: readonly Reading[]): CrisisKind | null {
  const shown = findings.crises.filter((found) => strengthOf(found) === 'certain' || !yields(found, readings))
  const plain = shown.filter((found) => strengthOf(found) !== 'hint')
  const telling = plain.length > 0 ? plain : hinted(shown, findings.needs)
  const told = CRISIS_KINDS.map((kind, order) => {
    const own = telling.filter((found) => kindOf(found) === kind)
    const certain = own.some((found) => strengthOf(found) === 'certain')
    return { kind, order, certain, words: new Set(own.flatMap(({ used }) => used)).size }
  }).filter(({ words }) => words > 0)
  // Signs of an overdose are those of other emergencies too: they do not speak against it.
  const most = Math.max(...told.map(({ kind, words }) => (kind === 'medical' ? 0 : words)))
  const rank = ({ kind, certain, words }: (typeof told)[number]): number =>
    kind === 'overdose' && (words === most || told.some((each) => each.certain)) ? 2 : certain ? 1 : 0
  const [first] = told.sort(
    (a, b) => rank(b) - rank(a) || (rank(a) === 0 ? b.words - a.words : 0) || a.order - b.order,
  )
  return first?.kind ?? null
}

/** What helps in a crisis, before anything else the text asks for. */
export const CRISIS_NEEDS: Record<CrisisKind, readonly string[]> = {
  suicide: ['mental.crisis-line', 'mental.mobile-crisis', 'mental.crisis-stabilization'],
  overdose: [],
  medical: [],
  violence: ['safety.domestic-violence'],
  'child-danger': ['safety.child-abuse'],
}

/** Classes of the lexicon that say a likely phrase is not about a crisis now. */
const NOT_ABOUT_ONE = 'topic'
const PAST = ['long-ago', 'over', 'bereaved']
/** Last month's stroke is past; last month's threat is not. */
const RECENT = 'recent'
const RECENT_IS_PAST: ReadonlySet<CrisisKind> = new Set(['medical', 'overdose'])
const NOW = 'now'

function yields(found: Found, readings: readonly Reading[]): boolean {
  const past = RECENT_IS_PAST.has(kindOf(found)) ? [...PAST, RECENT] : PAST
  const [first = found.start] = found.used
  const { clause: own, sentence = 0 } = found.reading.tokens[first] ?? {}
  const stands = (name: string, where: (token: Token) => boolean): boolean =>
    readings.some(({ classes, tokens }) =>
      [...(classes.get(name)?.keys() ?? [])].some((at) => where(tokens[at] as Token)),
    )
  const beside = (token: Token): boolean => Math.abs(token.sentence - sentence) <= 1
  if (stands(NOT_ABOUT_ONE, beside)) return true
  // "We moved here years ago. He is choking me": what is said before of other times does not say when this was.
  const sinceThen = (token: Token): boolean => token.sentence === sentence || token.sentence === sentence + 1
  return past.some((name) => stands(name, sinceThen)) && !stands(NOW, ({ clause }) => clause === own)
}

/** Hints that stand beside a different one of their kind, or in a text that asks for nothing practical. */
function hinted(shown: readonly Found[], needs: readonly Found[]): Found[] {
  const hints = shown.filter((found) => strengthOf(found) === 'hint')
  return hints.filter((hint) => {
    const second = hints.some(
      (other) => kindOf(other) === kindOf(hint) && !other.used.some((token) => hint.used.includes(token)),
    )
    return second || !needs.some((need) => isPractical(need, hint))
  })
}

/** A need that somebody in despair or danger would not write in the same breath: at most sixty words away. */
const SAME_BREATH = 60
function isPractical({ rule: { meaning }, start, used, reading }: Found, hint: Found): boolean {
  if (Math.abs(start - hint.start) > SAME_BREATH) return false
  if (meaning.kind !== 'need' || meaning.strength === 'weak' || /^(mental|safety)\./.test(meaning.need))
    return false
  return reading !== hint.reading || used.some((token) => !hint.used.includes(token))
}

function strengthOf({ rule }: Found): CrisisStrength | null {
  return rule.meaning.kind === 'crisis' ? rule.meaning.strength : null
}

function kindOf({ rule }: Found): CrisisKind {
  if (rule.meaning.kind === 'crisis' && rule.meaning.crisis !== '-') return rule.meaning.crisis
  throw new Error(`The phrase "${rule.pattern.source}" names no kind of crisis.`)
}
