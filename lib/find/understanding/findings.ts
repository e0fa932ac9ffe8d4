import type { Lexicon, Meaning, RuleIndex } from './lexicon.ts'
import { search, standsAround, standsBeside } from './match.ts'
import { CRISIS_STRENGTHS } from './model.ts'
import type { Pattern } from './pattern.ts'
import type { Found, Reading } from './steps.ts'

/** What the lexicons found in a text, in all of its languages, without what a longer phrase explains better. */
export type Findings = {
  needs: Found[]
  facts: Found[]
  crises: Found[]
  /** Figures of speech ("this rent is killing me"), whose words say nothing of a crisis. */
  figures: Found[]
}

export function findingsOf(readings: readonly Reading[]): Findings {
  const inAll = (index: (lexicon: Lexicon) => RuleIndex): Found[] =>
    readings.flatMap((reading) =>
      search(reading, index(reading.lexicon)).filter(
        (each) => !each.rule.unless().some((veto) => isVetoed(reading, veto, each)),
      ),
    )
  // Crises first: should a text of nonsense use up its steps, they have been looked for.
  const crises = inAll((lexicon) => lexicon.crises)
  const found = inAll((lexicon) => lexicon.rules)
  const figures = crises.filter(isFigure)
  const needs = found.filter((each) => each.rule.meaning.kind === 'need' && !isFigurative(each, figures))
  return {
    needs: longest(spared(needs)),
    facts: longest(
      found.filter((each) => each.rule.meaning.kind === 'fact'),
      (a, b) => subject(a.rule.meaning) === subject(b.rule.meaning) || subject(a.rule.meaning) === '-',
    ),
    figures,
    crises: longest(
      crises,
      (a, b) => subject(a.rule.meaning) === '-' || saysMore(a.rule.meaning, b.rule.meaning),
    ),
  }
}

/** A crisis is called off by words around it, a need or fact only by words beside it. */
function isVetoed(reading: Reading, veto: Pattern, found: Found): boolean {
  return found.rule.meaning.kind === 'crisis'
    ? standsAround(reading, veto, found)
    : standsBeside(reading, veto, found)
}

/** A longer phrase of one kind explains a shorter one of another ("he choked me, I could hardly breathe"). */
function saysMore(longer: Meaning, shorter: Meaning): boolean {
  if (longer.kind !== 'crisis' || shorter.kind !== 'crisis' || longer.crisis === shorter.crisis) return false
  return CRISIS_STRENGTHS.indexOf(longer.strength) >= CRISIS_STRENGTHS.indexOf(shorter.strength)
}

/** What a fact or crisis is about: two facts about one thing compete, others do not. */
function subject(meaning: Meaning): string {
  if (meaning.kind === 'fact') return meaning.fact
  if (meaning.kind === 'crisis') return meaning.crisis
  return meaning.kind === 'need' && meaning.need === '-' ? '-' : 'need'
}

/** `food stamps` explains `food`: a match whose words are all part of a longer phrase is dropped. */
function longest(found: Found[], competes: (longer: Found, shorter: Found) => boolean = () => true): Found[] {
  const phrases = new Map<number, Found[]>()
  for (const each of found) {
    if (!isPhrase(each)) continue
    for (let at = each.start; at < each.end; at += 1) {
      const known = phrases.get(at)
      if (known) known.push(each)
      else phrases.set(at, [each])
    }
  }
  return found.filter((shorter) => {
    if (subject(shorter.rule.meaning) === '-') return false
    const { small } = shorter.reading
    const anchor = shorter.used.find((token) => small[token] !== true) ?? shorter.used[0] ?? shorter.start
    return !phrases
      .get(anchor)
      ?.some(
        (longer) =>
          longer !== shorter &&
          (isFigure(longer) ||
            longer.used.length > shorter.used.length ||
            (longer.used.length === shorter.used.length && subject(longer.rule.meaning) === '-')) &&
          competes(longer, shorter) &&
          (covers(longer, shorter) || turnsOf(longer, shorter)),
      )
  })
}

const isFigure = ({ rule: { meaning } }: Found): boolean =>
  meaning.kind === 'crisis' && meaning.crisis === '-'

/** Needs that danger gives: "the news hit us hard" and "dying to see you" ask for none of them. */
const OF_DANGER = /^(safety|mental\.crisis)/
const isFigurative = (need: Found, figures: readonly Found[]): boolean =>
  need.rule.meaning.kind === 'need' &&
  OF_DANGER.test(need.rule.meaning.need) &&
  figures.some((figure) => covers(figure, need) || turnsOf(figure, need))

/** Topics that meet far apart explain nothing; ideas that make a crisis do. */
function isPhrase({ rule: { meaning, pattern } }: Found): boolean {
  return meaning.kind === 'crisis' || pattern.parts.length === 1
}

/**
 * Whether a match takes in every word of another; small words may also lie between its own, and beside what asks for
 * nothing. Around a figure of speech they lie anywhere: "drowning in bills and don't know" says no more than its figure.
 */
function covers(longer: Found, shorter: Found): boolean {
  const beside = subject(longer.rule.meaning) === '-' ? 1 : 0
  const isSmall = (token: number): boolean => shorter.reading.small[token] === true
  const isNear = (token: number): boolean =>
    isFigure(longer) || (token > longer.start - beside - 1 && token < longer.end - 1 + 2 * beside)
  const shared = shorter.used.filter((token) => longer.used.includes(token))
  return (
    shared.length > 0 &&
    shorter.used.every((token) => shared.includes(token) || (isSmall(token) && isNear(token)))
  )
}

/**
 * Whether a figure of speech holds the word by which a likely phrase begins: what it governs behind that ("drowning in bills
 * ... not") is then not governed by it. Ideas that meet each have a beginning of their own.
 */
function turnsOf(longer: Found, shorter: Found): boolean {
  const { meaning, pattern } = shorter.rule
  if (!isFigure(longer) || pattern.parts.length > 1) return false
  if (meaning.kind === 'crisis' && meaning.strength === 'certain') return false
  const head = shorter.used.find((token) => shorter.reading.small[token] !== true)
  return head !== undefined && longer.used.includes(head)
}

/** Words that ask for nothing ("work boots") are no part of a request either: "need work" is not read out of them. */
function spared(found: Found[]): Found[] {
  const nothing = found.filter(
    ({ rule: { meaning } }) =>
      meaning.kind === 'need' && meaning.need === '-' && meaning.strength === 'strong',
  )
  return found.filter(
    (each) =>
      !nothing.some(
        (other) =>
          other.used.some((token) => each.used.includes(token)) &&
          !other.used.every((token) => each.used.includes(token)),
      ),
  )
}
