import { DOMAINS, findNeed, NEEDS } from './needs.ts'

/** How what a service answers relates to what was asked for. */
export type Closeness = 'exact' | 'child' | 'broader'

const children = new Map(
  DOMAINS.map((domain) => [domain, NEEDS.filter((need) => need.domain === domain).map((need) => need.id)]),
)

/** The domain of a need (`food` of `food.pantry`); null for a domain and for what is neither. */
export function parentOf(id: string): string | null {
  return findNeed(id)?.domain ?? null
}

/** The needs of a domain, in the order of the table; none for a need. */
export function childrenOf(id: string): readonly string[] {
  return children.get(id) ?? []
}

export function isDomain(id: string): boolean {
  return children.has(id)
}

/**
 * Whether a service that answers `offered` is a candidate for `asked`: the same, a child of it (asked for the
 * domain), or its parent (a listing known only by its domain). Siblings are never candidates: null.
 */
export function closenessOf(offered: string, asked: string): Closeness | null {
  if (offered === asked) return 'exact'
  if (parentOf(offered) === asked) return 'child'
  if (parentOf(asked) === offered) return 'broader'
  return null
}

/** All ids that make a service a candidate for these needs, each with the closest relation it has to any of them. */
export function candidateIds(asked: readonly string[]): ReadonlyMap<string, Closeness> {
  const found = new Map<string, Closeness>()
  const note = (id: string, closeness: Closeness) => {
    if (!found.has(id)) found.set(id, closeness)
  }
  for (const id of asked) note(id, 'exact')
  for (const id of asked) for (const child of childrenOf(id)) note(child, 'child')
  for (const id of asked) {
    const parent = parentOf(id)
    if (parent) note(parent, 'broader')
  }
  return found
}
