import { setImmediate } from 'node:timers/promises'
import type { Tx } from '#base/db/context.ts'
import { enqueue } from '#base/outbox/store.ts'
import type { DocumentKind } from '#find/eligibility/facts.ts'
import type { ServiceRules } from '#find/eligibility/model.ts'
import { rulesOf } from '#find/eligibility/rules-of.ts'
import { classifyService } from '#find/taxonomy/classify.ts'
import { type Card, cardsOf, type ResponseRecord } from './card.ts'
import { holdPlaces, shelterPlaces } from './commands/hold-shelters.ts'
import type { Listing, ServiceNeed } from './model.ts'
import * as store from './store/derived.ts'
import { loadListings } from './store/listings.ts'

/** Services that one round of queries loads, and the most ids of one job. */
const BATCH = 1000
/** Services made before the event loop gets a turn: the answers of the next batch's queries come in meanwhile. */
const BREATH = 25

export type Derived = {
  /** Services whose cards are not what they were. */
  changed: number
}

export type DeriveOptions = {
  /** Called after each batch with the services done and all there are. */
  onProgress?: (done: number, all: number) => void
}

/**
 * Makes everything that follows from the listings of these services anew: needs, places that are held back, eligibility
 * rules and cards, and tells the search index. Call it after any change to them, in the same transaction, with
 * withdrawn services too (their cards go). What comes out as it was is neither written nor indexed again.
 */
export async function deriveListings(
  tx: Tx,
  serviceIds: readonly string[],
  now: Date,
  { onProgress }: DeriveOptions = {},
): Promise<Derived> {
  const changed = new Set<string>()
  const beds = await deriveAll(tx, [...new Set(serviceIds)].sort(), { now, changed, onProgress })
  // Every service at a place that is now out of sight is made again without it, those of other batches among them.
  const held = await holdPlaces(tx, beds, now)
  if (held.length > 0) await deriveAll(tx, await store.servicesAt(tx, held), { now, changed })
  return { changed: changed.size }
}

type Run = { now: Date; changed: Set<string>; onProgress?: DeriveOptions['onProgress'] }

/**
 * One batch is loaded while the one before it is made and the one before that is written: PostgreSQL and this process
 * work at the same time.
 * @returns the open places of shelter beds
 */
async function deriveAll(tx: Tx, ids: string[], { now, changed, onProgress }: Run): Promise<string[]> {
  const beds: string[] = []
  let loading = loadBatch(tx, ids.slice(0, BATCH))
  let saving: Promise<unknown> = Promise.resolve()
  for (let start = 0; start < ids.length; start += BATCH) {
    const loaded = await loading
    const next = start + BATCH
    if (next < ids.length) {
      loading = loadBatch(tx, ids.slice(next, next + BATCH))
      loading.catch(() => {}) // awaited in the next turn; a failure before that is not an unhandled one
    }
    const made = await makeBatch(loaded)
    beds.push(...made.beds)
    await saving
    onProgress?.(start, ids.length)
    saving = saveBatch(tx, made, now).then((touched) => {
      for (const id of touched) changed.add(id)
    })
    saving.catch(() => {})
  }
  await saving
  onProgress?.(ids.length, ids.length)
  return beds
}

type Loaded = {
  serviceIds: string[]
  listings: Listing[]
  confirmed: Map<string, ServiceRules>
  responses: Map<string, ResponseRecord>
}

async function loadBatch(tx: Tx, serviceIds: string[]): Promise<Loaded> {
  const listings = await loadListings(tx, serviceIds)
  const confirmed = await store.confirmedRules(tx, serviceIds)
  const responses = await store.responseRecords(tx, serviceIds)
  return { serviceIds, listings, confirmed, responses }
}

type Made = {
  serviceIds: string[]
  needs: store.NeedRow[]
  rules: store.RulesRow[]
  cards: Card[]
  beds: string[]
}

async function makeBatch({ serviceIds, listings, confirmed, responses }: Loaded): Promise<Made> {
  const made: Made = { serviceIds, needs: [], rules: [], cards: [], beds: [] }
  for (const [i, listing] of listings.entries()) {
    if (i % BREATH === BREATH - 1) await setImmediate()
    const needs = needsOf(listing)
    if (!sameNeeds(needs, listing.needs))
      made.needs.push(...needs.map((need) => ({ serviceId: listing.id, ...need })))
    const who = confirmed.get(listing.id) ?? rulesFor(listing)
    made.rules.push({ serviceId: listing.id, rules: who })
    made.cards.push(...cardsOf(listing, needs, who, responses.get(listing.id) ?? null))
    made.beds.push(
      ...shelterPlaces(
        listing,
        needs.map(({ needId }) => needId),
      ),
    )
  }
  return made
}

/** Ids of the services whose cards are not what they were. */
async function saveBatch(tx: Tx, { serviceIds, needs, rules, cards }: Made, now: Date): Promise<string[]> {
  await store.replaceNeeds(tx, needs)
  await store.saveRules(tx, rules, now)
  const touched = await store.saveCards(tx, serviceIds, cards)
  if (touched.size === 0) return []
  await store.markPending(tx, touched, now)
  const changed = [...touched.keys()]
  await enqueue(tx, 'services.changed', { serviceIds: changed }, { queue: 'search-index' })
  return changed
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
