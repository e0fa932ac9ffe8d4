import { describe } from './describe.ts'
import { evaluate, factOf } from './evaluate.ts'
import type { Person } from './facts.ts'
import { type Known, knownOf } from './known.ts'
import type { Condition, Fit, Reason, Rule, ServiceRules, Verdict } from './model.ts'

export type Assessment = { fit: Fit; reasons: Reason[] }

/** A paper one lacks can be got, and the agency may help: a missing one is asked about, it never rules out. */
function isAboutPapers(condition: Condition): boolean {
  return 'fact' in condition && condition.fact === 'documents'
}

function reasonOf(rule: Rule, known: Known, state: string | undefined): Reason {
  const holds = evaluate(rule.when, known, state)
  const broken = holds === 'no'
  const papers = isAboutPapers(rule.when)
  const verdict: Verdict = broken && (papers || !rule.sure) ? 'unknown' : holds
  const reason: Reason = {
    about: papers ? 'documents' : 'eligibility',
    verdict,
    fact: factOf(rule.when),
    ...describe(rule.when),
    words: rule.words,
  }
  if (broken && verdict === 'unknown' && !papers) reason.doubtful = true
  return reason
}

/**
 * Whether a person may use a service, as far as both are known at `now`.
 *
 * - `doesNotFit`: a rule that is sure is broken for certain.
 * - `askFirst`: none is, but a rule or a clause is not settled, or the listing says nothing about eligibility.
 * - `fits`: every rule holds and nothing is open.
 *
 * Reasons: what is broken first, then what is open, then what holds.
 */
export function assess(service: ServiceRules, person: Person, now: Date): Assessment {
  const known = knownOf(person, now)
  const no: Reason[] = []
  const open: Reason[] = []
  const yes: Reason[] = []
  for (const rule of service.rules) {
    const reason = reasonOf(rule, known, service.state)
    ;(reason.verdict === 'no' ? no : reason.verdict === 'yes' ? yes : open).push(reason)
  }
  for (const words of service.unknown) {
    open.push({
      about: 'eligibility',
      verdict: 'unknown',
      fact: 'other',
      key: 'eligibility.inItsWords',
      values: { words },
      words,
    })
  }
  if (service.says === 'nothing') {
    open.push({ about: 'eligibility', verdict: 'unknown', fact: 'other', key: 'eligibility.nothingSaid' })
  }
  if (service.says === 'anyone' && service.rules.length === 0 && open.length === 0) {
    yes.push({ about: 'eligibility', verdict: 'yes', key: 'eligibility.anyone' })
  }
  return {
    fit: no.length > 0 ? 'doesNotFit' : open.length > 0 ? 'askFirst' : 'fits',
    reasons: [...no, ...open, ...yes],
  }
}
