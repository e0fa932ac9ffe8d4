import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '#base/core/ids.ts'
import { linkToken } from '#base/core/link-token.ts'
import type { Tx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { isMailLocale } from '#base/mail/render.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { STATUSES } from '#refer/referrals/model.ts'
import { isEnded } from '#refer/referrals/transitions.ts'

export type LinkKind = 'agency' | 'client' | 'consent' | 'card'

/** How long each kind of link lives; an expired one offers a new one to the address on file. */
const LINK_DAYS: Readonly<Record<LinkKind, number>> = { agency: 30, client: 90, consent: 14, card: 60 }

/**
 * A link that would end sooner is not sent again: the message may be opened weeks later. Only the client's own page is
 * long-lived enough for that; an agency's link begins with its 30 days.
 */
const DAYS_LEFT: Partial<Record<LinkKind, number>> = { client: 30 }

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** The live link of this kind for this referral or client, made when there is none or it ends soon. @returns its id. */
export async function linkFor(
  tx: Tx,
  now: Date,
  link: {
    kind: LinkKind
    clientId: string
    referralId?: string
    agencyId?: string
    /** Whose private page it opens; the client's own when absent. */
    giver?: 'client' | 'guardian' | 'representative'
    /** How long a new one lives, where that is not what its kind usually has. */
    days?: number
  },
): Promise<string> {
  const soon = new Date(now.getTime() + (DAYS_LEFT[link.kind] ?? 0) * 86_400_000)
  const known = await tx
    .selectFrom('access_link')
    .select('id')
    .where('kind', '=', link.kind)
    .where('client_id', '=', link.clientId)
    .where('giver', '=', link.giver ?? 'client')
    .where('referral_id', 'is not distinct from', link.referralId ?? null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', soon)
    // One of an older key is left to end: what goes out from now on rests on the current one.
    .where((where) => where.or([where('key_id', 'is', null), where('key_id', '=', keyring().current)]))
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  if (known) return known.id
  const id = newId()
  const expires = new Date(now.getTime() + (link.days ?? LINK_DAYS[link.kind]) * 86_400_000)
  await tx
    .insertInto('access_link')
    .values({
      id,
      kind: link.kind,
      token_hash: tokenHash(linkToken(keyring(), id)),
      key_id: keyring().current,
      client_id: link.clientId,
      referral_id: link.referralId ?? null,
      agency_id: link.agencyId ?? null,
      giver: link.giver ?? 'client',
      created_at: now,
      expires_at: expires,
    })
    .execute()
  return id
}

const AT_AGENCY = STATUSES.filter(
  (status) => !isEnded(status) && status !== 'draft' && status !== 'awaiting-consent',
)

export type Person = { accountId: string; email: string; locale: Locale }

function toPerson(row: { id: string; email: string; locale: string }): Person {
  return { accountId: row.id, email: row.email, locale: isMailLocale(row.locale) ? row.locale : 'en' }
}

/** The coordinators who carry the client now; the one who made the referral comes along while a colleague. */
export async function coordinatorsOf(tx: Tx, clientId: string): Promise<Person[]> {
  const rows = await tx
    .selectFrom('caseload')
    .innerJoin('account', 'account.id', 'caseload.account_id')
    .select(['account.id', 'account.email', 'account.locale'])
    .where('caseload.client_id', '=', clientId)
    .where('caseload.until', 'is', null)
    .where('account.deactivated_at', 'is', null)
    .execute()
  return rows.map(toPerson)
}

/** Who supervises a team of one of the client's coordinators, in the organization that carries the client. */
export async function supervisorsOf(tx: Tx, clientId: string): Promise<Person[]> {
  const rows = await tx
    .selectFrom('caseload')
    .innerJoin('client', 'client.id', 'caseload.client_id')
    .innerJoin('team_member as member', 'member.account_id', 'caseload.account_id')
    .innerJoin('team', (join) =>
      join
        .onRef('team.id', '=', 'member.team_id')
        .onRef('team.organization_id', '=', 'client.organization_id'),
    )
    .innerJoin('team_member as boss', (join) =>
      join.onRef('boss.team_id', '=', 'member.team_id').on('boss.supervises', '=', true),
    )
    .innerJoin('account', 'account.id', 'boss.account_id')
    .select(['account.id', 'account.email', 'account.locale'])
    .distinct()
    .where('caseload.client_id', '=', clientId)
    .where('caseload.until', 'is', null)
    .where('account.deactivated_at', 'is', null)
    .execute()
  return rows.map(toPerson)
}

/**
 * Who can put a coordinator into a team where nobody supervises them: the supervisors of the organization that carries the
 * client, and where it has none its administrators.
 */
export async function arrangersOf(tx: Tx, clientId: string): Promise<Person[]> {
  for (const role of ['supervisor', 'administrator'] as const) {
    const rows = await tx
      .selectFrom('client')
      .innerJoin('membership', 'membership.organization_id', 'client.organization_id')
      .innerJoin('account', 'account.id', 'membership.account_id')
      .select(['account.id', 'account.email', 'account.locale'])
      .distinct()
      .where('client.id', '=', clientId)
      .where('membership.role', '=', role)
      .where('membership.ended_at', 'is', null)
      .where('account.deactivated_at', 'is', null)
      .execute()
    if (rows.length > 0) return rows.map(toPerson)
  }
  return []
}

/** Staff of an agency with accounts. */
export async function staffOf(
  tx: Tx,
  careOrganizationId: string,
  assignedTo: string | null,
): Promise<Person[]> {
  const rows = await tx
    .selectFrom('membership')
    .innerJoin('account', 'account.id', 'membership.account_id')
    .select(['account.id', 'account.email', 'account.locale'])
    .where('membership.organization_id', '=', careOrganizationId)
    .where('membership.role', 'in', ['agency-staff', 'agency-admin'])
    .where('membership.ended_at', 'is', null)
    .where('account.deactivated_at', 'is', null)
    .$if(assignedTo !== null, (query) => query.where('account.id', '=', assignedTo as string))
    .execute()
  return rows.map(toPerson)
}

/** Referrals that an agency without accounts answers by mailed links and that are not over. Its staff have their inbox. */
export async function runningAtAgency(tx: Tx, agencyId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('referral')
    .innerJoin('agency', 'agency.id', 'referral.agency_id')
    .select('referral.id')
    .where('referral.agency_id', '=', agencyId)
    .where('agency.care_organization_id', 'is', null)
    .where('referral.channel', '=', 'mail')
    .where('referral.mailbox_held_at', 'is', null)
    .where('referral.status', 'in', AT_AGENCY)
    .execute()
  return rows.map(({ id }) => id)
}

/** Those of who came by themselves that nobody at the agency has answered yet. */
export async function selfReferredAt(tx: Tx, agencyId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('referral')
    .select('id')
    .where('agency_id', '=', agencyId)
    .where('self_referred', '=', true)
    .where('status', 'in', ['sent', 'opened'])
    .execute()
  return rows.map(({ id }) => id)
}

/** How an account wants to hear of a topic; at once unless it said otherwise. */
export async function deliveryOf(
  tx: Tx,
  accountId: string,
  topic: string,
): Promise<'at-once' | 'digest' | 'none'> {
  const row = await tx
    .selectFrom('notification_setting')
    .select('delivery')
    .where('account_id', '=', accountId)
    // What was said of this topic, else of all.
    .where('topic', 'in', [topic, 'all'])
    .orderBy(sql`topic = 'all'`)
    .limit(1)
    .executeTakeFirst()
  return (row?.delivery as 'at-once' | 'digest' | 'none' | undefined) ?? 'at-once'
}

export type NewNotification = {
  key: string
  topic: string
  channel: 'mail' | 'text' | 'screen'
  referralId: string
  accountId?: string
  clientId?: string
  agencyId?: string
  dueAt?: Date
  /** Kept to show that nothing was sent, and why. */
  droppedWhy?: string
}

/** Whether anybody has been told such news of a referral at or after `since`. */
export async function wasTold(
  tx: Tx,
  topics: readonly string[],
  referralId: string,
  since: Date,
): Promise<boolean> {
  const told = await tx
    .selectFrom('notification')
    .select('id')
    .where('referral_id', '=', referralId)
    .where('topic', 'in', [...topics])
    .where('created_at', '>=', since)
    .executeTakeFirst()
  return told !== undefined
}

/** Takes back the messages of one kind that have not left yet. */
export async function dropWaiting(tx: Tx, now: Date, referralId: string, topic: string): Promise<void> {
  const dropped = await tx
    .updateTable('mail_message')
    .set({ dropped_at: now })
    .where('sent_at', 'is', null)
    .where('dropped_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('dedupe_key', 'in', (told) =>
      told
        .selectFrom('notification')
        .select('dedupe_key')
        .where('referral_id', '=', referralId)
        .where('topic', '=', topic),
    )
    .returning('dedupe_key')
    .execute()
  if (dropped.length === 0) return
  await tx
    .updateTable('notification')
    .set({ dropped_at: now, dropped_why: 'asked-again' })
    .where(
      'dedupe_key',
      'in',
      dropped.map((mail) => mail.dedupe_key),
    )
    .execute()
}

/** One row an event and recipient. @returns whether it is new: the caller sends only then. */
export async function noteNotification(tx: Tx, now: Date, note: NewNotification): Promise<boolean> {
  const made = await tx
    .insertInto('notification')
    .values({
      id: newId(),
      dedupe_key: note.key,
      topic: note.topic,
      channel: note.channel,
      referral_id: note.referralId,
      account_id: note.accountId ?? null,
      client_id: note.clientId ?? null,
      agency_id: note.agencyId ?? null,
      created_at: now,
      due_at: note.dueAt ?? now,
      dropped_at: note.droppedWhy ? now : null,
      dropped_why: note.droppedWhy ?? null,
    })
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}
