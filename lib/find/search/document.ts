import { isRemote, UNKNOWN } from '#find/directory/card.ts'
import type { Delivery } from '#find/directory/model.ts'
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

/** What a document is made from: columns of `service_card`, and the few words of its JSON that are searched. */
export type DocumentRow = {
  id: string
  service_id: string
  version: string
  name: string
  quality: number
  needs: string[]
  areas: string[]
  delivery: string[]
  latitude: number | null
  longitude: number | null
  hidden: boolean
  organization: string
  city: string | null
  summary: string
}

/** Pure. A hidden place has neither point nor city. */
export function toDocument(row: DocumentRow): SearchDocument {
  const { latitude: lat, longitude: lng } = row
  const point = row.hidden || lat === null || lng === null ? null : { lat, lng }
  const delivery = row.delivery.filter((way) => way !== UNKNOWN) as Delivery[]
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    needNames: row.needs.map((id) => findNeed(id)?.meaning ?? '').join('; '),
    organization: row.organization,
    city: row.hidden ? '' : (row.city ?? ''),
    summary: row.summary,
    needs: row.needs,
    areas: row.areas,
    delivery: row.delivery,
    remote: isRemote({ point, delivery }),
    quality: row.quality,
    ...(point ? { _geo: point } : {}),
  }
}
