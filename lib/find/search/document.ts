import type { Card } from '#find/directory/card.ts'
import { findNeed } from '#find/taxonomy/needs.ts'

/** Stands in a list where the listing does not say: what is not known passes a filter. */
export const UNKNOWN = 'unknown'

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
export function toDocument(card: Card): SearchDocument {
  const { location } = card
  const point = pointOf(card)
  return {
    id: card.id,
    version: card.version,
    name: card.service.name,
    needNames: Object.keys(card.needs)
      .map((id) => findNeed(id)?.meaning ?? '')
      .join('; '),
    organization: card.organization.name,
    city: location?.hidden ? '' : (location?.city ?? ''),
    summary: card.summary,
    needs: Object.keys(card.needs),
    areas:
      card.areas.codes.length === 0 || card.areas.unresolved.length > 0
        ? [...card.areas.codes, UNKNOWN]
        : card.areas.codes,
    delivery: card.delivery.length > 0 ? card.delivery : [UNKNOWN],
    remote: isRemote(card),
    quality: card.quality,
    ...(point ? { _geo: point } : {}),
  }
}

export function pointOf({ location }: Pick<Card, 'location'>): { lat: number; lng: number } | null {
  if (!location || location.hidden || location.lat === null || location.lng === null) return null
  return { lat: location.lat, lng: location.lng }
}

/** Whether help reaches a person without a trip that could be measured. */
export function isRemote(card: Pick<Card, 'location' | 'delivery'>): boolean {
  return pointOf(card) === null || card.delivery.some((delivery) => delivery !== 'in-person')
}
