import { describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld } from '#testing/given.ts'

describe('what an agency is in the law’s eyes', () => {
  const test = useDatabase()

  it('is not its own administrator’s to say, past every command', async () => {
    const world = await givenWorld(test.db)
    const admin: Actor = { ...world.agencyStaff, role: 'agency-admin' }
    const set = (actor: Actor, to: Record<string, unknown>) =>
      transact(as(test.db, actor), (tx) =>
        tx.updateTable('agency').set(to).where('id', '=', world.agency.id).returning('id').execute(),
      )
    for (const to of [
      { victim_services: true },
      { part2_program: true },
      { care_organization_id: null },
      { directory_organization_id: world.otherAgency.organizationId },
    ])
      await expect(set(admin, to)).rejects.toThrow(/does not say this of itself|row-level security/)
    expect(await set(admin, { phone_hours: 'after nine' })).toHaveLength(1)
    expect(await set(world.steward, { victim_services: true, part2_program: true })).toHaveLength(1)
  })
})
