import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import type { Actor } from '../access/actor.ts'
import { endMembership, invite, withdrawInvitation } from './commands/people.ts'
import { joinTeam, leaveTeam, openTeam } from './commands/teams.ts'

/** As the owner of the tables, whom no row policy binds: what refuses here is the command. */
describe('people and teams of another organization', () => {
  const test = useDatabase()
  let world: World
  let ids: { team: string; membership: string; administrator: string; invitation: string }
  const elsewhere = (): Actor => ({ ...world.cleo, role: 'supervisor' })
  const agencyAdmin = (): Actor => ({ ...world.agencyStaff, role: 'agency-admin' })
  const invitation = (organizationId: string, role: 'coordinator' | 'agency-staff' | 'administrator') => ({
    email: 'new@people.example',
    organizationId,
    role,
    locale: 'en' as const,
    appUrl: 'https://handrail.example',
  })

  beforeAll(async () => {
    world = await givenWorld(test.db)
    const team = await openTeam(as(test.db, world.sam), { organizationId: world.riverbend, name: 'South' })
    await invite(as(test.db, world.sam), invitation(world.riverbend, 'coordinator'))
    const { id } = await test.owner.selectFrom('invitation').select('id').executeTakeFirstOrThrow()
    const membershipOf = async (accountId: string | null) =>
      (
        await test.owner
          .selectFrom('membership')
          .select('id')
          .where('account_id', '=', accountId)
          .executeTakeFirstOrThrow()
      ).id
    ids = {
      team,
      membership: await membershipOf(world.ana.accountId),
      administrator: await membershipOf(world.administrator.accountId),
      invitation: id,
    }
  })

  const COMMANDS: Readonly<Record<string, (actor: Actor) => Promise<unknown>>> = {
    'inviting to it': (actor) => invite(as(test.owner, actor), invitation(world.riverbend, 'coordinator')),
    'ending a role': (actor) => endMembership(as(test.owner, actor), ids.membership),
    'withdrawing an invitation': (actor) => withdrawInvitation(as(test.owner, actor), ids.invitation),
    'opening a team': (actor) =>
      openTeam(as(test.owner, actor), { organizationId: world.riverbend, name: 'East' }),
    'joining a team': (actor) =>
      joinTeam(as(test.owner, actor), {
        teamId: ids.team,
        accountId: world.ana.accountId ?? '',
        supervises: false,
      }),
    'leaving a team': (actor) =>
      leaveTeam(as(test.owner, actor), { teamId: ids.team, accountId: world.ana.accountId ?? '' }),
  }

  it.each(Object.keys(COMMANDS))('%s is answered as if there were none', async (what) => {
    for (const actor of [elsewhere(), agencyAdmin(), world.ana, world.steward])
      await expect(COMMANDS[what]?.(actor)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('no one gives or ends a role above their own side’s', async () => {
    const sam = as(test.owner, world.sam)
    await expect(invite(sam, invitation(world.riverbend, 'administrator'))).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(endMembership(sam, ids.administrator)).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      invite(
        as(test.owner, agencyAdmin()),
        invitation(world.agency.careOrganizationId, 'coordinator' as never),
      ),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is done by whose they are', async () => {
    for (const what of ['joining a team', 'leaving a team', 'withdrawing an invitation', 'ending a role'])
      await COMMANDS[what]?.(world.sam)
    const { ended_at } = await test.owner
      .selectFrom('membership')
      .select('ended_at')
      .where('id', '=', ids.membership)
      .executeTakeFirstOrThrow()
    expect(ended_at).not.toBeNull()
  })
})
