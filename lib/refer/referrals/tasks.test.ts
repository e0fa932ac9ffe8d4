import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { newId } from '#base/core/ids.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { finishTask, makeTask } from './commands/tasks.ts'

const rosa = clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Garcia', languages: ['es'] })

describe('a task', () => {
  const test = useDatabase()
  let world: World
  const given = referralsOf(test, () => world, rosa)
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  /** Given to Ana, who carries the client. */
  async function task(): Promise<string> {
    const referral = await given.referral(await given.sent())
    const system = systemCtx(test.db, 'test', NOON)
    const key = newId()
    await transact(system, (tx) => makeTask(tx, system, { referral, kind: 'call-agency', dueAt: NOON, key }))
    const made = await test.owner
      .selectFrom('task')
      .select('id')
      .where('dedupe_key', '=', key)
      .executeTakeFirstOrThrow()
    return made.id
  }
  const row = (id: string) =>
    test.owner
      .selectFrom('task')
      .select(['done_at', 'done_by', 'result'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const trail = (id: string) =>
    test.owner
      .selectFrom('audit_event')
      .select('account_id')
      .where('action', '=', 'task:do')
      .where('entity_id', '=', id)
      .execute()

  it('is done by whose it is, or by who supervises them, once, and written down', async () => {
    for (const actor of [world.ana, world.sam]) {
      const taskId = await task()
      await finishTask(as(test.db, actor), { taskId, result: 'They answered' })
      expect(await row(taskId)).toMatchObject({ done_at: NOON, done_by: actor.accountId })
      expect((await row(taskId)).result).not.toContain('answered')
      expect(await trail(taskId)).toEqual([{ account_id: actor.accountId }])
      await expect(finishTask(as(test.db, actor), { taskId })).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('is done by nobody else, whether or not they know its id', async () => {
    const taskId = await task()
    const strangers: (keyof World)[] = [
      'ben',
      'cleo',
      'agencyStaff',
      'otherStaff',
      'steward',
      'administrator',
    ]
    for (const name of strangers)
      await expect(finishTask(as(test.db, world[name] as Actor), { taskId }), name).rejects.toMatchObject({
        code: 'not-found',
      })
    const client: Actor = {
      ...{ role: 'client', accountId: null, organizationId: null, via: 'link:1' },
      clientId: (
        await test.owner
          .selectFrom('task')
          .select('client_id')
          .where('id', '=', taskId)
          .executeTakeFirstOrThrow()
      ).client_id as string,
    }
    await expect(finishTask(as(test.db, client), { taskId })).rejects.toMatchObject({ code: 'not-found' })
    expect(await row(taskId)).toEqual({ done_at: null, done_by: null, result: null })
    expect(await trail(taskId)).toEqual([])
  })
})
