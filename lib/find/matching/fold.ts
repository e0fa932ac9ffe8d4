import { distanceMeters } from '#find/geo/distance.ts'
import type { Scored } from './rank.ts'

/**
 * Each service once, at its best location, from candidates that stand best first. A service that another feed tells too (same organization and name, same place) folds
 * into the better of the two.
 */
export function foldSame<T extends Scored>(best: readonly T[], withinMeters: number): T[] {
  const services = new Set<string>()
  const kept: T[] = []
  const byName = new Map<string, T[]>()
  for (const candidate of best) {
    if (services.has(candidate.facts.serviceId)) continue
    services.add(candidate.facts.serviceId)
    const twins = byName.get(candidate.facts.sameAs) ?? []
    if (twins.some((twin) => isSame(twin, candidate, withinMeters))) continue
    byName.set(candidate.facts.sameAs, [...twins, candidate])
    kept.push(candidate)
  }
  return kept
}

/** Within one feed two entries of one name are two services: the feed tells them apart, so do we. */
function isSame({ facts: a }: Scored, { facts: b }: Scored, withinMeters: number): boolean {
  if (a.sourceKey === b.sourceKey) return false
  if (!a.point || !b.point) return true
  return distanceMeters(a.point, b.point) <= withinMeters
}
