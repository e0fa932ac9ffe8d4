import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { systemCtx } from '#base/db/context.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { actOnReferral } from './commands/act.ts'
import { enforceClock } from './commands/clock.ts'
import { followUp } from './commands/follow-up.ts'
import type { StepName } from './model.ts'
import { readReferral } from './queries/referral.ts'

const DAY = 86_400_000
const later = (days: number) => new Date(NOON.getTime() + days * DAY)

describe('what is said of a referral that stays where it stands', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { sent, referral } = referralsOf(test, () => world, clientRecordSchema.parse({ alias: 'R.' }))

  /** A step on a day after the first, whatever version it is at, and what it asks of the coordinator's side. */
  async function step(
    id: string,
    day: number,
    name: StepName,
    data: unknown,
    actor: Actor = world.agencyStaff,
    reportedBy?: { party: 'agency'; who: string },
  ) {
    const { version } = await referral(id)
    const act = { referralId: id, version, action: { name, data }, ...(reportedBy && { reportedBy }) }
    const acted = await actOnReferral(as(test.db, actor, later(day)), act)
    await followUp(systemCtx(test.db, 'test', later(day)), { referralId: id, sequence: acted.version })
    return acted
  }
  const tasks = async (id: string) =>
    (
      await test.owner
        .selectFrom('task')
        .select(['kind', 'done_at'])
        .where('referral_id', '=', id)
        .orderBy('created_at')
        .execute()
    ).map(({ kind, done_at }) => `${kind}${done_at ? ' done' : ''}`)
  const accept = { contactName: 'Pat', firstContactOn: '2026-12-02' }

  it('is still being worked with: the clock begins anew, with words or without', async () => {
    const id = await sent()
    await step(id, 0, 'accept', accept)
    await step(id, 1, 'begin', { startedOn: '2026-12-01' })
    const due = (await referral(id)).dueAt
    expect(await step(id, 20, 'note-progress', {})).toMatchObject({ status: 'in-service' })
    const noted = await referral(id)
    expect(noted.dueAt?.getTime()).toBeGreaterThan(due?.getTime() ?? 0)
    await step(id, 25, 'note-progress', { note: 'Second visit went well' })
    const view = await readReferral(as(test.db, world.ana, later(25)), id)
    expect(view.timeline.at(-1)).toMatchObject({
      action: 'note-progress',
      party: 'agency',
      words: { note: 'Second visit went well' },
    })
    const rows = await test.owner
      .selectFrom('referral_event')
      .select(['data', 'detail'])
      .where('referral_id', '=', id)
      .execute()
    expect(JSON.stringify(rows)).not.toContain('Second visit')
    const { length } = await test.owner
      .selectFrom('audit_event')
      .select('id')
      .where('action', '=', 'referral:note-progress')
      .where('entity_id', '=', id)
      .execute()
    expect(length).toBe(2)
  })

  it('still waits: asked on the named day, the coordinator too, until somebody says so', async () => {
    const id = await sent()
    await step(id, 0, 'accept', accept)
    await step(id, 1, 'waitlist', { position: 9, recheckOn: '2026-12-15' })
    await enforceClock(systemCtx(test.db, 'clock', later(16)), id)
    expect(await tasks(id)).toEqual(['recheck-waitlist'])
    const jobs = await sql<{ payload: { clock: string; stage: string } }>`
      select payload from graphile_worker._private_jobs join graphile_worker._private_tasks on _private_tasks.id = task_id
      where identifier = 'referral.late' and payload->>'referralId' = ${id}`.execute(test.owner)
    expect(jobs.rows.map(({ payload }) => [payload.clock, payload.stage])).toEqual([
      ['recheck-waitlist', 'remind'],
    ])
    await step(id, 16, 'confirm-waiting', { position: 4, recheckOn: '2027-01-05' })
    expect(await tasks(id)).toEqual(['recheck-waitlist done'])
    const view = await readReferral(as(test.db, world.ana, later(16)), id)
    expect(view.arrangement).toMatchObject({ position: 4 })
    expect((await referral(id)).dueAt).toEqual(new Date('2027-01-06T05:59:59.999Z'))
  })

  it('was tried for a third time in vain: the coordinator helps, until the person is reached', async () => {
    const id = await sent()
    const tried = (result: string, day: number) => ({ at: later(day).toISOString(), channel: 'call', result })
    await step(id, 0, 'accept', accept)
    await step(id, 1, 'contact', tried('no-answer', 1))
    const due = (await referral(id)).dueAt
    await step(id, 2, 'log-attempt', tried('left-message', 2))
    expect(await tasks(id)).toEqual([])
    await step(id, 3, 'log-attempt', tried('no-answer', 3))
    expect(await tasks(id)).toEqual(['reach'])
    // Trying is no answer: the time to reach them runs on.
    expect((await referral(id)).dueAt).toEqual(due)
    await step(id, 4, 'schedule', { at: later(9).toISOString(), mode: 'phone' })
    expect(await tasks(id)).toEqual(['reach done'])
  })

  it('is the agency’s word: the sender takes it down from somebody by name, and nobody else says it', async () => {
    const id = await sent()
    await step(id, 0, 'accept', accept)
    await step(id, 1, 'begin', { startedOn: '2026-12-01' })
    await expect(step(id, 2, 'note-progress', {}, world.ana)).rejects.toMatchObject({ code: 'conflict' })
    await step(id, 2, 'note-progress', {}, world.ana, { party: 'agency', who: 'Pat' })
    for (const actor of [world.otherStaff, world.ben, world.cleo])
      await expect(step(id, 3, 'note-progress', {}, actor)).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      step(id, 3, 'confirm-waiting', { position: 1, recheckOn: '2027-01-05' }),
    ).rejects.toMatchObject({
      code: 'conflict',
    })
    const view = await readReferral(as(test.db, world.agencyStaff, later(3)), id)
    expect(view.moves[0]).toEqual({ action: 'note-progress', reported: false, tellers: [] })
    expect(view.moves.map(({ action }) => action)).not.toContain('confirm-waiting')
  })
})
