import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import type { ServiceRules } from '#find/eligibility/model.ts'
import { type Card, filtersOf, type ResponseRecord } from '../card.ts'
import { arrayLiteral } from '../feed/cells.ts'
import type { ServiceNeed } from '../model.ts'
import { among } from './children.ts'

export type NeedRow = ServiceNeed & { serviceId: string }
export type RulesRow = { serviceId: string; rules: ServiceRules }

/** Rules that a person has confirmed: they stand against whatever a feed says later. */
export async function confirmedRules(tx: Tx, serviceIds: string[]): Promise<Map<string, ServiceRules>> {
  const rows = await tx
    .selectFrom('service_eligibility')
    .select(['service_id', 'rules'])
    .where('service_id', '=', among(serviceIds))
    .where(sql<boolean>`rules @> '{"rules":[{"origin":"confirmed"}]}'`)
    .execute()
  return new Map(rows.map((row) => [row.service_id, row.rules as unknown as ServiceRules]))
}

/** What referrals to these services came to, summed over the needs they were made for. */
export async function responseRecords(tx: Tx, serviceIds: string[]): Promise<Map<string, ResponseRecord>> {
  const rows = await tx
    .selectFrom('response_record')
    .select((eb) => [
      'service_id',
      eb.fn.sum<string>('referrals').as('referrals'),
      eb.fn.sum<string>('answered').as('answered'),
      eb.fn.sum<number>('answer_hours').as('answer_hours'),
      eb.fn.sum<string>('accepted').as('accepted'),
      eb.fn.sum<string>('closed').as('closed'),
      eb.fn.sum<string>('need_met').as('need_met'),
    ])
    .where('service_id', '=', among(serviceIds))
    .groupBy('service_id')
    .execute()
  return new Map(
    rows.map((row) => [
      row.service_id,
      {
        referrals: Number(row.referrals),
        answered: Number(row.answered),
        answerHours: Number(row.answer_hours),
        accepted: Number(row.accepted),
        closed: Number(row.closed),
        needMet: Number(row.need_met),
      },
    ]),
  )
}

/** Replaces all needs of the services that stand in `needs`; others keep theirs. */
export async function replaceNeeds(tx: Tx, needs: NeedRow[]): Promise<void> {
  if (needs.length === 0) return
  const serviceIds = [...new Set(needs.map(({ serviceId }) => serviceId))]
  await tx.deleteFrom('service_need').where('service_id', '=', among(serviceIds)).execute()
  await sql`insert into service_need (service_id, need_id, certainty, origin, evidence)
    select "serviceId", "needId", certainty, origin, evidence
    from jsonb_to_recordset(${JSON.stringify(needs)}::text::jsonb)
      as n("serviceId" uuid, "needId" text, certainty real, origin text, evidence jsonb)`.execute(tx)
}

/** A control character, which JSON text never holds as such. */
const BETWEEN = '\u001e'

/** JSON texts as `text[]` in one parameter: an array literal would escape each of their quotes. */
function textsAsArray(texts: string[]) {
  return sql`string_to_array(${texts.join(BETWEEN)}, ${BETWEEN})`
}

export async function saveRules(tx: Tx, rules: RulesRow[], now: Date): Promise<void> {
  if (rules.length === 0) return
  const ids = rules.map(({ serviceId }) => serviceId)
  const texts = rules.map((row) => JSON.stringify(row.rules))
  await sql`insert into service_eligibility (service_id, rules, updated_at)
    select service_id, rules::jsonb, ${now} from unnest(${ids}::uuid[], ${textsAsArray(texts)}) as r(service_id, rules)
    on conflict (service_id) do update set rules = excluded.rules, updated_at = excluded.updated_at
    where service_eligibility.rules is distinct from excluded.rules`.execute(tx)
}

/**
 * Makes the cards of these services be `cards`, writing only what differs.
 * @returns the services touched, each with the ids of its cards that are gone
 */
export async function saveCards(tx: Tx, serviceIds: string[], cards: Card[]): Promise<Map<string, string[]>> {
  const stored = await tx
    .selectFrom('service_card')
    .select(['id', 'service_id', 'version'])
    .where('service_id', '=', among(serviceIds))
    .execute()
  const versions = new Map(stored.map(({ id, version }) => [id, version]))
  const kept = new Set(cards.map(({ facts }) => facts.id))
  const fresh = cards.filter(({ facts, version }) => versions.get(facts.id) !== version)
  const gone = stored.filter(({ id }) => !kept.has(id))
  const touched = new Map<string, string[]>(fresh.map(({ facts }) => [facts.serviceId, []]))
  for (const { id, service_id } of gone) touched.set(service_id, [...(touched.get(service_id) ?? []), id])
  if (gone.length > 0) {
    await tx
      .deleteFrom('service_card')
      .where('id', '=', among(gone.map(({ id }) => id)))
      .execute()
  }
  if (fresh.length > 0) await upsertCards(tx, fresh)
  return touched
}

/**
 * One array a column rather than one JSON text for all: each of the two large columns is then read once, and the words
 * need not be looked for inside them.
 */
async function upsertCards(tx: Tx, cards: Card[]): Promise<void> {
  const filters = cards.map(({ facts }) => filtersOf(facts))
  const each = <T>(read: (card: Card) => T) => sql`${cards.map(read)}`
  await sql`insert into service_card (id, service_id, location_id, source_key, version, name, quality, needs, areas,
      delivery, latitude, longitude, facts, display, words)
    select id, service_id, location_id, source_key, version, name, quality, needs::text[], areas::text[],
      delivery::text[], latitude, longitude, facts::jsonb, display::jsonb,
      setweight(to_tsvector('simple', plain_name) || to_tsvector('english', plain_name), 'A')
        || setweight(to_tsvector('simple', unaccent(whose)), 'B') || setweight(to_tsvector('english', unaccent(summary)), 'C')
    from unnest(
        ${each(({ facts }) => facts.id)}::uuid[], ${each(({ facts }) => facts.serviceId)}::uuid[],
        ${each(({ display }) => display.location?.id ?? null)}::uuid[], ${each(({ facts }) => facts.sourceKey)}::text[],
        ${each(({ version }) => version)}::text[], ${each(({ display }) => display.service.name)}::text[],
        ${each(({ quality }) => quality)}::real[], ${each(({ facts }) => arrayLiteral(Object.keys(facts.needs)))}::text[],
        ${filters.map(({ areas }) => arrayLiteral(areas))}::text[],
        ${filters.map(({ delivery }) => arrayLiteral(delivery))}::text[],
        ${each(({ facts }) => facts.point?.lat ?? null)}::float8[], ${each(({ facts }) => facts.point?.lng ?? null)}::float8[],
        ${textsAsArray(cards.map(({ json }) => json.facts))}, ${textsAsArray(cards.map(({ json }) => json.display))},
        ${each(whoseWords)}::text[], ${each(({ display }) => display.summary)}::text[])
      as c(id, service_id, location_id, source_key, version, name, quality, needs, areas, delivery, latitude, longitude,
        facts, display, whose, summary),
      lateral (select unaccent(name) as plain_name offset 0) as plain
    on conflict (id) do update set service_id = excluded.service_id, location_id = excluded.location_id,
      source_key = excluded.source_key, version = excluded.version, name = excluded.name, quality = excluded.quality,
      needs = excluded.needs, areas = excluded.areas, delivery = excluded.delivery, latitude = excluded.latitude,
      longitude = excluded.longitude, facts = excluded.facts, display = excluded.display, words = excluded.words`.execute(
    tx,
  )
}

/** A hidden place's city is no word that it could be found by. */
function whoseWords({ facts, display }: Card): string {
  return `${display.organization.name} ${facts.hidden ? '' : (display.location?.city ?? '')}`
}

/** Notes what the search index does not know yet. A change that waits already keeps the time since when it waits. */
export async function markPending(tx: Tx, touched: Map<string, string[]>, now: Date): Promise<void> {
  // In one order everywhere: two transactions that touch the same services wait for each other, never deadlock.
  const rows = [...touched].sort(([a], [b]) => (a < b ? -1 : 1))
  await sql`insert into search_pending (service_id, since, removed)
    select (p->>0)::uuid, ${now}, array(select jsonb_array_elements_text(p->1)::uuid)
    from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) as p
    on conflict (service_id) do update set stamp = nextval('search_stamp'),
      removed = array(select distinct unnest(search_pending.removed || excluded.removed))`.execute(tx)
}

/** Ids of the services at these places. */
export async function servicesAt(tx: Tx, locationIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('service_at_location')
    .select('service_id')
    .distinct()
    .where('location_id', '=', sql<string>`any(${locationIds}::uuid[])`)
    .where('withdrawn_at', 'is', null)
    .execute()
  return rows.map((row) => row.service_id)
}
