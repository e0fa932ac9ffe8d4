import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx } from '#base/db/context.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { type BulkStep, bulkSchema } from '#refer/referrals/bulk.ts'
import { actOnSeveral } from '#refer/referrals/commands/bulk.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { planBulk } from '#refer/referrals/queries/list.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { notifyLate, notifyMove } from './commands.ts'

const APP = 'https://handrail.example'
const HOUR = 3_600_000
const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR)
const DECLINED = { reason: 'client-declined', askedBy: 'client', text: 'Found work' }

describe('several referrals at once', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { sent, referral, act, mails } = referralsOf(
    test,
    () => world,
    clientRecordSchema.parse({ alias: 'R.' }),
  )
  const system = (hours = 0) => systemCtx(test.db, 'test', later(hours))
  const accept = { contactName: 'Pat', firstContactOn: '2026-12-08' }
  const appointment = { at: later(30 * 24).toISOString(), mode: 'phone' }

  /** What is planned for each, and then done to each, as the page does both. */
  async function bulk(
    ids: string[],
    step: BulkStep,
    hours = 0,
    actor = world.ana,
    data: unknown = undefined,
  ) {
    const ctx = as(test.db, actor, later(hours))
    const planned = await planBulk(ctx, { ids, step })
    const plans = ids.map((id) => planned.find((line) => line.id === id)?.plan)
    const referrals = await Promise.all(
      ids.map(async (id) => ({ referralId: id, version: (await referral(id)).version })),
    )
    return { plans, outcomes: await actOnSeveral(ctx, { step, referrals, data }) }
  }
  const refusals = (outcomes: { refused: string | null }[]) => outcomes.map(({ refused }) => refused)
  const audits = async (id: string) =>
    (
      await test.owner
        .selectFrom('audit_event')
        .select(['action', 'account_id'])
        .where('entity_id', '=', id)
        .where('action', 'like', 'referral:%')
        .where('action', '<>', 'referral:list')
        .orderBy('id')
        .execute()
    ).map(({ action }) => action)
  const openTasks = async (id: string) =>
    (
      await test.owner
        .selectFrom('task')
        .select('kind')
        .where('referral_id', '=', id)
        .where('done_at', 'is', null)
        .execute()
    ).map(({ kind }) => kind)

  it('are withdrawn for one reason: at once, by asking the agency that took them on, or not at all', async () => {
    const [waiting, accepted, over] = [await sent(), await sent(), await sent()]
    await act(accepted, 'accept', accept, world.agencyStaff)
    await act(over, 'decline', { reason: 'no-capacity' }, world.agencyStaff)
    const { plans, outcomes } = await bulk([waiting, over, accepted], 'withdraw', 0, world.ana, DECLINED)
    expect(plans).toEqual([
      { action: 'withdraw' },
      { action: null, why: 'not-from-here' },
      { action: 'ask-cancel' },
    ])
    expect(refusals(outcomes)).toEqual([null, expect.stringMatching(/moved on/), null])
    expect(await referral(waiting)).toMatchObject({ status: 'withdrawn', reason: 'client-declined' })
    expect(await referral(accepted)).toMatchObject({ status: 'cancel-asked' })
    expect(await referral(over)).toMatchObject({ status: 'declined', reason: 'no-capacity' })
    // The one that could not be left no trace but its audit row.
    expect((await audits(over)).at(-1)).toBe('referral:withdraw:refused')
    expect((await audits(waiting)).at(-1)).toBe('referral:withdraw')
  })

  it('are read from the form, where a reminder says no reason', () => {
    const id = '01a23201-707e-73d0-aaef-90684816752b'
    expect(bulkSchema.parse({ step: 'remind', each: [`${id} 4`] })).toEqual({
      step: 'remind',
      each: [{ referralId: id, version: 4 }],
    })
    for (const each of [[id], ['x 1'], [`${id} 1 2`]])
      expect(bulkSchema.safeParse({ step: 'remind', each }).success).toBe(false)
  })

  it('ask for a reason before anything is done', async () => {
    const id = await sent()
    for (const data of [undefined, {}, { reason: 'other', askedBy: 'client' }, { ...DECLINED, reason: 'x' }])
      await expect(bulk([id], 'withdraw', 0, world.ana, data)).rejects.toMatchObject({ code: 'invalid' })
    await expect(bulk([], 'withdraw', 0, world.ana, DECLINED)).rejects.toThrow(/Mark at least one/)
    expect((await referral(id)).status).toBe('sent')
  })

  it('go each by itself: one that somebody else changed meanwhile stops no other', async () => {
    const [changed, untouched] = [await sent(), await sent()]
    const referrals = [
      { referralId: changed, version: (await referral(changed)).version },
      { referralId: untouched, version: (await referral(untouched)).version },
    ]
    await act(changed, 'open', {}, world.agencyStaff)
    const outcomes = await actOnSeveral(as(test.db, world.ana), {
      step: 'withdraw',
      referrals,
      data: DECLINED,
    })
    expect(refusals(outcomes)).toEqual([expect.stringMatching(/a moment ago/), null])
    expect((await referral(changed)).status).toBe('opened')
    expect((await referral(untouched)).status).toBe('withdrawn')
  })

  it('are nobody else’s: another’s are not shown, and touched by no one', async () => {
    const id = await sent()
    for (const actor of [world.ben, world.cleo, world.otherStaff, world.agencyStaff])
      for (const step of ['remind', 'withdraw'] as const) {
        const { plans, outcomes } = await bulk([id], step, 0, actor, DECLINED)
        expect(plans).toEqual([undefined])
        expect(refusals(outcomes)).not.toContain(null)
      }
    expect(await referral(id)).toMatchObject({ status: 'sent', version: 2 })
  })

  it('are reminded: one mail each that says nothing of anybody, and no sooner again than in a day', async () => {
    const [first, second] = [await sent(), await sent()]
    const due = (await referral(first)).dueAt
    expect(await bulk([first, second], 'remind')).toMatchObject({
      plans: [{ action: 'remind' }, { action: 'remind' }],
      outcomes: [{ refused: null }, { refused: null }],
    })
    for (let run = 0; run < 2; run++)
      await notifyMove(system(), { referralId: first, sequence: (await referral(first)).version }, APP)
    const queued = (await mails(first)).filter(({ template }) => template === 'agency.reminder')
    expect(queued).toMatchObject([{ to_address: 'intake@mesquite.example' }])
    expect(JSON.stringify(queued)).not.toMatch(/R\.|Marker|food/)
    // It is no answer: whose turn it is, and until when, stays.
    expect(await referral(first)).toMatchObject({ status: 'sent', dueAt: due })
    const again = await bulk([first], 'remind', 23)
    expect(again.plans).toEqual([{ action: null, why: 'just-reminded' }])
    expect(refusals(again.outcomes)).toEqual([expect.stringMatching(/less than a day/)])
    expect((await bulk([first], 'remind', 24)).plans).toEqual([{ action: 'remind' }])
  })

  it('are not reminded while they wait for somebody else, or for a day that has not come', async () => {
    const [asked, scheduled] = [await sent(), await sent()]
    await act(asked, 'ask', { question: 'Which day?' }, world.agencyStaff)
    await act(scheduled, 'accept', accept, world.agencyStaff)
    await act(scheduled, 'schedule', appointment, world.agencyStaff)
    const { plans, outcomes } = await bulk([asked, scheduled], 'remind')
    expect(plans).toEqual([
      { action: null, why: 'not-from-here' },
      { action: null, why: 'not-due' },
    ])
    expect(refusals(outcomes)).toEqual([expect.stringMatching(/moved on/), expect.stringMatching(/due from/)])
    expect((await bulk([scheduled], 'remind', 40 * 24)).plans).toEqual([{ action: 'remind' }])
  })

  it('remind an agency that is asked by telephone by one call, and by no mail', async () => {
    const id = await sent()
    await test.owner.updateTable('referral').set({ channel: 'telephone' }).where('id', '=', id).execute()
    for (const day of [0, 2]) {
      expect((await bulk([id], 'remind', day * 24)).plans).toEqual([{ action: 'remind' }])
      const moved = { referralId: id, sequence: (await referral(id)).version }
      await followUp(system(day * 24), moved)
      await notifyMove(system(day * 24), moved, APP)
    }
    expect(await openTasks(id)).toEqual(['call-agency'])
    expect((await mails(id)).map(({ template }) => template)).not.toContain('agency.reminder')
  })

  it('leave the clock alone: what was said of lateness is not said again because somebody reminded', async () => {
    const id = await sent()
    await act(id, 'accept', { ...accept, firstContactOn: '2026-12-02' }, world.agencyStaff)
    const late = { referralId: id, clock: 'first-contact', stage: 'escalate' } as const
    const ring = async (hours: number) => {
      await enforceClock(system(hours), id)
      const { rows } = await sql<{ sequence: number }>`
        select (payload->>'sequence')::int as sequence from graphile_worker._private_jobs
        join graphile_worker._private_tasks on _private_tasks.id = task_id
        where identifier = 'referral.late' and payload->>'referralId' = ${id} and payload->>'stage' = 'escalate'`.execute(
        test.owner,
      )
      for (const { sequence } of rows) await notifyLate(system(hours), { ...late, sequence }, APP)
      return (await mails(id)).filter(({ template }) => template === 'staff.escalation').length
    }
    expect(await ring(3 * 24)).toBe(1)
    await bulk([id], 'remind', 3 * 24 + 1)
    expect(await ring(3 * 24 + 2)).toBe(1)
  })
})
