import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { AddressKind } from './address-proof.ts'
import type { Agency } from './model.ts'
import { findAgency } from './store.ts'

export type KeptAgency = {
  agency: Agency
  /** Addresses that wait for their code. */
  asked: { kind: AddressKind; address: string; codeSentAt: Date }[]
}

/** How an agency is reached, for whoever keeps it. @throws not-found for absent and not yours alike */
export async function readKeptAgency(ctx: Ctx, agencyId: string): Promise<KeptAgency> {
  const relation = requirePermission(ctx.actor, 'agency:keep')
  return transact(ctx, async (tx) => {
    const agency = await findAgency(tx, agencyId)
    if (!agency || (relation === 'organization' && agency.careOrganizationId !== ctx.actor.organizationId))
      throw notFound()
    const rows = await tx
      .selectFrom('contact_proof')
      .select(['kind', 'address', 'code_sent_at'])
      .where('agency_id', '=', agencyId)
      .where('settled_at', 'is', null)
      .execute()
    await record(tx, ctx, {
      action: 'agency:read',
      entity: 'agency',
      entityId: agencyId,
      purpose: 'operations',
    })
    return {
      agency,
      asked: rows.map((row) => ({
        kind: row.kind as AddressKind,
        address: row.address,
        codeSentAt: row.code_sent_at,
      })),
    }
  })
}

export type KeptLine = {
  organizationId: string
  name: string
  /** Null until somebody refers there or its page is opened. */
  agencyId: string | null
  /** Nothing reaches it: no mailbox, no telephone, its mail came back, or somebody else reads it. */
  unreachable: boolean
}

/**
 * Organizations that receive referrals, by name: all of them for a steward, their own for an agency's administrator.
 * @param name part of it; with none, those first that nothing reaches
 */
export async function listKeptAgencies(ctx: Ctx, name: string): Promise<KeptLine[]> {
  const relation = requirePermission(ctx.actor, 'agency:keep')
  return transact(ctx, async (tx) => {
    const rows = await tx
      .selectFrom('organization')
      .leftJoin('agency', 'agency.directory_organization_id', 'organization.id')
      .leftJoin('care_organization', 'care_organization.directory_organization_id', 'organization.id')
      .select(['organization.id', 'organization.name', 'agency.id as agencyId'])
      .select((eb) =>
        eb
          .or([
            eb('agency.mailbox_bounced_at', 'is not', null),
            eb('agency.mailbox_doubted_at', 'is not', null),
            eb.and([
              eb('agency.id', 'is not', null),
              eb('agency.mailbox', 'is', null),
              eb('agency.phone', 'is', null),
            ]),
          ])
          .as('unreachable'),
      )
      .$if(relation === 'organization', (query) =>
        query.where('care_organization.id', '=', ctx.actor.organizationId),
      )
      .$if(name !== '', (query) =>
        query.where('organization.name', 'ilike', `%${name.replaceAll(/[\\%_]/g, '\\$&')}%`),
      )
      .$if(name === '' && relation === 'any', (query) => query.where('agency.id', 'is not', null))
      .orderBy('unreachable', 'desc')
      .orderBy('organization.name')
      .limit(50)
      .execute()
    return rows.map((row) => ({
      organizationId: row.id,
      name: row.name,
      agencyId: row.agencyId,
      unreachable: Boolean(row.unreachable),
    }))
  })
}
