import type { Selectable } from 'kysely'
import { newId } from '#base/core/ids.ts'
import type { Tx } from '#base/db/context.ts'
import type { Agency as AgencyRow } from '#base/db/schema.ts'
import type { Agency } from './model.ts'

export function toAgency(row: Selectable<AgencyRow>): Agency {
  return {
    id: row.id,
    directoryOrganizationId: row.directory_organization_id,
    careOrganizationId: row.care_organization_id,
    name: row.name,
    mailbox: row.mailbox,
    mailboxConfirmedAt: row.mailbox_confirmed_at,
    phone: row.phone,
    phoneHours: row.phone_hours,
    fax: row.fax,
    textNumber: row.text_number,
    part2Program: row.part2_program,
    victimServices: row.victim_services,
    calendar: { timezone: row.timezone, workingDays: row.working_days, closedDays: row.closed_days },
    version: row.version,
  }
}

export async function findAgency(tx: Tx, id: string): Promise<Agency | undefined> {
  const row = await tx.selectFrom('agency').selectAll().where('id', '=', id).executeTakeFirst()
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
    .innerJoin('organization', 'organization.id', 'service.organization_id')
    .select([
      'organization.id as organizationId',
      'organization.name',
      'organization.email',
      'service.email as serviceEmail',
    ])
    .where('service.id', '=', serviceId)
    .where('service.withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (!service) return undefined
  const known = await tx
    .selectFrom('agency')
    .selectAll()
    .where('directory_organization_id', '=', service.organizationId)
    .executeTakeFirst()
  if (known) return toAgency(known)
  const phones = await tx
    .selectFrom('phone')
    .select(['number', 'type'])
    .where((eb) =>
      eb.or([eb('service_id', '=', serviceId), eb('organization_id', '=', service.organizationId)]),
    )
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()
  const victims = await tx
    .selectFrom('service_need')
    .innerJoin('service', 'service.id', 'service_need.service_id')
    .select('need_id')
    .where('service.organization_id', '=', service.organizationId)
    .where('need_id', 'in', VICTIM_NEEDS)
    .executeTakeFirst()
  const claimed = await tx
    .selectFrom('care_organization')
    .select('id')
    .where('directory_organization_id', '=', service.organizationId)
    .executeTakeFirst()
  const timezone = await usualTimezone(tx, service.organizationId)
  await tx
    .insertInto('agency')
    .values({
      id: newId(),
      ...(timezone && { timezone }),
      care_organization_id: claimed?.id ?? null,
      directory_organization_id: service.organizationId,
      name: service.name,
      mailbox: service.email ?? service.serviceEmail,
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
    .where('directory_organization_id', '=', service.organizationId)
    .executeTakeFirstOrThrow()
  return toAgency(made)
}

/** The IANA zone that most places of an organization lie in; null where no place is known. */
async function usualTimezone(tx: Tx, organizationId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('location')
    .innerJoin('service_at_location', 'service_at_location.location_id', 'location.id')
    .innerJoin('service', 'service.id', 'service_at_location.service_id')
    .select('location.timezone')
    .where('service.organization_id', '=', organizationId)
    .where('location.timezone', 'is not', null)
    .groupBy('location.timezone')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .orderBy('location.timezone')
    .executeTakeFirst()
  return row?.timezone ?? null
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
