import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Actor } from '#base/access/actor.ts'
import { tableOf, type Viewer } from '#base/access/tables.ts'
import { feedId } from '#base/core/ids.ts'
import type { DB } from '#base/db/schema.ts'

/** One row in every table, all about the same client, coordinator, organization, need and referral. */
const ROSA = randomUUID()
const ANA = randomUUID()
const RIVERBEND = randomUUID()
const REFERRAL = randomUUID()
const AGENCY = randomUUID()
const NEED = randomUUID()
const TEAM = randomUUID()
const PANTRY = randomUUID()
const ADMINISTRATION = randomUUID()
const AGENCY_INVITATION = randomUUID()
const AGENCY_FILE = randomUUID()
const CONSENT_FILE = randomUUID()
/** Another referral of hers to the same agency, whose packet gives the files too. */
const OPEN_HANDED = randomUUID()
const GIVEN_FILE = randomUUID()
/** One whose packet was taken back, and one that is not sent yet. */
const CLOSED = randomUUID()
const CLOSED_FILE = randomUUID()
const UNSENT = randomUUID()
/** One that she sent herself, and an answer to it that was held. */
const SELF_REFERRED = randomUUID()
const SELF_HELD = randomUUID()
/** A client of another organization, whom Ana carries there. */
const FOREIGN = randomUUID()
const ELSEWHERE = randomUUID()
/** Whom Ana carried once. */
const HANDED_OVER = randomUUID()
/** Who had a membership of the organization once. */
const LEFT = randomUUID()
/** Who opened Rosa's record, before Ana carried it. */
const COLLEAGUE = randomUUID()
/** Staff of Riverbend as an agency: who acts for it alone now, and who acts elsewhere too. */
const AGENT = randomUUID()
const AGENT_OF_TWO = randomUUID()
/** A client whom Ana has just opened and nobody carries yet. */
const OPENED = randomUUID()

/** What stands in a column of this name, in whatever table: a new table gets its row without a line here. */
const BY_COLUMN: Record<string, string> = {
  client_id: ROSA,
  account_id: ANA,
  assigned_to: ANA,
  organization_id: RIVERBEND,
  referral_id: REFERRAL,
  agency_id: AGENCY,
  client_need_id: NEED,
  team_id: TEAM,
  expires_at: '2999-01-01',
  media_type: 'text/plain',
}
const OWN_ID: Record<string, string> = {
  client: ROSA,
  account: ANA,
  care_organization: RIVERBEND,
  referral: REFERRAL,
  agency: AGENCY,
  client_need: NEED,
  team: TEAM,
}

type Row = Record<string, unknown>

/** What a name does not tell and a policy asks about. */
const BY_TABLE: Record<string, Row> = {
  client: { created_by: COLLEAGUE },
  client_link: { other_client_id: ROSA },
  need_outcome: { said_by: 'coordinator' },
  agency: { care_organization_id: PANTRY },
  referral: { status: 'sent', sent_at: '2026-11-30T00:00:00+00:00' },
  attachment: { kind: 'referral', from_party: 'sender' },
  audit_event: { role: 'coordinator' },
  membership: { role: 'coordinator' },
  invitation: { role: 'coordinator' },
}

/** The second row of a table whose first cannot show everything: `need_outcome, said by the agency`. */
const BY_CASE: Record<string, Row | ((actor: Actor) => Row)> = {
  'need_outcome, said by the agency': { said_by: 'agency' },
  'need_outcome, said by the client': { said_by: 'client' },
  "attachment, the agency's": { id: AGENCY_FILE, from_party: 'agency' },
  "attachment, the client's": { from_party: 'client' },
  'referral, self-referred': { self_referred: true, organization_id: null },
  'audit_event, a disclosure': { id: 2, recipient_id: AGENCY },
  "audit_event, the actor's own": (actor) => ({
    role: actor.role,
    account_id: actor.accountId,
    organization_id: actor.organizationId,
  }),
  "break_glass, the actor's own": (actor) => ({
    account_id: actor.accountId ?? ANA,
    organization_id: actor.organizationId ?? RIVERBEND,
  }),
  "membership, an administrator's": { id: ADMINISTRATION, role: 'administrator' },
  'invitation, to agency staff': { id: AGENCY_INVITATION, role: 'agency-staff' },
  'audit_event, under another role': (actor) => ({
    id: 3,
    role: actor.role === 'steward' ? 'coordinator' : 'steward',
    account_id: actor.accountId,
    organization_id: actor.organizationId,
  }),
  'break_glass, for another organization': (actor) => ({
    id: randomUUID(),
    account_id: actor.accountId ?? ANA,
    organization_id: randomUUID(),
  }),
  'caseload, the actor takes it': (actor) => ({
    account_id: actor.accountId ?? ANA,
    since: '2026-01-01T00:00:00+00:00',
  }),
  'caseload, the actor takes a client just opened': (actor) => ({
    client_id: OPENED,
    account_id: actor.accountId ?? ANA,
    since: '2026-01-01T00:00:00+00:00',
  }),
  'caseload, of a client just opened': { client_id: OPENED },
  'caseload, of a client just opened, to another': { client_id: OPENED, account_id: randomUUID() },
  "client_link, to a colleague's client": { id: randomUUID(), other_client_id: OPENED },
  "client_link, from a colleague's client": { id: randomUUID(), client_id: OPENED },
  'account, of somebody who left': { id: LEFT, email: 'left@people.example' },
  'second_factor_reset, of agency staff': { account_id: AGENT },
  'second_factor_reset, of agency staff who act elsewhere too': { account_id: AGENT_OF_TWO },
  'second_factor_reset, of somebody who left': { account_id: LEFT },
  'second_factor_reset, of oneself': (actor) => ({ account_id: actor.accountId ?? randomUUID() }),
  'client, handed over': { id: HANDED_OVER },
  'client, of another organization on a caseload': { id: FOREIGN, organization_id: ELSEWHERE },
  'referral, not sent yet': { id: UNSENT, status: 'withdrawn', sent_at: null },
  'held_answer, of a self-referral': { id: SELF_HELD, referral_id: SELF_REFERRED },
  'referral_packet, closed': {
    referral_id: CLOSED,
    fields: ['attachments'],
    withdrawn_at: '2026-11-30T00:00:00+00:00',
  },
  'attachment, that a closed packet gave': { id: CLOSED_FILE, referral_id: CLOSED },
  'attachment, that the packet gives': { id: GIVEN_FILE, referral_id: OPEN_HANDED },
  'attachment, a paper of a consent': { id: CONSENT_FILE, referral_id: OPEN_HANDED, kind: 'consent' },
  "attachment, the agency's, for a consent": { id: randomUUID(), kind: 'consent', from_party: 'agency' },
}

const person = (
  role: Actor['role'],
  organizationId: string | null,
  accountId: string = randomUUID(),
): Actor => ({
  role,
  accountId,
  organizationId,
  via: null,
})
const oak = randomUUID()

/** Somebody for every role and relation of the table. */
export const VIEWERS: Record<Viewer, Actor> = {
  visitor: { role: 'visitor', accountId: null, organizationId: null, via: null },
  'client: own record': {
    role: 'client',
    accountId: null,
    organizationId: null,
    via: 'link',
    clientId: ROSA,
  },
  'client: another': {
    role: 'client',
    accountId: null,
    organizationId: null,
    via: 'link',
    clientId: randomUUID(),
  },
  'coordinator: caseload': person('coordinator', RIVERBEND, ANA),
  'coordinator: care team': person('coordinator', RIVERBEND),
  'coordinator: break-glass': person('coordinator', RIVERBEND),
  'coordinator: break-glass over': person('coordinator', RIVERBEND),
  'coordinator: colleague': person('coordinator', RIVERBEND, COLLEAGUE),
  'coordinator: caseload, acting elsewhere': person('coordinator', ELSEWHERE, ANA),
  'coordinator: other organization': person('coordinator', ELSEWHERE),
  'coordinator: receiving organization': person('coordinator', PANTRY),
  'supervisor: team': person('supervisor', RIVERBEND),
  'supervisor: break-glass': person('supervisor', RIVERBEND),
  'supervisor: other team': person('supervisor', RIVERBEND),
  'supervisor: other organization': person('supervisor', ELSEWHERE),
  'supervisor: receiving organization': person('supervisor', PANTRY),
  'agency-staff: receiver': person('agency-staff', PANTRY),
  'agency-staff: same organization': person('agency-staff', RIVERBEND),
  'agency-staff: other agency': person('agency-staff', oak),
  'agency-admin: receiver': person('agency-admin', PANTRY),
  'agency-admin: same organization': person('agency-admin', RIVERBEND),
  'agency-admin: other agency': person('agency-admin', oak),
  'link: this referral': {
    role: 'agency-staff',
    accountId: null,
    organizationId: null,
    via: 'link',
    referralId: REFERRAL,
  },
  'link: another referral': {
    role: 'agency-staff',
    accountId: null,
    organizationId: null,
    via: 'link',
    referralId: randomUUID(),
  },
  steward: person('steward', RIVERBEND),
  'administrator: same organization': person('administrator', RIVERBEND),
  'administrator: other organization': person('administrator', ELSEWHERE),
  external: person('external', RIVERBEND),
  'external: receiving organization': person('external', PANTRY),
  system: { role: 'system', accountId: null, organizationId: null, via: 'test' },
}

type Column = { name: string; type: string; required: boolean; identity: boolean }

async function columnsOf(owner: Kysely<DB>, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select attname as name, format_type(atttypid, null) as type, attidentity <> '' as identity,
      attnotnull and attidentity = '' as required
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(
    owner,
  )
  return rows
}

/** The same for the same column every time, so that a row is found again. */
function filler(type: string, where: string): unknown {
  if (type.endsWith('[]')) return []
  if (type === 'uuid') return feedId('test', 'filler', where)
  if (/int|numeric|double|real/.test(type)) return 1
  if (type === 'boolean') return false
  if (type.startsWith('json')) return {}
  if (/date|time/.test(type)) return type === 'date' ? '2026-11-30' : '2026-11-30T00:00:00+00:00'
  return 'x'
}

/** The row that an entry of the table is about, as JSON by column name. */
export async function rowOf(owner: Kysely<DB>, entry: string, actor: Actor): Promise<Row> {
  const table = tableOf(entry)
  const row: Row = {}
  for (const { name, type, required, identity } of await columnsOf(owner, table)) {
    if (name === 'id' && OWN_ID[table]) row.id = OWN_ID[table]
    else if (name in BY_COLUMN && !(name === 'client_id' && type !== 'uuid')) row[name] = BY_COLUMN[name]
    else if (identity) row[name] = 1
    else if (required) row[name] = filler(type, `${table}.${name}`)
  }
  const more = BY_CASE[entry]
  return { ...row, ...BY_TABLE[table], ...(typeof more === 'function' ? more(actor) : more) }
}

/** Puts in the row of every table, and what makes the viewers what they are. Foreign keys rest meanwhile. */
export async function givenRows(owner: Kysely<DB>, tables: readonly string[]): Promise<void> {
  await owner.transaction().execute(async (tx) => {
    // Values that make no sense are good enough here: permission does not ask about them.
    await sql`do $$ declare it record; begin
      for it in select conrelid::regclass as place, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace and conrelid <> 0
      loop execute format('alter table %s drop constraint %I', it.place, it.conname); end loop; end $$`.execute(
      tx,
    )
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const table of tables) {
      await insertRow(tx, table, await rowOf(tx, table, VIEWERS['coordinator: caseload']))
    }
    for (const entry of [
      "membership, an administrator's",
      'invitation, to agency staff',
      'audit_event, a disclosure',
      "attachment, the agency's",
      'attachment, that the packet gives',
      'attachment, that a closed packet gave',
      'referral_packet, closed',
      'referral, not sent yet',
      'client, of another organization on a caseload',
      'client, handed over',
      'account, of somebody who left',
      'attachment, a paper of a consent',
      'held_answer, of a self-referral',
    ])
      await insertRow(tx, tableOf(entry), {
        ...(await rowOf(tx, entry, VIEWERS['coordinator: caseload'])),
        ...(entry.startsWith('invitation') && { token_hash: 'y' }),
      })
    const opened = await rowOf(tx, 'client', VIEWERS['coordinator: caseload'])
    await insertRow(tx, 'client', { ...opened, id: OPENED, created_by: ANA })
    const sent = await rowOf(tx, 'referral', VIEWERS['coordinator: caseload'])
    await insertRow(tx, 'referral', { ...sent, id: OPEN_HANDED })
    await insertRow(tx, 'referral', { ...sent, id: CLOSED })
    await insertRow(tx, 'referral', { ...sent, id: SELF_REFERRED, self_referred: true })
    const once = { account_id: ANA, kind: 'primary', since: '2026-01-03', until: '2026-01-04' }
    await insertRow(tx, 'caseload', { ...once, client_id: HANDED_OVER })
    const membership = await rowOf(tx, 'membership', VIEWERS['coordinator: caseload'])
    await insertRow(tx, 'membership', {
      ...membership,
      ...{ id: randomUUID(), account_id: LEFT, ended_at: '2026-01-05' },
    })
    const acts = (accountId: string | null, organizationId: string, role: string, ended?: string) =>
      insertRow(tx, 'membership', {
        ...membership,
        ...{ id: randomUUID(), account_id: accountId, organization_id: organizationId, role },
        ...(ended && { ended_at: ended }),
      })
    await acts(AGENT, RIVERBEND, 'agency-staff')
    await acts(AGENT, ELSEWHERE, 'coordinator', '2026-01-05')
    await acts(AGENT_OF_TWO, RIVERBEND, 'agency-staff')
    await acts(AGENT_OF_TWO, ELSEWHERE, 'agency-staff')
    await acts(VIEWERS['agency-admin: same organization'].accountId, RIVERBEND, 'agency-admin')
    await acts(VIEWERS['administrator: same organization'].accountId, RIVERBEND, 'administrator')
    // Being in a team is not supervising it.
    await insertRow(tx, 'team_member', {
      ...{ team_id: TEAM, account_id: VIEWERS['supervisor: other team'].accountId, supervises: false },
    })
    // Helps with Rosa, and did and wrote none of what is there.
    await insertRow(tx, 'caseload', {
      client_id: ROSA,
      account_id: VIEWERS['coordinator: care team'].accountId,
      kind: 'care-team',
      since: '2026-01-02',
    })
    await insertRow(tx, 'caseload', {
      client_id: FOREIGN,
      account_id: ANA,
      kind: 'primary',
      since: '2026-01-02',
    })
    const packet = await rowOf(tx, 'referral_packet', VIEWERS['coordinator: caseload'])
    await insertRow(tx, 'referral_packet', {
      ...packet,
      referral_id: OPEN_HANDED,
      fields: ['attachments'],
    })
    const glass = (viewer: Viewer, over: boolean) => ({
      id: randomUUID(),
      account_id: VIEWERS[viewer].accountId,
      organization_id: RIVERBEND,
      client_id: ROSA,
      reason: 'x',
      expires_at: over ? '2026-01-01' : '2999-01-01',
    })
    await insertRow(tx, 'break_glass', glass('coordinator: break-glass', false))
    await insertRow(tx, 'break_glass', glass('supervisor: break-glass', false))
    await insertRow(tx, 'break_glass', glass('coordinator: break-glass over', true))
    await insertRow(tx, 'break_glass', {
      ...glass('coordinator: break-glass over', false),
      ended_at: '2026-11-30',
    })
    await insertRow(tx, 'team_member', {
      team_id: TEAM,
      account_id: VIEWERS['supervisor: team'].accountId,
      supervises: true,
    })
  })
}

async function insertRow(tx: Kysely<DB>, table: string, row: Row): Promise<void> {
  const names = Object.keys(row)
  await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))}) overriding system value
    select ${sql.join(names.map((name) => sql.ref(name)))}
    from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::text::jsonb)`.execute(tx)
}
