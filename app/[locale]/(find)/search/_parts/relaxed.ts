import { isPopulation } from '#find/eligibility/facts.ts'
import type { Relaxation } from '#find/matching/answer.ts'
import { isDelivery, isNeed, type Search, withoutFact, withoutPerson } from '#web/search-params.ts'

/** The search with the one change that fills the list, in the fields of the site; null when it changes nothing there. */
export function relaxed(search: Search, { constraint, fact, change, count }: Relaxation): Search | null {
  if (count === 0 || Object.keys(change).length === 0) return null
  let next: Search = { ...search, page: null }
  if ('withinMiles' in change) next = { ...next, within: milesOf(change.withinMiles) }
  if ('delivery' in change) next = { ...next, delivery: strings(change.delivery).filter(isDelivery) }
  if ('needs' in change) next = { ...next, need: strings(change.needs).filter(isNeed) }
  if ('near' in change) next = { ...next, near: '', ignore: [...next.ignore, 'place'] }
  if ('text' in change) next = { ...next, text: '' }
  if (constraint !== 'person') return next
  if (fact === undefined) return withoutPerson(next)
  next = withoutFact(next, fact)
  next = { ...next, ignore: [...next.ignore, `fact:${fact}`] }
  if (isPopulation(fact)) next = { ...next, skip: [...next.skip, fact] }
  return next
}

function milesOf(value: unknown): number | null {
  return typeof value === 'number' ? Math.ceil(value) : null
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
