import { randomUUID } from 'node:crypto'
import type { Actor, Role } from '#base/access/actor.ts'
import { newId } from '#base/core/ids.ts'
import { type Ctx, type Database, systemCtx, type Tx, transact } from '#base/db/context.ts'

/** Monday noon in San Antonio, after Thanksgiving. */
export const NOON = new Date('2026-11-30T18:00:00Z')

export type World = {
  riverbend: string
  otherCare: string
  /** A coordinator, and the supervisor of her team. */
  ana: Actor
  sam: Actor
  /** A colleague on another team, and a coordinator of another organization. */
  ben: Actor
  cleo: Actor
  /** Staff of the agency that has accounts, and of another agency. */
  agencyStaff: Actor
  otherStaff: Actor
  steward: Actor
  administrator: Actor
  /** An agency with a mailbox and staff, one that answers by telephone, one that serves victims. */
  agency: { id: string; organizationId: string; serviceId: string; careOrganizationId: string }
  phoneAgency: { id: string; organizationId: string; serviceId: string }
  otherAgency: { id: string; organizationId: string; serviceId: string; careOrganizationId: string }
}

export function as(db: Database, actor: Actor, now = NOON): Ctx {
  return { db, actor, now, requestId: randomUUID() }
}

async function account(
  tx: Tx,
  name: string,
  memberships: { organizationId: string; role: Role }[],
): Promise<Actor> {
  const id = newId()
  await tx
    .insertInto('account')
    .values({ id, name, email: `${name.toLowerCase()}@people.example`, email_verified_at: NOON })
    .execute()
  for (const { organizationId, role } of memberships) {
    await tx
      .insertInto('membership')
      .values({ id: newId(), account_id: id, organization_id: organizationId, role })
      .execute()
  }
  const first = memberships[0]
  if (!first) throw new Error('An account of the test world has a membership.')
  return { role: first.role, accountId: id, organizationId: first.organizationId, via: null }
}

async function careOrganization(
  tx: Tx,
  name: string,
  what: { refers?: boolean; receives?: boolean },
): Promise<string> {
  const id = newId()
  await tx
    .insertInto('care_organization')
    .values({ id, name, refers: what.refers ?? false, receives: what.receives ?? false })
    .execute()
  return id
}

async function listing(tx: Tx, name: string): Promise<{ organizationId: string; serviceId: string }> {
  const organizationId = newId()
  const serviceId = newId()
  await tx.insertInto('organization').values({ id: organizationId, name, description: '' }).execute()
  await tx
    .insertInto('service')
    .values({ id: serviceId, organization_id: organizationId, name: `${name} program`, description: '' })
    .execute()
  await tx
    .insertInto('service_need')
    .values({ service_id: serviceId, need_id: 'food.pantry', certainty: 1, origin: 'steward' })
    .execute()
  return { organizationId, serviceId }
}

/** A small invented world of fixed, readable people; every test file has its own. */
export async function givenWorld(db: Database): Promise<World> {
  return transact(systemCtx(db, 'test', NOON), async (tx) => {
    const riverbend = await careOrganization(tx, 'Riverbend Care', { refers: true })
    const otherCare = await careOrganization(tx, 'Cedar Clinic', { refers: true })
    const pantryCare = await careOrganization(tx, 'Mesquite Pantry', { receives: true })
    const shelterCare = await careOrganization(tx, 'Oak Shelter', { receives: true })
    const ana = await account(tx, 'Ana', [{ organizationId: riverbend, role: 'coordinator' }])
    const ben = await account(tx, 'Ben', [{ organizationId: riverbend, role: 'coordinator' }])
    const sam = await account(tx, 'Sam', [{ organizationId: riverbend, role: 'supervisor' }])
    const cleo = await account(tx, 'Cleo', [{ organizationId: otherCare, role: 'coordinator' }])
    const agencyStaff = await account(tx, 'Pat', [{ organizationId: pantryCare, role: 'agency-staff' }])
    const otherStaff = await account(tx, 'Oli', [{ organizationId: shelterCare, role: 'agency-staff' }])
    const steward = await account(tx, 'Stu', [{ organizationId: riverbend, role: 'steward' }])
    const administrator = await account(tx, 'Ada', [{ organizationId: riverbend, role: 'administrator' }])
    const team = newId()
    await tx.insertInto('team').values({ id: team, organization_id: riverbend, name: 'North' }).execute()
    await tx
      .insertInto('team_member')
      .values([
        { team_id: team, account_id: ana.accountId as string, supervises: false },
        { team_id: team, account_id: sam.accountId as string, supervises: true },
      ])
      .execute()
    const pantry = await listing(tx, 'Mesquite Pantry')
    const shelter = await listing(tx, 'Oak Shelter')
    const hall = await listing(tx, 'Juniper Hall')
    const agency = { id: newId(), careOrganizationId: pantryCare, ...pantry }
    const otherAgency = { id: newId(), careOrganizationId: shelterCare, ...shelter }
    const phoneAgency = { id: newId(), ...hall }
    await tx
      .insertInto('agency')
      .values([
        {
          id: agency.id,
          directory_organization_id: agency.organizationId,
          care_organization_id: pantryCare,
          name: 'Mesquite Pantry',
          mailbox: 'intake@mesquite.example',
          mailbox_confirmed_at: NOON,
        },
        {
          id: otherAgency.id,
          directory_organization_id: otherAgency.organizationId,
          care_organization_id: shelterCare,
          name: 'Oak Shelter',
          mailbox: 'intake@oak.example',
          mailbox_confirmed_at: NOON,
        },
        {
          id: phoneAgency.id,
          directory_organization_id: phoneAgency.organizationId,
          name: 'Juniper Hall',
          phone: '210-555-0142',
          phone_hours: 'Weekdays 9 to 4',
        },
      ])
      .execute()
    return {
      riverbend,
      otherCare,
      ana,
      sam,
      ben,
      cleo,
      agencyStaff,
      otherStaff,
      steward,
      administrator,
      agency,
      phoneAgency,
      otherAgency,
    }
  })
}
