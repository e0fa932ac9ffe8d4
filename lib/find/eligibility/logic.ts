import type { Verdict } from './model.ts'

/** Kleene's strong three-valued logic: what is not known stays not known unless the rest settles it. */
export function and(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = 'yes'
  for (const verdict of verdicts) {
    if (verdict === 'no') return 'no'
    if (verdict === 'unknown') result = 'unknown'
  }
  return result
}

export function or(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = 'no'
  for (const verdict of verdicts) {
    if (verdict === 'yes') return 'yes'
    if (verdict === 'unknown') result = 'unknown'
  }
  return result
}

export function not(verdict: Verdict): Verdict {
  return verdict === 'yes' ? 'no' : verdict === 'no' ? 'yes' : 'unknown'
}

/** A fact that may be absent: absent is unknown, never no. */
export function known(value: boolean | undefined): Verdict {
  return value === undefined ? 'unknown' : value ? 'yes' : 'no'
}
