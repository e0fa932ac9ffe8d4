import { evaluate, undecided } from './evaluate.ts'
import { type FactId, type Person, POPULATIONS } from './facts.ts'
import { type Known, knownOf } from './known.ts'
import type { Rule, ServiceRules } from './model.ts'
import { SENSITIVE_POPULATIONS } from './sensitive.ts'

/** How many of the first results a question is meant to sort out. */
const FIRST_RESULTS = 20

/** Asked only when no other question does as well: an answer could harm the person if it got about, or hurts to give. */
const SENSITIVE: ReadonlySet<string> = new Set([...SENSITIVE_POPULATIONS, 'crime-victim'])

/** Ties go to what comes first here. */
const ORDER: readonly FactId[] = [
  'age',
  'residence',
  'householdSize',
  'monthlyIncome',
  'gender',
  'insurance',
  'documents',
  ...POPULATIONS,
]

/** A missing paper never rules out: knowing of it helps less than knowing of anything else. */
const WEIGHT_OF_PAPERS = 0.25
/** A rule that is not sure only ever makes one ask first. */
const WEIGHT_OF_DOUBT = 0.5

/**
 * The unanswered fact that would sort out the most of the first results, or null when none of them turns on one.
 * `shown` are the rules of the results in their order; `skip` are facts that were asked already or need not be asked.
 */
export function nextQuestion(
  shown: readonly ServiceRules[],
  person: Person,
  now: Date,
  skip: readonly string[] = [],
): FactId | null {
  const known = knownOf(person, now)
  const gain = new Map<FactId, number>()
  for (const [rank, service] of shown.slice(0, FIRST_RESULTS).entries()) {
    for (const [fact, worth] of worthOf(service, known)) {
      if (skip.includes(fact)) continue
      gain.set(fact, (gain.get(fact) ?? 0) + worth / (1 + rank / FIRST_RESULTS))
    }
  }
  const best = bestOf(gain)
  if (best === null || !SENSITIVE.has(best)) return best
  const most = gain.get(best) ?? 0
  const harmless = bestOf(new Map([...gain].filter(([fact]) => !SENSITIVE.has(fact))))
  return harmless !== null && (gain.get(harmless) ?? 0) >= most ? harmless : best
}

/** What an answer would settle of one service: less, the more else is open, and the more facts a rule turns on. */
function worthOf({ rules, unknown, says, state }: ServiceRules, known: Known): [FactId, number][] {
  const open = rules.filter(({ when }) => evaluate(when, known, state) === 'unknown')
  const openings = open.length + unknown.length + (says === 'nothing' ? 1 : 0)
  return open.flatMap((rule) => {
    const facts = [...new Set(undecided(rule.when, known, state))]
    return facts.map((fact): [FactId, number] => [fact, weightOf(rule) / (openings * facts.length)])
  })
}

function weightOf({ when, sure }: Rule): number {
  if ('fact' in when && when.fact === 'documents') return WEIGHT_OF_PAPERS
  return sure ? 1 : WEIGHT_OF_DOUBT
}

function bestOf(gain: ReadonlyMap<FactId, number>): FactId | null {
  let best: FactId | null = null
  for (const fact of ORDER) {
    if ((gain.get(fact) ?? 0) > (best === null ? 0 : (gain.get(best) ?? 0))) best = fact
  }
  return best
}
