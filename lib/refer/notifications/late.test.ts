import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { logAttempt } from '#refer/referrals/commands/log-attempt.ts'
import { sayOutcome } from '#refer/referrals/commands/outcome.ts'
import { referOn } from '#refer/referrals/commands/refer-on.ts'
import { keepResponseRecord } from '#refer/referrals/commands/response.ts'
import { readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { answerByCard, makeCard } from './answer/card.ts'
import { decideHeldAnswer, heldAnswers } from './answer/held.ts'
import { notifyAhead, notifyKept, notifyLate } from './commands.ts'

const APP = 'https://handrail.example'
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  email: 'rosa@people.example',
  safeContact: { channels: ['mail'] },
})

describe('what is late', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const { referral, act, sent, mails } = referralsOf(test, () => world, rosa)
  const system = (iso: string) => systemCtx(test.db, 'late', new Date(iso))
  const jobs = async (topic: string, id: string) => {
    const { rows } = await sql<{
      payload: { referralId: string; sequence: number; clock: string; stage: 'remind' }
    }>`
      select payload from graphile_worker._private_jobs join graphile_worker._private_tasks on _private_tasks.id = task_id
      where identifier = ${topic} and payload ->> 'referralId' = ${id} order by _private_jobs.id`.execute(
      test.owner,
    )
    return rows.map(({ payload }) => payload)
  }
  /** Rings the clock, and does what it asks for. */
  const ring = async (iso: string, id: string) => {
    await enforceClock(system(iso), id)
    for (const late of await jobs('referral.late', id)) await notifyLate(system(iso), late, APP)
    for (const ahead of await jobs('referral.ahead', id))
      await notifyAhead(system(iso), { ...ahead, which: '24h' }, APP)
  }
  const templates = async (id: string) => (await mails(id)).map(({ template }) => template)
  const tasks = async (id: string) =>
    (
      await test.owner
        .selectFrom('task')
        .select('kind')
        .where('referral_id', '=', id)
        .where('done_at', 'is', null)
        .orderBy('kind')
        .execute()
    ).map(({ kind }) => kind)
  const events = (id: string) =>
    transact(system(NOON.toISOString()), async (tx) => (await readEvents(tx, id)).events)

  it('is asked for once, whatever is written down meanwhile that moves nothing', async () => {
    const id = await sent()
    await ring('2026-12-02T19:00:00Z', id)
    const { version } = await referral(id)
    const attempt = { at: '2026-12-03T16:00:00Z', channel: 'call', result: 'no-answer' } as const
    await logAttempt(as(test.db, world.ana, new Date('2026-12-03T16:00:00Z')), {
      referralId: id,
      version,
      data: attempt,
    })
    await ring('2026-12-03T19:00:00Z', id)
    expect((await templates(id)).filter((each) => each === 'agency.reminder')).toHaveLength(1)
    // The supervisor hears of it all the same.
    expect((await templates(id)).filter((each) => each === 'staff.escalation')).toHaveLength(1)
  })

  it('is no appointment that has passed: nobody is told the day after that it comes', async () => {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    await act(id, 'schedule', { at: '2026-12-03T16:00:00Z', mode: 'phone' }, world.agencyStaff)
    await enforceClock(system('2026-12-02T17:00:00Z'), id)
    const before = (await mails(id)).length
    await referOn(as(test.db, world.agencyStaff, new Date('2026-12-02T23:00:00Z')), {
      referralId: id,
      version: (await referral(id)).version,
      serviceId: world.otherAgency.serviceId,
      text: 'They need a bed too',
    })
    await enforceClock(system('2026-12-04T17:00:00Z'), id)
    expect((await jobs('referral.ahead', id)).map(({ sequence }) => sequence)).toEqual([4])
    await notifyAhead(system('2026-12-04T17:00:00Z'), { referralId: id, sequence: 4, which: '24h' }, APP)
    expect((await mails(id)).length).toBe(before)
  })

  it('is asked of an agency in words that fit what it owes', async () => {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    await ring('2026-12-03T07:00:00Z', id)
    await act(id, 'schedule', { at: '2026-12-03T16:00:00Z', mode: 'phone' }, world.agencyStaff)
    await ring('2026-12-04T17:00:00Z', id)
    await act(id, 'miss', { which: 'missed' }, world.agencyStaff)
    await ring('2026-12-09T19:00:00Z', id)
    const asked = (await templates(id)).filter((each) => each.startsWith('agency.'))
    expect(asked).toEqual(['agency.contact-asked', 'agency.outcome-asked', 'agency.rebook-asked'])
    await notifyKept(system('2026-12-10T19:00:00Z'), { agencyId: world.agency.id, turned: [id] }, APP)
    expect((await templates(id)).at(-1)).toBe('agency.link-again')
  })

  it('is the coordinator’s, while an answer is held: it lapses for nobody, and when applied counts from when it was given', async () => {
    const held = async () => {
      const id = await sent()
      const card = await makeCard(as(test.db, world.ana), id)
      await answerByCard(system('2026-12-01T18:00:00Z'), {
        token: card.token,
        action: { name: 'decline', data: { reason: 'no-capacity' } },
      })
      await ring('2026-12-02T19:00:00Z', id)
      await ring('2026-12-07T19:00:00Z', id)
      const [waiting] = await heldAnswers(as(test.db, world.ana), id)
      return { id, heldId: waiting?.id ?? '' }
    }
    const late = as(test.db, world.ana, new Date('2026-12-07T20:00:00Z'))
    const one = await held()
    expect(await referral(one.id)).toMatchObject({ status: 'sent' })
    expect(await tasks(one.id)).toEqual(['answer-held'])
    expect(await templates(one.id)).not.toContain('agency.reminder')
    expect(await templates(one.id)).toEqual(expect.arrayContaining(['staff.answer-held', 'staff.escalation']))
    await decideHeldAnswer(late, { heldId: one.heldId, decision: 'applied', who: 'Pat' })
    expect((await events(one.id)).at(-1)).toMatchObject({
      action: 'decline',
      effectiveAt: new Date('2026-12-01T18:00:00Z'),
    })
    const other = await held()
    await decideHeldAnswer(late, { heldId: other.heldId, decision: 'discarded' })
    expect(await jobs('referral.clock', other.id)).not.toEqual([])
    await enforceClock(system('2026-12-07T20:00:01Z'), other.id)
    expect(await referral(other.id)).toMatchObject({ status: 'no-response' })
  })

  it('reaches whoever can arrange teams where nobody supervises the coordinator', async () => {
    const ben = as(test.db, world.ben)
    const late = async () => {
      const clientId = await openClient(ben, rosa)
      const clientNeedId = await addNeed(ben, { clientId, needId: 'food.pantry', urgency: 'routine' })
      const id = await createReferral(ben, { clientNeedId, serviceId: world.agency.serviceId })
      await act(id, 'send', { mode: 'treatment', fields: ['name', 'need'] }, world.ben)
      await ring('2026-12-03T19:00:00Z', id)
      return (await mails(id)).filter(({ template }) => template === 'staff.unsupervised')
    }
    const [mail, another] = await late()
    expect([mail?.to_address, another]).toEqual(['sam@people.example', undefined])
    expect(JSON.stringify(mail?.values)).toContain('/people')
    expect(JSON.stringify(mail?.values)).not.toContain('/referrals/')
    const supervising = (role: 'supervisor' | 'coordinator') =>
      test.owner
        .updateTable('membership')
        .set({ role })
        .where('account_id', '=', world.sam.accountId)
        .execute()
    await supervising('coordinator')
    expect((await late()).map(({ to_address }) => to_address)).toEqual(['ada@people.example'])
    await supervising('supervisor')
  })

  it('is a person whom nobody reached, each time anew', async () => {
    const id = await sent()
    await act(id, 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    const attempt = async (name: 'contact' | 'log-attempt', result: string) => {
      await act(id, name, { at: NOON.toISOString(), channel: 'call', result }, world.agencyStaff)
      await followUp(system(NOON.toISOString()), { referralId: id, sequence: (await events(id)).length })
    }
    await attempt('contact', 'no-answer')
    for (let i = 0; i < 3; i++) await attempt('log-attempt', 'no-answer')
    expect(await tasks(id)).toEqual(['reach'])
    await attempt('log-attempt', 'reached')
    expect(await tasks(id)).toEqual([])
    for (let i = 0; i < 4; i++) await attempt('log-attempt', 'left-message')
    expect(await tasks(id)).toEqual(['reach'])
  })

  it('is the sender’s reply too: a task at first, an end at last', async () => {
    const id = await sent()
    await act(id, 'ask', { question: 'Which papers?' }, world.agencyStaff)
    await ring('2026-12-02T19:00:00Z', id)
    expect(await tasks(id)).toEqual(['reply'])
    expect(await templates(id)).toEqual(expect.arrayContaining(['staff.your-turn', 'staff.escalation']))
    await ring('2026-12-15T19:00:00Z', id)
    expect(await referral(id)).toMatchObject({ status: 'info-requested' })
    await ring('2026-12-16T19:00:00Z', id)
    expect(await referral(id)).toMatchObject({ status: 'no-response' })
  })

  describe('and what ranking learns of it', () => {
    const learnt = async (id: string, now = '2026-12-20T12:00:00Z') => {
      await keepResponseRecord(system(now), id)
      return test.owner
        .selectFrom('response_record')
        .select(['referrals', 'answered', 'answer_hours', 'accepted', 'need_met'])
        .where('service_id', '=', world.otherAgency.serviceId)
        .executeTakeFirstOrThrow()
    }
    async function asked(): Promise<string> {
      const ana = as(test.db, world.ana)
      const clientId = await openClient(ana, rosa)
      const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
      const id = await createReferral(ana, { clientNeedId, serviceId: world.otherAgency.serviceId })
      await act(id, 'send', { mode: 'treatment', fields: ['name', 'need'] })
      return id
    }

    it('is a need that is met as long as that is each side’s last word', async () => {
      const id = await asked()
      await act(id, 'accept', { contactName: 'Oli', firstContactOn: '2026-12-02' }, world.otherStaff)
      await sayOutcome(as(test.db, world.ana), id, { outcome: 'met' })
      expect(await learnt(id)).toMatchObject({ answered: 1, accepted: 1, need_met: 1 })
      await sayOutcome(as(test.db, world.ana, new Date('2026-12-02T18:00:00Z')), id, { outcome: 'not-met' })
      expect(await learnt(id)).toMatchObject({ need_met: 0 })
      await act(id, 'mark-error', { text: 'Not part of what follows' })
    })

    it('is no answer to an asking that came later', async () => {
      const id = await asked()
      await act(id, 'decline', { reason: 'no-capacity' }, world.otherStaff)
      expect(await learnt(id)).toMatchObject({ referrals: 1, answered: 1 })
      const { version } = await referral(id)
      await actOnReferral(as(test.db, world.ana, new Date('2026-12-08T18:00:00Z')), {
        referralId: id,
        version,
        action: { name: 'reopen', data: { text: 'They have room' } },
      })
      expect(await learnt(id)).toMatchObject({ referrals: 1, answered: 0, answer_hours: 0 })
    })
  })
})
