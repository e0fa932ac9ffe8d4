import type { Selectable } from 'kysely'
import { newId } from '#base/core/ids.ts'
import type { Tx } from '#base/db/context.ts'
import type { Agency as AgencyRow } from '#base/db/schema.ts'
import { isTimezone } from '#find/directory/normalise/timezone.ts'
import type { Agency } from './model.ts'

export function toAgency(row: Selectable<AgencyRow>): Agency {
  return {
    id: row.id,
    directoryOrganizationId: row.directory_organization_id,
    careOrganizationId: row.care_organization_id,
    name: row.name,
    mailbox: row.mailbox_doubted_at ? null : row.mailbox,
    doubtedMailbox: row.mailbox_doubted_at ? row.mailbox : null,
    mailboxConfirmedAt: row.mailbox_confirmed_at,
    mailboxBouncedAt: row.mailbox_bounced_at,
    phone: row.phone,
    callHours: row.call_from && row.call_to ? { from: minute(row.call_from), to: minute(row.call_to) } : null,
    phoneHours: row.phone_hours,
    contactName: row.referral_contact,
    fax: row.fax,
    textNumber: row.text_number,
    textConfirmedAt: row.text_confirmed_at,
    preferredChannel: row.preferred_channel as Agency['preferredChannel'],
    locale: row.locale as Agency['locale'],
    part2Program: row.part2_program,
    victimServices: row.victim_services,
    calendar: { timezone: row.timezone, workingDays: row.working_days, closedDays: row.closed_days },
    version: row.version,
  }
}

/** `09:00:00` as PostgreSQL gives it, as it was said: `09:00`. */
const minute = (time: string) => time.slice(0, 5)

export async function findAgency(tx: Tx, id: string): Promise<Agency | undefined> {
  const row = await tx.selectFrom('agency').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toAgency(row)
}

/** The same, held against other changes until the transaction ends. */
export async function lockAgency(tx: Tx, id: string): Promise<Agency | undefined> {
  const row = await tx.selectFrom('agency').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toAgency(row)
}

/** Needs that only programs for victims answer: such an agency shares nothing by default. */
const VICTIM_NEEDS = ['safety.domestic-violence', 'safety.sexual-assault', 'safety.trafficking']

/**
 * The agency behind a service, made from its listing the first time somebody refers there: the listing's e-mail is the
 * address on file, its first telephone the number to call. @returns undefined when there is no such service.
 */
export async function agencyOfService(tx: Tx, serviceId: string): Promise<Agency | undefined> {
  const service = await tx
    .selectFrom('service')
    .select(['organization_id', 'email'])
    .where('id', '=', serviceId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return service && agencyOfOrganization(tx, service.organization_id, { id: serviceId, email: service.email })
}

/** The same for an organization. @param service whose own e-mail and telephones count too, after the organization's */
export async function agencyOfOrganization(
  tx: Tx,
  organizationId: string,
  service?: { id: string; email: string | null },
): Promise<Agency | undefined> {
  const known = await tx
    .selectFrom('agency')
    .selectAll()
    .where('directory_organization_id', '=', organizationId)
    .executeTakeFirst()
  if (known) return toAgency(known)
  const organization = await tx
    .selectFrom('organization')
    .select(['name', 'email'])
    .where('id', '=', organizationId)
    .executeTakeFirst()
  if (!organization) return undefined
  const phones = await tx
    .selectFrom('phone')
    .select(['number', 'type'])
    .where((eb) =>
      eb.or([
        eb('organization_id', '=', organizationId),
        ...(service ? [eb('service_id', '=', service.id)] : []),
      ]),
    )
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
  const victims = await tx
    .selectFrom('service_need')
    .innerJoin('service', 'service.id', 'service_need.service_id')
    .select('need_id')
    .where('service.organization_id', '=', organizationId)
    .where('need_id', 'in', VICTIM_NEEDS)
    .executeTakeFirst()
  const claimed = await tx
    .selectFrom('care_organization')
    .select('id')
    .where('directory_organization_id', '=', organizationId)
    .executeTakeFirst()
  const timezone = await usualTimezone(tx, organizationId)
  await tx
    .insertInto('agency')
    .values({
      id: newId(),
      ...(timezone && { timezone }),
      care_organization_id: claimed?.id ?? null,
      directory_organization_id: organizationId,
      name: organization.name,
      mailbox: organization.email ?? service?.email ?? null,
      phone: phones.find((phone) => phone.type !== 'fax')?.number ?? null,
      fax: phones.find((phone) => phone.type === 'fax')?.number ?? null,
      victim_services: Boolean(victims),
    })
    // Two coordinators may refer to a new agency in the same moment: the first makes it.
    .onConflict((conflict) => conflict.column('directory_organization_id').doNothing())
    .execute()
  const made = await tx
    .selectFrom('agency')
    .selectAll()
    .where('directory_organization_id', '=', organizationId)
    .executeTakeFirstOrThrow()
  return toAgency(made)
}

/** The IANA zone that most places of an organization lie in; null where no place is known. */
async function usualTimezone(tx: Tx, organizationId: string): Promise<string | null> {
  const rows = await tx
    .selectFrom('location')
    .innerJoin('service_at_location', 'service_at_location.location_id', 'location.id')
    .innerJoin('service', 'service.id', 'service_at_location.service_id')
    .select('location.timezone')
    .where('service.organization_id', '=', organizationId)
    .where('location.timezone', 'is not', null)
    .groupBy('location.timezone')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('location.timezone')
    .execute()
  return rows.find(({ timezone }) => timezone && isTimezone(timezone))?.timezone ?? null
}

/** Marks the mailbox of an agency from which a message came back, if it is still the one that was written to. */
export async function noteBouncedMailbox(tx: Tx, now: Date, mailId: string, agencyId: string): Promise<void> {
  await tx
    .updateTable('agency')
    .from('mail_message')
    .set({ mailbox_bounced_at: now })
    .where('agency.id', '=', agencyId)
    .where('mail_message.id', '=', mailId)
    .where('mail_message.bounced_at', 'is not', null)
    .whereRef('mail_message.to_address', '=', 'agency.mailbox')
    .execute()
}
