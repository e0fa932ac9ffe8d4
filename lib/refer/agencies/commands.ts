import type { Updateable } from 'kysely'
import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { DomainError, notFound } from '#base/core/errors.ts'
import { asSystem, type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Agency as AgencyRow } from '#base/db/schema.ts'
import { DEFAULT_LOCALE } from '#base/i18n/locales.ts'
import { queueMail } from '#base/mail/store.ts'
import { enqueue } from '#base/outbox/store.ts'
import { type ContactDetails, closedDaysOf } from './contact-details.ts'
import { holdRunning, leaveMailbox, releaseRunning } from './held-mailbox.ts'
import type { Agency } from './model.ts'
import { agencyOfOrganization, findAgency, lockAgency } from './store.ts'

/** @throws not-found for one that is not the actor's to keep: absent and forbidden look the same. */
export async function lockKept(tx: Tx, ctx: Ctx, agencyId: string): Promise<Agency> {
  const relation = requirePermission(ctx.actor, 'agency:keep')
  const agency = await lockAgency(tx, agencyId)
  if (!agency || (relation === 'organization' && agency.careOrganizationId !== ctx.actor.organizationId))
    throw notFound()
  return agency
}

/**
 * Sets how an agency is reached and when it works. Running referrals follow at once: their clocks are counted anew in its
 * days, and they are asked for as it prefers. @throws not-found, conflict when somebody else saved first
 */
export async function keepAgency(
  ctx: Ctx,
  kept: { agencyId: string; version: number; details: ContactDetails },
): Promise<void> {
  await transact(ctx, async (tx) => {
    const before = await lockKept(tx, ctx, kept.agencyId)
    if (before.version !== kept.version)
      throw new DomainError(
        'conflict',
        'Somebody else changed this page a moment ago. Load it again, then make your change.',
      )
    const { details } = kept
    await change(tx, ctx, before, {
      referral_contact: details.contactName ?? null,
      phone: details.phone ?? null,
      call_from: details.callHours?.from ?? null,
      call_to: details.callHours?.to ?? null,
      phone_hours: details.phoneHours ?? null,
      fax: details.fax ?? null,
      preferred_channel: details.preferredChannel ?? null,
      locale: details.language ?? null,
      timezone: details.timezone,
      working_days: details.workingDays,
      closed_days: closedDaysOf(details, ctx.now),
    })
  })
}

/** Takes an address from the file: nothing goes there any more. @throws conflict when nothing else would reach the agency */
export async function dropAddress(
  ctx: Ctx,
  dropped: { agencyId: string; kind: 'mailbox' | 'text' },
): Promise<void> {
  await transact(ctx, async (tx) => {
    const agency = await lockKept(tx, ctx, dropped.agencyId)
    if (dropped.kind === 'mailbox' && !agency.phone && !agency.fax && !agency.careOrganizationId)
      throw new DomainError('conflict', 'Add a telephone number first, or nobody can reach this agency.')
    await changeAddress(tx, ctx, agency, dropped.kind, null)
  })
}

/**
 * Puts a proven address in its place, or none. The mailbox that was on file hears of it. Proven by the agency's own
 * administrator it takes everything: whoever proved the old one has proven nothing of the new one, and what still waits to
 * go there does not go any more. Anybody else has proven that they read there, and not that the agency does: it takes what
 * is sent from now on, and what runs is held with the old one.
 */
export async function changeAddress(
  tx: Tx,
  ctx: Ctx,
  agency: Agency,
  kind: 'mailbox' | 'text',
  address: string | null,
): Promise<void> {
  if (kind === 'mailbox') {
    const own = ctx.actor.role === 'agency-admin'
    if (own || address === null) await asSystem(tx, () => leaveMailbox(tx, ctx.now, agency))
    const provenAgain = address !== null && address.toLowerCase() === agency.doubtedMailbox?.toLowerCase()
    await asSystem(tx, () =>
      own || provenAgain ? releaseRunning(tx, agency.id) : holdRunning(tx, ctx.now, agency, address),
    )
    if (agency.mailbox) await tellOfChange(tx, agency, 'agency.moved', agency.mailbox)
  }
  await change(
    tx,
    ctx,
    agency,
    kind === 'mailbox'
      ? {
          mailbox: address,
          mailbox_confirmed_at: address ? ctx.now : null,
          mailbox_bounced_at: null,
          mailbox_doubted_at: null,
        }
      : { text_number: address, text_confirmed_at: address ? ctx.now : null },
  )
}

/** Whoever reads a mailbox hears of a change that they did not make. It names no address: those are the agency's own. */
async function tellOfChange(tx: Tx, agency: Agency, template: string, to: string): Promise<void> {
  await queueMail(tx, {
    key: `${template}:${agency.id}:${agency.version + 1}`,
    to,
    template,
    locale: agency.locale ?? DEFAULT_LOCALE,
    values: { agency: agency.name },
  })
}

/** Changes that send calls and texts about people somewhere else. */
const REACHES = ['phone', 'fax', 'text_number']

async function change(tx: Tx, ctx: Ctx, before: Agency, to: Updateable<AgencyRow>): Promise<void> {
  const old = await tx.selectFrom('agency').selectAll().where('id', '=', before.id).executeTakeFirstOrThrow()
  const said = (value: unknown) => JSON.stringify(value ?? null)
  const fields = Object.entries(to)
    .filter(([name, value]) => said(comparable(old[name as keyof typeof old])) !== said(value))
    .map(([name]) => name)
  if (fields.length === 0) return
  await tx
    .updateTable('agency')
    .set({ ...to, version: before.version + 1 })
    .where('id', '=', before.id)
    .execute()
  await record(tx, ctx, {
    action: 'agency:keep',
    entity: 'agency',
    entityId: before.id,
    purpose: 'operations',
    // Names of what changed, never an address.
    detail: { fields },
  })
  if (before.mailbox && fields.some((name) => REACHES.includes(name)))
    await tellOfChange(tx, before, 'agency.reach-changed', before.mailbox)
  const movedTo = fields.includes('mailbox') ? before.version + 1 : undefined
  await enqueue(tx, 'agency.kept', { agencyId: before.id, ...(movedTo && { movedTo }) })
}

/** A time of the day as PostgreSQL gives it, as a form does; anything else as it is. */
const comparable = (value: unknown) =>
  typeof value === 'string' && /^\d\d:\d\d:00$/.test(value) ? value.slice(0, 5) : value

/**
 * The agency of a listed organization, made from its listing when nobody has referred there yet, so that it can say how it
 * wants to be reached before the first referral. @throws not-found @returns its id
 */
export async function meetAgency(ctx: Ctx, organizationId: string): Promise<string> {
  const relation = requirePermission(ctx.actor, 'agency:keep')
  return transact(ctx, async (tx) => {
    const own =
      relation === 'any' ||
      (await tx
        .selectFrom('care_organization')
        .select('id')
        .where('id', '=', ctx.actor.organizationId)
        .where('directory_organization_id', '=', organizationId)
        .executeTakeFirst())
    const id = own && (await asSystem(tx, () => agencyOfOrganization(tx, organizationId)))?.id
    if (!id || !(await findAgency(tx, id))) throw notFound()
    await record(tx, ctx, { action: 'agency:meet', entity: 'agency', entityId: id, purpose: 'operations' })
    return id
  })
}
