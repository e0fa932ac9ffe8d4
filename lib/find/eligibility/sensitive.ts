/**
 * Facts that can cost a person a home, a job, a child, papers or a life when they reach the wrong reader. They are
 * asked last, disclosed only by name, and never stand where they can be read over a shoulder.
 */
export const SENSITIVE_POPULATIONS: ReadonlySet<string> = new Set([
  'reentry',
  'survivor-domestic-violence',
  'survivor-sexual-assault',
  'survivor-trafficking',
  'immigrant',
  'refugee-asylee',
  'undocumented',
  'lgbtq',
  'transgender',
  'serious-mental-illness',
  'substance-use',
  'hiv-positive',
])

const SENSITIVE_DOMAINS = ['safety', 'mental', 'substance']
const SENSITIVE_NEEDS = new Set([
  'health.hiv-sti',
  'health.reproductive',
  'community.reentry',
  'community.lgbtq',
  'legal.immigration',
  'legal.expungement',
  'housing.recovery',
])

/** Would the name of this need, or of a program that answers it, betray something by itself? */
export function isSensitiveNeed(needId: string): boolean {
  return SENSITIVE_NEEDS.has(needId) || SENSITIVE_DOMAINS.includes(needId.split('.')[0] ?? '')
}
