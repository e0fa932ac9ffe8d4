import { requirePermission } from '../../access/permissions.ts'
import { record } from '../../audit/store.ts'
import { DomainError, notFound } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { type Ctx, type Tx, transact } from '../../db/context.ts'
import type { Timezone } from '../model.ts'

/**
 * Opens an organization whose people will use Handrail: one that refers clients, one that receives them, or both. With
 * the id of its listing, referrals to its services reach the inbox of its people.
 */
export async function openOrganization(
  ctx: Ctx,
  input: {
    name: string
    refers: boolean
    receives: boolean
    timezone: Timezone
    directoryOrganizationId?: string | undefined
  },
): Promise<string> {
  requirePermission(ctx.actor, 'organization:open')
  const id = newId()
  await transact(ctx, async (tx) => {
    const taken = await tx
      .selectFrom('care_organization')
      .select('id')
      .where('name', '=', input.name)
      .executeTakeFirst()
    if (taken) {
      const message = 'There is an organization of this name. Choose it from the list.'
      throw new DomainError('conflict', message, { errors: [{ path: 'name', message }] })
    }
    const { name, refers, receives, timezone, directoryOrganizationId } = input
    if (directoryOrganizationId && !(await isUnclaimedListing(tx, directoryOrganizationId))) {
      const message =
        "That is not the address of an organization's page in this directory. Open its page and copy the address."
      throw new DomainError('invalid', message, { errors: [{ path: 'listing', message }] })
    }
    await tx
      .insertInto('care_organization')
      .values({
        id,
        name,
        refers,
        receives,
        timezone,
        directory_organization_id: directoryOrganizationId ?? null,
        created_at: ctx.now,
      })
      .execute()
    await record(tx, ctx, { action: 'organization:open', entity: 'care_organization', entityId: id })
  })
  return id
}

/** The number at which the organization is called back: it stands on what its people print and fax. @throws not-found */
export async function keepTelephone(
  ctx: Ctx,
  { organizationId, phone }: { organizationId: string; phone: string | null },
): Promise<void> {
  requirePermission(ctx.actor, 'organization:open')
  await transact(ctx, async (tx) => {
    const kept = await tx
      .updateTable('care_organization')
      .set({ phone })
      .where('id', '=', organizationId)
      .returning('id')
      .executeTakeFirst()
    if (!kept) throw notFound()
    await record(tx, ctx, {
      action: 'organization:keep-telephone',
      entity: 'care_organization',
      entityId: organizationId,
    })
  })
}

async function isUnclaimedListing(tx: Tx, organizationId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('organization')
    .leftJoin('care_organization', 'care_organization.directory_organization_id', 'organization.id')
    .select('care_organization.id as claimedBy')
    .where('organization.id', '=', organizationId)
    .executeTakeFirst()
  return row !== undefined && row.claimedBy === null
}
