import rules from '#data/consent/minor-consent.json' with { type: 'json' }

export type MinorRule = (typeof rules.rules)[number]

/** The age of majority that the rules below are exceptions to. */
export const ADULT_AGE = 18

/** The rule that lets a minor of this state consent alone to help of this kind; undefined where we know of none. */
export function minorRule(state: string | undefined, needId: string): MinorRule | undefined {
  return rules.rules.find(
    (rule) =>
      rule.state === state && rule.needs.some((need) => need === needId || needId.startsWith(`${need}.`)),
  )
}

export type GiverObjection =
  | 'minor-needs-rule'
  | 'minor-needs-age'
  | 'minor-too-young'
  | 'client-is-minor'
  | 'client-is-adult'

/**
 * May this kind of person give the consent? A minor only where a rule for state and need allows it and the age is
 * known; a client who is known to be a minor not as an adult; a parent or guardian not for a client who is known to be of
 * age, for whom only a representative with a document decides. @returns null when nothing stands against it.
 */
export function giverObjection(
  giver: string,
  about: { age: number | undefined; state: string | undefined; needId: string | undefined },
): GiverObjection | null {
  if (giver === 'client') return about.age !== undefined && about.age < ADULT_AGE ? 'client-is-minor' : null
  if (giver === 'guardian')
    return about.age !== undefined && about.age >= ADULT_AGE ? 'client-is-adult' : null
  if (giver !== 'minor') return null
  const rule = about.needId === undefined ? undefined : minorRule(about.state, about.needId)
  if (!rule) return 'minor-needs-rule'
  if (about.age === undefined) return 'minor-needs-age'
  return about.age < rule.fromAge ? 'minor-too-young' : null
}
