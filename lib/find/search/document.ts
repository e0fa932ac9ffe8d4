import { type Card, filtersOf, isRemote } from '#find/directory/card.ts'
import { findNeed } from '#find/taxonomy/needs.ts'

/** What the index holds of one service at one location: enough to choose candidates, nothing to show. */
export type SearchDocument = {
  id: string
  version: string
  name: string
  needNames: string
  organization: string
  city: string
  summary: string
  needs: string[]
  areas: string[]
  delivery: string[]
  /** Help that one need not travel to, or that has no public place to measure from. */
  remote: boolean
  quality: number
  _geo?: { lat: number; lng: number }
}

/** Pure. A hidden place has neither point nor city. */
export function toDocument({ facts, display, quality, version }: Card): SearchDocument {
  const needs = Object.keys(facts.needs)
  return {
    id: facts.id,
    version,
    name: display.service.name,
    needNames: needs.map((id) => findNeed(id)?.meaning ?? '').join('; '),
    organization: display.organization.name,
    city: facts.hidden ? '' : (display.location?.city ?? ''),
    summary: display.summary,
    needs,
    ...filtersOf(facts),
    remote: isRemote(facts),
    quality,
    ...(facts.point ? { _geo: facts.point } : {}),
  }
}
