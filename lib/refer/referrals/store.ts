import { type Selectable, sql, type Updateable } from 'kysely'
import { seal, unseal } from '#base/core/seal.ts'
import { asSystem, type Tx } from '#base/db/context.ts'
import type {
  ReferralEvent as EventRow,
  ReferralPacket as PacketRow,
  Referral as ReferralRow,
} from '#base/db/schema.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { consentEnded } from '#refer/consent/store.ts'
import {
  type Party,
  type Proposal,
  proposalSchema,
  type Referral,
  type ReferralEvent,
  type Status,
} from './model.ts'
import type { PacketContent, PacketPreview } from './packet.ts'

export function toReferral(row: Selectable<ReferralRow>): Referral {
  return {
    id: row.id,
    organizationId: row.organization_id,
    clientId: row.client_id,
    clientNeedId: row.client_need_id,
    serviceId: row.service_id,
    locationId: row.location_id,
    agencyId: row.agency_id,
    status: row.status as Status,
    statusBefore: row.status_before as Status | null,
    version: row.version,
    urgency: row.urgency as Referral['urgency'],
    mode: row.mode as Referral['mode'],
    consentId: row.consent_id,
    proposal: row.proposal === null ? null : proposalSchema.parse(row.proposal),
    channel: row.channel as Referral['channel'],
    sensitive: row.sensitive,
    reason: row.reason_code as Referral['reason'],
    dueKind: row.due_kind,
    dueAt: row.due_at,
    mailboxHeld: row.mailbox_held_at !== null,
    assignedTo: row.assigned_to,
    createdBy: row.created_by,
    selfReferred: row.self_referred,
    onwardOf: row.onward_of,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    closedAt: row.closed_at,
  }
}

/** The command's half of what the row policies of `referral` say: who is a party to it, or corrects it. */
const OF_A_PARTY = sql<boolean>`(sends_referral(referral.id) or receives_referral(referral.id)
  or (app_is('administrator') and referral.organization_id = app_organization()))`

export async function findReferral(tx: Tx, id: string): Promise<Referral | undefined> {
  const row = await tx
    .selectFrom('referral')
    .selectAll()
    .where('id', '=', id)
    .where(OF_A_PARTY)
    .executeTakeFirst()
  return row && toReferral(row)
}

/** The referral, locked until the transaction ends: of two at once the second sees what the first did. */
export async function lockReferral(tx: Tx, id: string): Promise<Referral | undefined> {
  const row = await tx
    .selectFrom('referral')
    .selectAll()
    .where('id', '=', id)
    .where(OF_A_PARTY)
    .forUpdate()
    .executeTakeFirst()
  return row && toReferral(row)
}

/** Sealed columns of a referral: the sender's words, the words to a reason, and the latest arrangement. */
export type SealedColumn = 'request' | 'reason' | 'arrangement'

export function sealColumn(referralId: string, column: SealedColumn, text: string): string {
  return seal(keyring(), { field: `referral.${column}`, id: referralId }, text)
}

export async function readSealedColumns(tx: Tx, id: string): Promise<Record<SealedColumn, string | null>> {
  const row = await tx
    .selectFrom('referral')
    .select(['request', 'reason', 'arrangement'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const open = (column: SealedColumn) =>
    row[column] === null ? null : unseal(keyring(), { field: `referral.${column}`, id }, row[column])
  return { request: open('request'), reason: open('reason'), arrangement: open('arrangement') }
}

export async function updateReferral(tx: Tx, id: string, change: Updateable<ReferralRow>): Promise<void> {
  await tx.updateTable('referral').set(change).where('id', '=', id).execute()
}

/** Keeps what was chosen for a referral that is not sent yet. */
export async function saveProposal(tx: Tx, id: string, proposal: Proposal): Promise<void> {
  await tx
    .updateTable('referral')
    .set({ proposal: sql`${JSON.stringify(proposal)}::text::jsonb` })
    .where('id', '=', id)
    .execute()
}

export type NewEvent = ReferralEvent & { referralId: string; detail: string | null }

export async function appendEvent(tx: Tx, event: NewEvent): Promise<void> {
  const sealed =
    event.detail &&
    seal(
      keyring(),
      { field: 'referral_event.detail', id: `${event.referralId} ${event.sequence}` },
      event.detail,
    )
  await tx
    .insertInto('referral_event')
    .values({
      referral_id: event.referralId,
      sequence: event.sequence,
      action: event.action,
      from_status: event.from,
      to_status: event.to,
      party: event.party,
      account_id: event.accountId,
      via: event.via,
      reported_by: event.reportedBy,
      effective_at: event.effectiveAt,
      recorded_at: event.recordedAt,
      reason_code: event.reason,
      data: sql`${JSON.stringify(event.data)}::text::jsonb`,
      detail: sealed,
    })
    .execute()
}

function toEvent(row: Selectable<EventRow>): ReferralEvent {
  return {
    sequence: row.sequence,
    action: row.action as ReferralEvent['action'],
    from: row.from_status as Status | null,
    to: row.to_status as Status,
    party: row.party as Party,
    accountId: row.account_id,
    via: row.via,
    reportedBy: row.reported_by,
    effectiveAt: row.effective_at,
    recordedAt: row.recorded_at,
    reason: row.reason_code as ReferralEvent['reason'],
    data: row.data as Record<string, unknown>,
  }
}

/** The history in order. `words` holds the sealed detail of each, opened, by sequence. */
export async function readEvents(
  tx: Tx,
  referralId: string,
): Promise<{ events: ReferralEvent[]; words: Map<number, string> }> {
  const rows = await tx
    .selectFrom('referral_event')
    .selectAll()
    .where('referral_id', '=', referralId)
    .orderBy('sequence')
    .execute()
  const words = new Map<number, string>()
  for (const row of rows) {
    if (row.detail)
      words.set(
        row.sequence,
        unseal(
          keyring(),
          { field: 'referral_event.detail', id: `${referralId} ${row.sequence}` },
          row.detail,
        ),
      )
  }
  return { events: rows.map(toEvent), words }
}

export async function savePacket(
  tx: Tx,
  packet: {
    referralId: string
    agencyId: string
    fields: readonly string[]
    content: PacketContent
    preview: PacketPreview
    redisclosureNotice: boolean
    now: Date
  },
): Promise<void> {
  const values = {
    agency_id: packet.agencyId,
    fields: [...packet.fields],
    content: seal(
      keyring(),
      { field: 'referral_packet.content', id: packet.referralId },
      JSON.stringify(packet.content),
    ),
    preview: seal(
      keyring(),
      { field: 'referral_packet.preview', id: packet.referralId },
      JSON.stringify(packet.preview),
    ),
    redisclosure_notice: packet.redisclosureNotice,
    made_at: packet.now,
    withdrawn_at: null,
  }
  await tx
    .insertInto('referral_packet')
    .values({ referral_id: packet.referralId, ...values })
    .onConflict((conflict) => conflict.column('referral_id').doUpdateSet(values))
    .execute()
}

export type Packet = {
  fields: string[]
  content: PacketContent
  preview: PacketPreview
  redisclosureNotice: boolean
  madeAt: Date
}

/**
 * Does what a referral disclosed stand open to the receiving side at `now`? Not before it is sent, not once it was taken
 * back, and not once the consent that it rests on has ended: no link opens then, and no message about it leaves.
 */
export async function isDisclosed(tx: Tx, referralId: string, now: Date): Promise<boolean> {
  if ((await consentEnded(tx, [referralId], now)).has(referralId)) return false
  const open = await asSystem(tx, () =>
    tx
      .selectFrom('referral_packet')
      .select('referral_id')
      .where('referral_id', '=', referralId)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst(),
  )
  return open !== undefined
}

/** Has the agency given an answer that nobody has looked at yet? */
export async function hasHeldAnswer(tx: Tx, referralId: string): Promise<boolean> {
  const held = await tx
    .selectFrom('held_answer')
    .select('id')
    .where('referral_id', '=', referralId)
    .where('decided_at', 'is', null)
    .executeTakeFirst()
  return held !== undefined
}

/** What was disclosed; undefined before it is sent and after it was withdrawn. */
export async function findPacket(tx: Tx, referralId: string): Promise<Packet | undefined> {
  return (await findPackets(tx, [referralId])).get(referralId)
}

/** The same for several referrals, by the referral's id. */
export async function findPackets(tx: Tx, referralIds: readonly string[]): Promise<Map<string, Packet>> {
  if (referralIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('referral_packet')
    .selectAll()
    .where('referral_id', 'in', [...referralIds])
    .execute()
  return new Map(rows.map((row) => [row.referral_id, toPacket(row)]))
}

function toPacket(row: Selectable<PacketRow>): Packet {
  const referralId = row.referral_id
  return {
    fields: row.fields,
    content: JSON.parse(
      unseal(keyring(), { field: 'referral_packet.content', id: referralId }, row.content),
    ) as PacketContent,
    preview: JSON.parse(
      unseal(keyring(), { field: 'referral_packet.preview', id: referralId }, row.preview),
    ) as PacketPreview,
    redisclosureNotice: row.redisclosure_notice,
    madeAt: row.made_at,
  }
}
