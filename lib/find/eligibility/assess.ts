import { describe } from './describe.ts'
import { evaluate, factOf } from './evaluate.ts'
import type { Person } from './facts.ts'
import { type Known, knownOf } from './known.ts'
import type { Condition, Fit, Reason, Rule, ServiceRules, Verdict } from './model.ts'

export type Assessment = {
  fit: Fit
  /** How many rules and clauses are not settled. */
  open: number
  /** The listing says nothing about eligibility. */
  silent: boolean
  /** What is broken first, then what is open, then what holds. Put into words when it is first read: most never are. */
  readonly reasons: Reason[]
}

/** A paper one lacks can be got, and the agency may help: a missing one is asked about, it never rules out. */
function isAboutPapers(condition: Condition): boolean {
  return 'fact' in condition && condition.fact === 'documents'
}

/** A rule that is broken, but does not rule out for certain, is open. */
function verdictOf({ when, sure }: Rule, holds: Verdict): Verdict {
  return holds === 'no' && (!sure || isAboutPapers(when)) ? 'unknown' : holds
}

function reasonOf(rule: Rule, holds: Verdict): Reason {
  const verdict = verdictOf(rule, holds)
  const papers = isAboutPapers(rule.when)
  const reason: Reason = {
    about: papers ? 'documents' : 'eligibility',
    verdict,
    fact: factOf(rule.when),
    ...describe(rule.when),
    words: rule.words,
  }
  if (holds === 'no' && verdict === 'unknown' && !papers) reason.doubtful = true
  return reason
}

/**
 * Whether a person may use a service, as far as both are known at `now`.
 *
 * - `doesNotFit`: a rule that is sure is broken for certain.
 * - `askFirst`: none is, but a rule or a clause is not settled, or the listing says nothing about eligibility.
 * - `fits`: every rule holds and nothing is open.
 */
export function assess(service: ServiceRules, person: Person, now: Date): Assessment {
  return new Assessed(service, knownOf(person, now))
}

class Assessed implements Assessment {
  readonly fit: Fit
  readonly open: number
  readonly silent: boolean
  readonly #service: ServiceRules
  /** Whether each rule holds, in their order. */
  readonly #holds: Verdict[] = []
  #reasons: Reason[] | undefined

  constructor(service: ServiceRules, known: Known) {
    const silent = service.says === 'nothing'
    let broken = false
    let open = service.unknown.length + (silent ? 1 : 0)
    for (const rule of service.rules) {
      const holds = evaluate(rule.when, known, service.state)
      const verdict = verdictOf(rule, holds)
      if (verdict === 'no') broken = true
      if (verdict === 'unknown') open++
      this.#holds.push(holds)
    }
    this.fit = broken ? 'doesNotFit' : open > 0 ? 'askFirst' : 'fits'
    this.open = open
    this.silent = silent
    this.#service = service
  }

  get reasons(): Reason[] {
    this.#reasons ??= this.#worded()
    return this.#reasons
  }

  #worded(): Reason[] {
    const { rules, unknown, says } = this.#service
    const told = rules.map((rule, i) => reasonOf(rule, this.#holds[i] ?? 'unknown'))
    const of = (wanted: Verdict) => told.filter(({ verdict }) => verdict === wanted)
    const open = [...of('unknown'), ...unknown.map(inItsWords), ...(says === 'nothing' ? [NOTHING_SAID] : [])]
    const anyone = says === 'anyone' && rules.length === 0 && open.length === 0
    return [...of('no'), ...open, ...of('yes'), ...(anyone ? [ANYONE] : [])]
  }
}

function inItsWords(words: string): Reason {
  return {
    about: 'eligibility',
    verdict: 'unknown',
    fact: 'other',
    key: 'eligibility.inItsWords',
    values: { words },
    words,
  }
}

const NOTHING_SAID: Reason = {
  about: 'eligibility',
  verdict: 'unknown',
  fact: 'other',
  key: 'eligibility.nothingSaid',
}
const ANYONE: Reason = { about: 'eligibility', verdict: 'yes', key: 'eligibility.anyone' }
