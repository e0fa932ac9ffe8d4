import type { Findings } from './findings.ts'
import { CRISIS_KINDS, type CrisisKind, type CrisisStrength } from './model.ts'
import type { Token } from './normalise.ts'
import type { Found, Reading } from './steps.ts'
import { weigh } from './weighing.ts'

/** From how probable on a crisis is noticed that no phrase says, and one that a phrase only hints at. */
const ENOUGH = 0.6
const ENOUGH_HINTED = 0.5
/** One of many stretches of a long text is alarming by chance sooner. */
const ENOUGH_LONG = 0.9
/** From here on the ideas decide which kind of crisis it is, whatever a phrase says. */
const OTHER_KIND = 0.7
/** Below this a single phrase speaks of a crisis, and all else against it. */
const CALM = 0.1

/** `twice`: by two phrases that share no word. */
type Said = { kind: CrisisKind; certain: boolean; twice: boolean }

/**
 * The crisis a text tells of, or null. What is said for certain stands; other phrases are heard together with what all
 * ideas of the text weigh, which also notices what no phrase of the lexicon says.
 */
export function crisisOf(findings: Findings, readings: readonly Reading[]): CrisisKind | null {
  const said = crisisSaid(findings, readings)
  if (said?.certain) return said.kind
  const { weighed, stretches } = weigh(readings, findings.figures)
  const most = Math.max(...weighed)
  const heaviest = CRISIS_KINDS[weighed.indexOf(most)] ?? null
  const whole = weighed.reduce((sum, each) => sum + each, 0)
  if (said === null) return whole >= enough(findings.crises, stretches) ? heaviest : null
  if (whole < CALM && !said.twice) return null
  return most >= OTHER_KIND ? heaviest : said.kind
}

function enough(found: readonly Found[], stretches: number): number {
  if (found.length > 0 && found.every((each) => strengthOf(each) === 'hint')) return ENOUGH_HINTED
  return stretches > 1 ? ENOUGH_LONG : ENOUGH
}

/**
 * The crisis that phrases say, or null. How much each phrase says is told in `CRISIS_STRENGTHS`. Of several kinds an
 * overdose that much of the text tells of is acted on first, then what is certain, then what most words speak for.
 */
function crisisSaid(findings: Findings, readings: readonly Reading[]): Said | null {
  const shown = findings.crises.filter((found) => strengthOf(found) === 'certain' || !yields(found, readings))
  const plain = shown.filter((found) => strengthOf(found) !== 'hint')
  const telling = plain.length > 0 ? plain : hinted(shown, findings.needs)
  const told = CRISIS_KINDS.map((kind, order) => {
    const own = telling.filter((found) => kindOf(found) === kind)
    const certain = own.some((found) => strengthOf(found) === 'certain')
    const twice = own.some((one) =>
      own.some((other) => plain.includes(one) && !one.used.some((token) => other.used.includes(token))),
    )
    return { kind, order, certain, twice, words: new Set(own.flatMap(({ used }) => used)).size }
  }).filter(({ words }) => words > 0)
  // Signs of an overdose are those of other emergencies too: they do not speak against it.
  const most = Math.max(...told.map(({ kind, words }) => (kind === 'medical' ? 0 : words)))
  const rank = ({ kind, certain, words }: (typeof told)[number]): number =>
    kind === 'overdose' && (words === most || told.some((each) => each.certain)) ? 2 : certain ? 1 : 0
  const [first] = told.sort(
    (a, b) => rank(b) - rank(a) || (rank(a) === 0 ? b.words - a.words : 0) || a.order - b.order,
  )
  return first ? { kind: first.kind, certain: first.certain, twice: first.twice } : null
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
  const stands = (name: string, where: (token: Token, at: number) => boolean): boolean =>
    readings.some(({ classes, tokens }) =>
      [...(classes.get(name)?.keys() ?? [])].some((at) => where(tokens[at] as Token, at)),
    )
  const beside = (token: Token): boolean => Math.abs(token.sentence - sentence) <= 1
  if (stands(NOT_ABOUT_ONE, beside)) return true
  // "We moved here years ago. He is choking me": what is said before of other times does not say when this was.
  const sinceThen = (token: Token): boolean => token.sentence === sentence || token.sentence === sentence + 1
  // "She is home now", "doing fine now": that now is when it was over.
  const overNow = new Set(
    readings.flatMap(({ classes }) =>
      past.flatMap((name) => [...(classes.get(name)?.values() ?? [])].flat().flatMap(({ used }) => used)),
    ),
  )
  return (
    past.some((name) => stands(name, sinceThen)) &&
    !stands(NOW, ({ clause }, at) => clause === own && !overNow.has(at))
  )
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
