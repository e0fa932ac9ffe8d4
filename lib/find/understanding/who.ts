import type { Found, Reading } from './match.ts'
import type { CrisisKind, UnderstoodNeed } from './model.ts'

/** Who is meant: the one typing, somebody of theirs, or `they`, a pronoun for whoever was named. */
export const ROLES = ['self', 'kid', 'parent', 'partner', 'other'] as const
export type Role = (typeof ROLES)[number]

/** Needs of the one who types, although another person is named. */
const OWN_NEEDS: ReadonlySet<string> = new Set([
  ...['aging.caregiver', 'family.respite', 'family.kinship', 'family.parenting', 'mental.family-education'],
  ...['safety.domestic-violence', 'mental.grief', 'legal.family', 'family.child-care'],
])
/** A fact belongs to the person named at most so many words before it. */
const REACH = 12

/** The person who needs help. */
export function targetOf(
  facts: readonly Found[],
  readings: readonly Reading[],
  needs: readonly UnderstoodNeed[],
  crisis: CrisisKind | null,
): Role {
  const named = rolesIn(readings)
  const others = ROLES.filter((role) => role !== 'self' && named.has(role))
  if (others.length === 0) return 'self'
  if (crisis === 'child-danger' && named.has('kid')) return 'kid'
  const first = needs[0]
  if (first !== undefined && OWN_NEEDS.has(first.id) && named.has('self')) return 'self'
  const said = facts.flatMap((found) => (isTarget(found, 'them') ? [found] : []))
  const me = facts.some((found) => isTarget(found, 'me'))
  if (said.length > 0 && !me) return roleWithin(said, others) ?? 'other'
  if (!me && !named.has('self')) return others[0] ?? 'self'
  return 'self'
}

function isTarget(found: Found, value: string): boolean {
  const { meaning } = found.rule
  return meaning.kind === 'fact' && meaning.fact === 'target' && meaning.value === value
}

function rolesIn(readings: readonly Reading[]): Set<string> {
  return new Set(
    readings.flatMap((reading) =>
      [...ROLES, 'they'].filter((role) => (reading.classes.get(role)?.size ?? 0) > 0),
    ),
  )
}

function roleWithin(found: readonly Found[], roles: readonly Role[]): Role | undefined {
  return roles.find((role) =>
    found.some((each) => each.used.some((token) => each.reading.classes.get(role)?.has(token))),
  )
}

/** Of whom a fact is said: the person named in it, or else the last one named before it in its sentence. */
export function ownerOf(
  found: Found,
  readings: readonly Reading[],
  passedOver: Role | null = null,
): Role | 'they' | null {
  const sentence = found.reading.tokens[found.start]?.sentence
  for (let at = found.end - 1; at >= Math.max(0, found.start - REACH); at -= 1) {
    if (found.reading.tokens[at]?.sentence !== sentence) return null
    for (const reading of readings) {
      const role = [...ROLES, 'they' as const].find((each) => reading.classes.get(each)?.has(at))
      if (role !== undefined && role !== passedOver) return role
    }
  }
  return null
}
