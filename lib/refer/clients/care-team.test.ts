import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { breakGlass } from './break-glass.ts'
import { careTeamOf } from './care-team.ts'
import { openClient } from './commands.ts'
import { endCareTeam, handOver } from './hand-over.ts'
import { clientRecordSchema } from './model.ts'
import { readClient } from './queries.ts'

const APP = 'https://handrail.example'
const reason = 'She called and hung up.'

describe('who is on a care team, and who hears of an emergency', () => {
  const test = useDatabase()
  let world: World
  let clientId: string
  let phone: string
  let opened = 0
  const NOW = new Date()
  const id = (actor: Actor) => actor.accountId ?? ''
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  beforeEach(async () => {
    phone = `(210) 555-01${String(10 + opened++)}`
    clientId = await openClient(as(test.db, world.ana), clientRecordSchema.parse({ alias: 'R.', phone }))
  })

  it('takes a colleague off, who sees the client no more, and leaves an audit row', async () => {
    await handOver(as(test.db, world.ana), { clientId, toAccountId: id(world.ben), kind: 'care-team' })
    await readClient(as(test.db, world.ben), clientId)
    const end = { clientId, accountId: id(world.ben) }
    for (const actor of [world.cleo, world.steward, world.administrator, world.agencyStaff])
      for (const db of [test.db, test.owner])
        await expect(endCareTeam(as(db, actor), end)).rejects.toMatchObject({ code: 'not-found' })
    await endCareTeam(as(test.db, world.ana, NOW), end)
    await expect(readClient(as(test.db, world.ben), clientId)).rejects.toMatchObject({ code: 'not-found' })
    await expect(endCareTeam(as(test.db, world.ana), end)).rejects.toMatchObject({ code: 'not-found' })
    expect((await careTeamOf(as(test.db, world.ana), clientId)).members).toMatchObject([{ name: 'Ana' }])
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['account_id', 'detail'])
      .where('action', '=', 'client:end-care-team')
      .where('client_id', '=', clientId)
      .execute()
    expect(rows).toEqual([{ account_id: id(world.ana), detail: { account: id(world.ben) } }])
  })

  it('lets a colleague leave by themselves, and whoever carries the client only hand over', async () => {
    await handOver(as(test.db, world.ana), { clientId, toAccountId: id(world.ben), kind: 'care-team' })
    await expect(
      endCareTeam(as(test.db, world.ben), { clientId, accountId: id(world.ana) }),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Hand the client over') })
    await endCareTeam(as(test.db, world.ben, NOW), { clientId, accountId: id(world.ben) })
    await expect(readClient(as(test.db, world.ben), clientId)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('hands over what is left to do with the client, and takes it back from who leaves the team', async () => {
    let minutes = 0
    const give = (to: Actor, kind: 'primary' | 'care-team', by = world.ana) =>
      handOver(as(test.db, by, new Date(NOON.getTime() + 60_000 * ++minutes)), {
        clientId,
        toAccountId: id(to),
        kind,
      })
    const task = (key: string, assigned: string | null, done: Date | null = null) => ({
      id: randomUUID(),
      organization_id: world.riverbend,
      client_id: clientId,
      kind: 'call-agency',
      due_at: NOON,
      assigned_to: assigned,
      done_at: done,
      dedupe_key: `${key}:${clientId}`,
    })
    await test.owner
      .insertInto('task')
      .values([task('mine', id(world.ana)), task('nobody', null), task('done', id(world.ana), NOON)])
      .execute()
    const whose = async () =>
      (
        await test.owner
          .selectFrom('task')
          .select(['dedupe_key', 'assigned_to'])
          .where('client_id', '=', clientId)
          .orderBy('dedupe_key')
          .execute()
      ).map((row) => [row.dedupe_key?.split(':')[0], row.assigned_to])
    await give(world.ben, 'primary')
    expect(await whose()).toEqual([
      ['done', id(world.ana)],
      ['mine', id(world.ben)],
      ['nobody', id(world.ben)],
    ])
    // Who was the primary once and stays on the team leaves what they had to the one who carries the client.
    await give(world.ben, 'care-team', world.ben)
    await give(world.ana, 'primary', world.ben)
    await test.owner
      .updateTable('task')
      .set({ assigned_to: id(world.ben) })
      .where('client_id', '=', clientId)
      .where('done_at', 'is', null)
      .execute()
    await endCareTeam(as(test.db, world.ben, NOW), { clientId, accountId: id(world.ben) })
    expect((await whose()).slice(1).map(([, to]) => to)).toEqual([id(world.ana), id(world.ana)])
  })

  const told = async () =>
    (
      await test.owner
        .selectFrom('mail_message')
        .select(['to_address', 'values'])
        .where('template', '=', 'account.emergency')
        .orderBy('id')
        .execute()
    ).at(-1)
  const without = (actors: readonly Actor[], work: () => Promise<void>) => async () => {
    const away = (at: Date | null) =>
      test.owner
        .updateTable('account')
        .set({ deactivated_at: at })
        .where('id', 'in', actors.map(id))
        .execute()
    await away(NOON)
    await work().finally(() => away(null))
  }

  it('an emergency is never told to who opens it: the administrators hear of a supervisor’s', async () => {
    await handOver(as(test.db, world.ana), { clientId, toAccountId: id(world.ben), kind: 'primary' })
    expect(await breakGlass(as(test.db, world.sam, NOW), { phone, reason }, APP)).toBe(clientId)
    expect(await told()).toMatchObject({
      to_address: 'ada@people.example',
      values: { link: `${APP}/en/audit` },
    })
    const tasks = await test.owner.selectFrom('task').select('id').where('client_id', '=', clientId).execute()
    expect(tasks).toEqual([])
  })

  it('an emergency that nobody could hear of opens nothing, and is written down', async () => {
    await without([world.sam, world.administrator], async () => {
      await expect(breakGlass(as(test.db, world.ben, NOW), { phone, reason }, APP)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('Nobody else could be told'),
      })
    })()
    await expect(readClient(as(test.db, world.ben), clientId)).rejects.toMatchObject({ code: 'not-found' })
    const refused = await test.owner
      .selectFrom('audit_event')
      .select('account_id')
      .where('action', '=', 'break-glass:refused')
      .where('client_id', '=', clientId)
      .execute()
    expect(refused).toEqual([{ account_id: id(world.ben) }])
  })
})
