import { sql } from 'kysely'
import type { Actor } from '#base/access/actor.ts'
import { newId } from '#base/core/ids.ts'
import { seal } from '#base/core/seal.ts'
import type { Database } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { sealRecord } from '#refer/clients/store.ts'

/** Somebody to act as, and needs for which nothing has been asked yet. */
export type Cast = {
  needs: { clientNeedId: string; serviceId: string; coordinator: Actor; agency: Actor }[]
}

/** Clients that one coordinator carries. */
const CASELOAD = 60
const AGENCIES = 400
/** Ten referrals a client: a busy network's history of some years. */
const REFERRALS_A_CLIENT = 10

/**
 * A history of invented clients and referrals, written by SQL: nine of ten are closed, each with six events, a packet,
 * an audit row an event and a notification. Clients' records are sealed as the product seals them.
 */
export async function writeHistory(owner: Database, referrals: number): Promise<Cast> {
  // What is written here refers to what is written here: checking each row and waiting for the disk proves nothing.
  await sql`set session_replication_role = replica`.execute(owner)
  await sql`set synchronous_commit = off`.execute(owner)
  const clients = Math.ceil(referrals / REFERRALS_A_CLIENT)
  const organizationId = newId()
  await owner
    .insertInto('care_organization')
    .values({ id: organizationId, name: 'Bench Care', refers: true })
    .execute()
  const coordinators = await writeAccounts(
    owner,
    organizationId,
    'coordinator',
    Math.ceil(clients / CASELOAD),
  )
  await writeAgencies(owner)
  const agencies = await owner
    .selectFrom('agency')
    .innerJoin('service', 'service.organization_id', 'agency.directory_organization_id')
    .select(['agency.id', 'service.id as serviceId', 'agency.care_organization_id as careId'])
    .orderBy('agency.id')
    .execute()
  const staff = await writeAccounts(owner, agencies[0]?.careId ?? '', 'agency-staff', 1)
  const caseload = await writeClients(owner, organizationId, coordinators, clients)
  await writeReferrals(owner, organizationId, referrals, clients)
  await sql`analyze`.execute(owner)
  const person = (role: Actor['role'], accountId: string, organization: string): Actor => ({
    role,
    accountId,
    organizationId: organization,
    via: null,
  })
  const first = agencies[0]
  if (!first?.careId || !staff[0]) throw new Error('The history has no agency with accounts.')
  const agency = person('agency-staff', staff[0], first.careId)
  return {
    needs: caseload.map(({ clientNeedId, accountId }) => ({
      clientNeedId,
      serviceId: first.serviceId,
      coordinator: person('coordinator', accountId, organizationId),
      agency,
    })),
  }
}

async function writeAccounts(
  owner: Database,
  organizationId: string,
  role: Actor['role'],
  count: number,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId())
  await owner
    .insertInto('account')
    .values(ids.map((id) => ({ id, email: `${id}@bench.example`, name: 'Bench' })))
    .execute()
  await owner
    .insertInto('membership')
    .values(ids.map((id) => ({ id: newId(), account_id: id, organization_id: organizationId, role })))
    .execute()
  return ids
}

/** Every agency has a mailbox; every fourth has accounts as well. */
async function writeAgencies(owner: Database): Promise<void> {
  const rows = Array.from({ length: AGENCIES }, (_, index) => ({
    organizationId: newId(),
    serviceId: newId(),
    agencyId: newId(),
    careId: index % 4 === 0 ? newId() : null,
    name: `Agency ${index}`,
  }))
  await owner
    .insertInto('organization')
    .values(rows.map(({ organizationId, name }) => ({ id: organizationId, name, description: '' })))
    .execute()
  await owner
    .insertInto('service')
    .values(
      rows.map(({ serviceId, organizationId, name }) => ({
        id: serviceId,
        organization_id: organizationId,
        name,
        description: '',
      })),
    )
    .execute()
  await owner
    .insertInto('care_organization')
    .values(rows.flatMap(({ careId, name }) => (careId ? [{ id: careId, name, receives: true }] : [])))
    .execute()
  await owner
    .insertInto('agency')
    .values(
      rows.map(({ agencyId, organizationId, careId, name }, index) => ({
        id: agencyId,
        directory_organization_id: organizationId,
        care_organization_id: careId,
        name,
        mailbox: `agency-${index}@bench.example`,
      })),
    )
    .execute()
}

/** @returns a fresh need of each of the first clients, with who carries them. */
async function writeClients(
  owner: Database,
  organizationId: string,
  coordinators: readonly string[],
  count: number,
): Promise<{ clientNeedId: string; accountId: string }[]> {
  const fresh: { clientNeedId: string; accountId: string }[] = []
  for (let from = 0; from < count; from += 500) {
    const batch = Array.from({ length: Math.min(500, count - from) }, (_, index) => ({
      id: newId(),
      need: newId(),
      accountId: coordinators[(from + index) % coordinators.length] as string,
      name: `Client ${from + index}`,
    }))
    await owner
      .insertInto('client')
      .values(
        batch.map(({ id, name }) => ({
          id,
          organization_id: organizationId,
          record: sealRecord(
            id,
            clientRecordSchema.parse({
              alias: name,
              phone: '210-555-0100',
              email: `${id}@bench.example`,
              safeContact: { channels: ['call', 'mail'] },
            }),
          ),
        })),
      )
      .execute()
    await owner
      .insertInto('caseload')
      .values(batch.map(({ id, accountId }) => ({ client_id: id, account_id: accountId })))
      .execute()
    await owner
      .insertInto('client_need')
      .values(batch.map(({ id, need }) => ({ id: need, client_id: id, need_id: 'food.pantry' })))
      .execute()
    fresh.push(...batch.map(({ need, accountId }) => ({ clientNeedId: need, accountId })))
  }
  return fresh
}

const STEPS: readonly [action: string, from: string | null, to: string, party: string][] = [
  ['create', null, 'draft', 'sender'],
  ['send', 'draft', 'sent', 'sender'],
  ['open', 'sent', 'opened', 'agency'],
  ['accept', 'opened', 'accepted', 'agency'],
  ['begin', 'accepted', 'in-service', 'agency'],
  ['close-served', 'in-service', 'closed-served', 'agency'],
]

async function writeReferrals(
  owner: Database,
  organizationId: string,
  count: number,
  clients: number,
): Promise<void> {
  await sql`
    insert into referral (id, organization_id, client_id, client_need_id, service_id, agency_id, status, mode, channel, due_kind, due_at, next_ring_at, created_at, sent_at, closed_at, updated_at)
    select gen_random_uuid(), ${organizationId}, need.client_id, need.id, agency.service_id, agency.id,
      case when n % 10 = 0 then 'in-service' else 'closed-served' end, 'treatment', 'mail',
      case when n % 10 = 0 then 'progress-note' end, case when n % 10 = 0 then now() + (n % 60) * interval '1 day' end,
      case when n % 10 = 0 then now() + (n % 60) * interval '1 day' end,
      now() - (n % 700 + 10) * interval '1 day', now() - (n % 700 + 9) * interval '1 day',
      case when n % 10 <> 0 then now() - (n % 700 + 1) * interval '1 day' end, now() - (n % 700 + 1) * interval '1 day'
    from generate_series(0, ${count}::int - 1) n
    join (select id, client_id, row_number() over (order by id) - 1 as at from client_need) need on need.at = n % ${clients}::int
    join (select agency.id, service.id as service_id, row_number() over (order by agency.id) - 1 as at from agency
      join service on service.organization_id = agency.directory_organization_id) agency on agency.at = (n * 7) % ${AGENCIES}::int`.execute(
    owner,
  )
  for (const [index, [action, from, to, party]] of STEPS.entries())
    await sql`
      insert into referral_event (referral_id, sequence, action, from_status, to_status, party, effective_at, recorded_at)
      select id, ${index + 1}::int, ${action}, ${from}, ${to}, ${party}, created_at + ${index}::int * interval '1 hour', created_at + ${index}::int * interval '1 hour'
      from referral where status = 'closed-served' or ${index}::int < 5`.execute(owner)
  await writePackets(owner)
  await sql`insert into audit_event (at, role, account_id, organization_id, action, entity, entity_id, client_id, purpose)
    select event.recorded_at, case event.party when 'agency' then 'agency-staff' else 'coordinator' end, caseload.account_id, referral.organization_id,
      'referral:' || event.action, 'referral', referral.id, referral.client_id, 'treatment'
    from referral_event event join referral on referral.id = event.referral_id join caseload on caseload.client_id = referral.client_id`.execute(
    owner,
  )
  await sql`insert into access_link (id, kind, token_hash, client_id, referral_id, agency_id, created_at, expires_at)
    select gen_random_uuid(), 'agency', id, client_id, id, agency_id, created_at, created_at + interval '30 days' from referral`.execute(
    owner,
  )
  await sql`insert into notification (id, dedupe_key, topic, agency_id, referral_id, channel, created_at, sent_at)
    select gen_random_uuid(), id || ':sent', 'referral-sent', agency_id, id, 'mail', created_at, created_at from referral`.execute(
    owner,
  )
  await sql`insert into mail_message (id, dedupe_key, to_address, template, locale, values, referral_id, created_at, sent_at)
    select gen_random_uuid(), id || ':sent', 'x@bench.example', 'agency.referral-sent', 'en', '{}', id, created_at, created_at from referral`.execute(
    owner,
  )
}

/** What was disclosed, sealed as the product seals it: lists and pages open it. */
async function writePackets(owner: Database): Promise<void> {
  const rows = await owner.selectFrom('referral').select(['id', 'agency_id']).execute()
  const packets = rows.map(({ id, agency_id }, index) => ({
    referral_id: id,
    agency_id,
    content: seal(
      keyring(),
      { field: 'referral_packet.content', id },
      JSON.stringify({ name: `Client ${index}`, phone: '210-555-0100', needId: 'food.pantry' }),
    ),
    preview: seal(
      keyring(),
      { field: 'referral_packet.preview', id },
      JSON.stringify({ initials: 'C.', needId: 'food.pantry' }),
    ),
  }))
  for (let from = 0; from < packets.length; from += 5000)
    await sql`insert into referral_packet (referral_id, agency_id, fields, content, preview)
      select referral_id, agency_id, array['name', 'contact', 'need'], content, preview
      from jsonb_to_recordset(${JSON.stringify(packets.slice(from, from + 5000))}::text::jsonb)
        as packet (referral_id uuid, agency_id uuid, content text, preview text)`.execute(owner)
}
