import type { Tx } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import type { DocumentKind } from '#find/eligibility/facts.ts'
import type { ServiceRules } from '#find/eligibility/model.ts'
import { rulesOf } from '#find/eligibility/rules-of.ts'
import { classifyService } from '#find/taxonomy/classify.ts'
import { type Card, cardsOf } from './card.ts'
import { holdShelters } from './commands/hold-shelters.ts'
import type { Listing, ServiceNeed } from './model.ts'
import * as store from './store/derived.ts'
import { loadListings } from './store/listings.ts'

/** Services that one round of queries loads, and the most ids of one job. */
const BATCH = 1000

export type Derived = {
  /** Services whose cards are not what they were. */
  changed: number
}

/**
 * Makes everything that follows from the listings of these services anew: needs, places that are held back, eligibility
 * rules and cards, and tells the search index. Call it after any change to them, in the same transaction, with withdrawn services too (their cards
 * go). What comes out as it was is neither written nor indexed again.
 */
export async function deriveListings(tx: Tx, serviceIds: readonly string[], now: Date): Promise<Derived> {
  const waiting = new Set([...serviceIds].sort())
  let changed = 0
  while (waiting.size > 0) {
    const batch = [...waiting].slice(0, BATCH)
    for (const id of batch) waiting.delete(id)
    const derived = await deriveBatch(tx, batch, now)
    changed += derived.changed
    // Other services at a place that is now held back show it too, even those that were derived a moment ago.
    if (derived.held.length > 0)
      for (const id of await store.servicesAt(tx, derived.held)) if (!batch.includes(id)) waiting.add(id)
  }
  return { changed }
}

type Batch = { changed: number; held: string[] }

async function deriveBatch(tx: Tx, serviceIds: string[], now: Date): Promise<Batch> {
  const loaded = await loadListings(tx, serviceIds)
  const needsById = new Map(loaded.map((listing) => [listing.id, needsOf(listing)]))
  const needIdsOf = ({ id }: Listing) => needsById.get(id)?.map(({ needId }) => needId) ?? []
  const held = await holdShelters(tx, loaded, needIdsOf, now)
  const listings = held.length > 0 ? await loadListings(tx, serviceIds) : loaded
  const confirmed = await store.confirmedRules(tx, serviceIds)
  const responses = await store.responseRecords(tx, serviceIds)
  const needs: store.NeedRow[] = []
  const rules: store.RulesRow[] = []
  const cards: Card[] = []
  for (const listing of listings) {
    const services = needsById.get(listing.id) ?? []
    if (!sameNeeds(services, listing.needs)) {
      needs.push(...services.map((need) => ({ serviceId: listing.id, ...need })))
    }
    const who = confirmed.get(listing.id) ?? rulesFor(listing)
    rules.push({ serviceId: listing.id, rules: who })
    cards.push(...cardsOf(listing, services, who, responses.get(listing.id) ?? null))
  }
  await store.replaceNeeds(tx, needs)
  await store.saveRules(tx, rules, now)
  const touched = await store.saveCards(tx, serviceIds, cards)
  if (touched.size === 0) return { changed: 0, held }
  await store.markPending(tx, touched, now)
  await enqueue(tx, 'services.changed', { serviceIds: [...touched.keys()] }, { queue: 'search-index' })
  return { changed: touched.size, held }
}

/** What a steward has said of a need stands; the rest is read from terms and words. */
function needsOf(listing: Listing): ServiceNeed[] {
  const bySteward = listing.needs.filter(({ origin }) => origin === 'steward')
  const said = new Set(bySteward.map(({ needId }) => needId))
  const read = classifyService({
    name: listing.name,
    alternateName: listing.alternateName,
    description: listing.description,
    organizationName: listing.organization.name,
    programName: listing.program?.name ?? null,
    terms: listing.terms,
    extra: listing.terms.map(({ description }) => description).join('. '),
  })
  return [...bySteward, ...read.filter(({ needId }) => !said.has(needId))]
}

function sameNeeds(made: ServiceNeed[], stored: ServiceNeed[]): boolean {
  if (made.length !== stored.length) return false
  const known = new Map(stored.map((need) => [need.needId, need]))
  return made.every((need) => {
    const other = known.get(need.needId)
    return (
      other !== undefined &&
      // `real` keeps seven digits
      Math.abs(other.certainty - need.certainty) < 1e-6 &&
      other.origin === need.origin &&
      JSON.stringify(other.evidence) === JSON.stringify(need.evidence)
    )
  })
}

function rulesFor(listing: Listing): ServiceRules {
  return rulesOf({
    eligibilityDescription: listing.eligibilityDescription,
    minimumAge: listing.minimumAge,
    maximumAge: listing.maximumAge,
    requiredDocuments: listing.requiredDocuments.map(({ document, kind }) => ({
      document: document ?? kind ?? '',
      kind: kind as DocumentKind | null,
    })),
    state: stateOf(listing),
    on: listing.assuredDate ?? listing.lastModified?.toISOString().slice(0, 10) ?? null,
  })
}

/** The state that a listing is in, by its first address or the first area that lies in one. */
function stateOf(listing: Listing): string | null {
  for (const { location } of listing.places) {
    const state = location.addresses.find(({ stateProvince }) => /^[A-Z]{2}$/.test(stateProvince ?? ''))
    if (state) return state.stateProvince
  }
  for (const { codes } of [
    ...listing.serviceAreas,
    ...listing.places.flatMap((place) => place.serviceAreas),
  ]) {
    const state = codes?.find((code) => /^(?:state|city):[A-Z]{2}/.test(code))
    if (state) return state.split(':')[1] ?? null
  }
  return null
}
