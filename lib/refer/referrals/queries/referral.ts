import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { unseal } from '#base/core/seal.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import type { Agency } from '#refer/agencies/model.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { recordFor } from '#refer/clients/field-access.ts'
import { displayName } from '#refer/clients/model.ts'
import { findClient } from '#refer/clients/store.ts'
import type { Field } from '#refer/consent/model.ts'
import type { FileLine } from '#refer/files/model.ts'
import { filesOf } from '#refer/files/store.ts'
import { senderOf } from '../commands/create.ts'
import { type Message, messagesOf } from '../commands/messages.ts'
import { mayReferOn } from '../commands/refer-on.ts'
import type { Outcome, Party, Referral, ReferralEvent, Status } from '../model.ts'
import { disclosedPart } from '../packet.ts'
import { partyOf } from '../relation.ts'
import {
  findPacket,
  findReferral,
  isDisclosed,
  type Packet,
  readEvents,
  readSealedColumns,
} from '../store.ts'
import { type OpenMove, openMoves } from '../transitions.ts'
import { type Notice, noticesOf } from './notices.ts'
import { answerToOf, consentFor, type StandingConsent, toTellOf } from './sender-side.ts'

export type TimelineEntry = Pick<
  ReferralEvent,
  | 'sequence'
  | 'action'
  | 'from'
  | 'to'
  | 'party'
  | 'reportedBy'
  | 'effectiveAt'
  | 'recordedAt'
  | 'reason'
  | 'data'
> & {
  /** Words that came with it: a question, an answer, a reason. */
  words: Record<string, unknown>
  /** The program that an agency named as a better fit. */
  program: { id: string; name: string } | null
}

export type SaidOutcome = {
  saidBy: 'agency' | 'client' | 'coordinator'
  outcome: Outcome
  reasonCode: string | null
  note: string | null
  at: Date
}

export type OnwardLine = { id: string; which: 'from' | 'to'; status: Status; agencyName: string }

export type ReferralView = {
  referral: Referral
  party: Party
  agency: Pick<
    Agency,
    'id' | 'name' | 'phone' | 'fax' | 'callHours' | 'phoneHours' | 'contactName' | 'calendar'
  > & {
    mailbox: string | null
    /** A mailbox that somebody else put on file, from which this referral is held; null where it is not. */
    heldFrom: string | null
    /** The mailbox that somebody says is not the agency's; null for the receiving side, and where nobody doubts it. */
    doubted: string | null
    /** The last message to its mailbox came back, or somebody else reads it; told to who asked it themselves. */
    unreached: boolean
  }
  service: { id: string; name: string }
  needId: string
  /** The sender's words; null for those who see only the packet. */
  request: string | null
  arrangement: Record<string, unknown> | null
  reasonWords: string | null
  timeline: TimelineEntry[]
  /** What this reader can do next; `reported` moves want to know who said it. */
  moves: OpenMove[]
  messages: Message[]
  outcomes: SaidOutcome[]
  /** Files that this reader may open, oldest first. */
  files: FileLine[]
  /** What was disclosed, null before sending; for the agency also once it was taken back or the consent has ended. */
  packet: Packet | null
  /** Does that stand open? If not, the sender reads what once went, and tells, prints and hands out nothing of it anew. */
  disclosed: boolean
  /** The client's name for the sender's side; the packet says what the agency may call them. */
  clientName: string | null
  /** May this reader, an agency, send the person on to another program? */
  mayReferOn: boolean
  /** Where it came on from and where it went on to; empty for all but the sender's side. */
  onward: OnwardLine[]
  /** The consent that it rests on; null without one, for the receiving side, and for whom it was not given. */
  consent: StandingConsent | null
  /** What the product told agency and client, and whether it arrived; empty for all but the sender's side. */
  notices: Notice[]
  /** What an agency that nothing is mailed to has yet to be told, and the task to do it; null for the receiving side. */
  toTell: { taskId: string; action: string } | null
  /** Whom an agency answers that has the page on paper: the coordinator, and the number to call back; for the sender's side. */
  answerTo: { coordinator: string | null; phone: string | null } | null
  /** The organization that sends it; null for whom nothing is open any more, and where the client came by themselves. */
  senderName: string | null
}

/** One referral as its reader may see it. The read is written down. @throws not-found for absent and not yours alike. */
export async function readReferral(ctx: Ctx, id: string): Promise<ReferralView> {
  requirePermission(ctx.actor, 'referral:read')
  return transact(ctx, async (tx) => {
    const referral = await findReferral(tx, id)
    const party = partyOf(ctx.actor)
    const agency = referral && (await findAgency(tx, referral.agencyId))
    if (!referral || !party || !agency) throw notFound()
    await record(tx, ctx, {
      action: 'referral:read',
      entity: 'referral',
      entityId: id,
      clientId: referral.clientId,
      purpose: referral.mode,
    })
    // The receiving side sees what was disclosed and nothing once it was withdrawn or the consent has ended.
    const receiving = party === 'agency'
    const disclosed = await isDisclosed(tx, id, ctx.now)
    const stored = receiving && !disclosed ? undefined : await findPacket(tx, id)
    const packet = stored
      ? { ...stored, content: disclosedPart(stored.content, stored.fields as Field[]) }
      : null
    const { events, words } = await readEvents(tx, id)
    const sealed =
      receiving && !packet
        ? { request: null, reason: null, arrangement: null }
        : await readSealedColumns(tx, id)
    const service = await tx
      .selectFrom('service')
      .select(['id', 'name'])
      .where('id', '=', referral.serviceId)
      .executeTakeFirstOrThrow()
    return {
      referral,
      party,
      agency: {
        id: agency.id,
        name: agency.name,
        phone: agency.phone,
        fax: agency.fax,
        callHours: agency.callHours,
        phoneHours: agency.phoneHours,
        contactName: agency.contactName,
        calendar: agency.calendar,
        mailbox: receiving ? null : agency.mailbox,
        heldFrom:
          party === 'sender' && referral.mailboxHeld && referral.closedAt === null ? agency.mailbox : null,
        doubted: party === 'sender' && referral.closedAt === null ? agency.doubtedMailbox : null,
        unreached: referral.selfReferred && !receiving && (await isUnreached(tx, agency.id)),
      },
      service,
      needId: receiving ? (packet?.content.needId ?? '') : await needIdOf(tx, referral.clientNeedId),
      request: receiving
        ? (packet?.content.request ?? null)
        : requestFor(ctx, referral, stored, sealed.request),
      arrangement: sealed.arrangement ? (JSON.parse(sealed.arrangement) as Record<string, unknown>) : null,
      reasonWords: sealed.reason,
      timeline: receiving && !packet ? [] : timelineFor(party, events, words, await programsOf(tx, events)),
      moves: openMoves(referral, party),
      messages: receiving && !packet ? [] : await messagesOf(tx, id),
      outcomes: await outcomesOf(tx, id),
      files: receiving && !packet ? [] : await filesOf(tx, id),
      packet,
      disclosed,
      clientName: receiving ? null : await clientNameOf(tx, referral.clientId),
      mayReferOn: receiving && packet !== null && mayReferOn(referral),
      notices: party === 'sender' ? await noticesOf(tx, id) : [],
      toTell: party === 'sender' ? await toTellOf(tx, id, events) : null,
      onward: party === 'sender' ? await onwardOf(tx, referral) : [],
      consent: receiving ? null : await consentFor(tx, ctx.now, referral.consentId),
      answerTo: party === 'sender' ? await answerToOf(tx, referral) : null,
      senderName: receiving && !packet ? null : (await senderOf(tx, referral.organizationId)).name,
    }
  })
}

/** Who decides for the client reads of the sender's words what they were asked to share, or shared. */
function requestFor(
  { actor }: Ctx,
  { proposal }: Referral,
  packet: Packet | undefined,
  request: string | null,
): string | null {
  const given: readonly string[] = proposal?.fields ?? packet?.fields ?? []
  return actor.giver && !given.includes('request') ? null : request
}

/** Events before it was sent are the sender's own affair. */
function timelineFor(
  party: Party,
  events: readonly ReferralEvent[],
  words: ReadonlyMap<number, string>,
  programs: ReadonlyMap<unknown, { id: string; name: string }>,
): TimelineEntry[] {
  const shown =
    party === 'agency'
      ? events.filter((event) => event.to !== 'draft' && event.to !== 'awaiting-consent')
      : events
  return shown.map(({ accountId: _, via: __, ...event }) => ({
    ...event,
    words: JSON.parse(words.get(event.sequence) ?? '{}') as Record<string, unknown>,
    program: programs.get(event.data.betterFitServiceId) ?? null,
  }))
}

/** Programs that the history names, by id. */
async function programsOf(
  tx: Tx,
  events: readonly ReferralEvent[],
): Promise<Map<unknown, { id: string; name: string }>> {
  const ids = events.flatMap(({ data }) =>
    typeof data.betterFitServiceId === 'string' ? [data.betterFitServiceId] : [],
  )
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('service').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function onwardOf(tx: Tx, { id, onwardOf: from }: Referral): Promise<OnwardLine[]> {
  const rows = await tx
    .selectFrom('referral')
    .innerJoin('agency', 'agency.id', 'referral.agency_id')
    .select(['referral.id', 'referral.status', 'agency.name'])
    .where((eb) => eb.or([eb('onward_of', '=', id), ...(from ? [eb('referral.id', '=', from)] : [])]))
    .orderBy('referral.created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    which: row.id === from ? 'from' : 'to',
    status: row.status as Status,
    agencyName: row.name,
  }))
}

async function isUnreached(tx: Tx, agencyId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('agency')
    .select(['mailbox_bounced_at', 'mailbox_doubted_at'])
    .where('id', '=', agencyId)
    .executeTakeFirst()
  return Boolean(row?.mailbox_bounced_at ?? row?.mailbox_doubted_at)
}

async function needIdOf(tx: Tx, clientNeedId: string): Promise<string> {
  const row = await tx
    .selectFrom('client_need')
    .select('need_id')
    .where('id', '=', clientNeedId)
    .executeTakeFirst()
  return row?.need_id ?? ''
}

async function clientNameOf(tx: Tx, clientId: string): Promise<string | null> {
  const client = await findClient(tx, clientId)
  return client ? displayName(recordFor('list', client.record)) : null
}

async function outcomesOf(tx: Tx, referralId: string): Promise<SaidOutcome[]> {
  const rows = await tx
    .selectFrom('need_outcome')
    .selectAll()
    .where('referral_id', '=', referralId)
    .orderBy('at')
    .execute()
  return rows.map((row) => ({
    saidBy: row.said_by as SaidOutcome['saidBy'],
    outcome: row.outcome as Outcome,
    reasonCode: row.reason_code,
    note: row.note && unseal(keyring(), { field: 'need_outcome.note', id: row.id }, row.note),
    at: row.at,
  }))
}
