import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { actOnReferral } from './commands/act.ts'
import { enforceClock } from './commands/clock.ts'
import { createReferral } from './commands/create.ts'
import { followUp } from './commands/follow-up.ts'
import { writeMessage } from './commands/messages.ts'
import { referNow } from './commands/refer.ts'
import { revokeConsent } from './commands/revoke.ts'
import { finishTask } from './commands/tasks.ts'
import type { StepName } from './model.ts'
import { readReferral } from './queries/referral.ts'
import { findReferral, readEvents } from './store.ts'

describe('an agency that answers by telephone', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = () => systemCtx(test.db, 'test', NOON)
  const reported = { party: 'agency', who: 'Lou at the desk' } as const

  /** Said yes by telephone; the paper lies with the agency. */
  async function accepted(serviceId = world.phoneAgency.serviceId): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const id = await referNow(ana, {
      clientNeedId,
      serviceId,
      urgency: 'routine',
      fields: ['name', 'need'],
      mode: 'authorization',
      giver: 'client',
      method: 'screen',
      consentLocale: 'en',
      expiresOn: '2027-05-30',
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
    await act(id, 'accept', { contactName: 'Lou', firstContactOn: '2026-12-02' }, { reportedBy: reported })
    return id
  }
  async function act(id: string, name: StepName, data: object, more: object = {}, actor: Actor = world.ana) {
    const { version } = (await transact(system(), (tx) => findReferral(tx, id))) ?? { version: 0 }
    await actOnReferral(as(test.db, actor), { referralId: id, version, action: { name, data }, ...more })
    await follow(id)
  }
  async function follow(id: string) {
    const { events } = await transact(system(), (tx) => readEvents(tx, id))
    // However often the job runs.
    for (let run = 0; run < 2; run++) await followUp(system(), { referralId: id, sequence: events.length })
  }
  const toTell = async (id: string) => (await readReferral(as(test.db, world.ana), id)).toTell
  const client = async (id: string): Promise<Actor> => {
    const { clientId } = (await transact(system(), (tx) => findReferral(tx, id))) ?? { clientId: '' }
    return { role: 'client', accountId: null, organizationId: null, via: 'link', clientId }
  }

  it('is to be called about every end and change, of which the last one is told', async () => {
    const id = await accepted()
    expect(await toTell(id)).toBeNull()
    await act(id, 'ask-cancel', { reason: 'client-declined' }, {}, await client(id))
    expect(await toTell(id)).toMatchObject({ action: 'ask-cancel' })
    await act(id, 'keep', {}, {}, await client(id))
    const told = await toTell(id)
    expect(told).toMatchObject({ action: 'keep' })
    await expect(finishTask(as(test.db, world.ben), { taskId: told?.taskId ?? '' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await finishTask(as(test.db, world.ana), { taskId: told?.taskId ?? '' })
    expect(await toTell(id)).toBeNull()
    const { consentId } = (await readReferral(as(test.db, world.ana), id)).referral
    await revokeConsent(as(test.db, await client(id)), { consentId: consentId ?? '', method: 'link' })
    await follow(id)
    expect(await toTell(id)).toMatchObject({ action: 'revoke-consent' })
    const tasks = await test.owner
      .selectFrom('task')
      .select(['kind', 'assigned_to'])
      .where('referral_id', '=', id)
      .where('done_at', 'is', null)
      .execute()
    expect(tasks).toEqual([{ kind: 'tell-agency', assigned_to: world.ana.accountId }])
  })

  it('is not told what it said itself, and one with a mailbox is told by mail', async () => {
    const id = await accepted()
    const withdrawn = { reason: 'no-capacity', askedBy: 'agency' }
    await act(id, 'withdraw', withdrawn, { reportedBy: reported })
    expect(await toTell(id)).toBeNull()
    const mailed = await accepted(world.agency.serviceId)
    await act(mailed, 'ask-cancel', { reason: 'client-declined' })
    expect(await toTell(mailed)).toBeNull()
  })

  it('is written no message that nobody would read', async () => {
    const id = await accepted()
    for (const actor of [world.ana, await client(id)])
      await expect(writeMessage(as(test.db, actor), id, 'Are you there?')).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('call them'),
      })
    const messages = test.owner.selectFrom('referral_message').select('id').where('referral_id', '=', id)
    expect(await messages.execute()).toEqual([])
  })

  it('is taken at its word of when it said so: what is written down on Monday counts from Friday', async () => {
    const id = await accepted()
    const scheduled = { at: '2026-12-04T16:00:00Z', mode: 'phone' }
    const monday = new Date('2026-12-07T16:00:00Z')
    const say = async (name: StepName, data: object, effectiveAt: Date) => {
      const { version } = (await transact(system(), (tx) => findReferral(tx, id))) ?? { version: 0 }
      await actOnReferral(as(test.db, world.ana, monday), {
        referralId: id,
        version,
        action: { name, data },
        reportedBy: reported,
        effectiveAt,
      })
    }
    const friday = new Date('2026-12-04T17:00:00Z')
    await expect(say('schedule', scheduled, new Date(NOON.getTime() - 60_000))).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'effectiveAt' }],
    })
    await say('schedule', scheduled, NOON)
    await say('begin', { startedOn: '2026-12-04' }, friday)
    const { events } = await transact(system(), (tx) => readEvents(tx, id))
    expect(events.at(-1)?.effectiveAt).toEqual(friday)
    const { dueAt } = (await transact(system(), (tx) => findReferral(tx, id))) ?? {}
    // Thirty days from the Friday, on its next working day.
    expect(dueAt).toEqual(new Date('2027-01-04T17:00:00Z'))
  })

  it('may have answered in time although the silence was noted first', async () => {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const id = await createReferral(ana, { clientNeedId, serviceId: world.phoneAgency.serviceId })
    await act(id, 'send', { mode: 'treatment', fields: ['name', 'need'] })
    await enforceClock(systemCtx(test.db, 'clock', new Date('2026-12-04T19:00:00Z')), id)
    expect((await transact(system(), (tx) => findReferral(tx, id)))?.status).toBe('no-response')
    const tuesday = new Date('2026-12-01T18:00:00Z')
    await actOnReferral(as(test.db, world.ana, new Date('2026-12-07T16:00:00Z')), {
      referralId: id,
      version: 3,
      action: { name: 'accept', data: { contactName: 'Lou', firstContactOn: '2026-12-08' } },
      reportedBy: reported,
      effectiveAt: tuesday,
    })
    const { events } = await transact(system(), (tx) => readEvents(tx, id))
    expect(events.at(-1)).toMatchObject({ action: 'accept', effectiveAt: tuesday })
  })

  it('is spoken for by its client too: they say that they cannot go, and that they got what they came for', async () => {
    const id = await accepted()
    const rosa = await client(id)
    await act(id, 'schedule', { at: '2026-12-04T16:00:00Z', mode: 'phone' }, {}, rosa)
    expect(await toTell(id)).toMatchObject({ action: 'schedule' })
    await act(id, 'miss', { which: 'moved', why: 'The bus does not run' }, {}, rosa)
    await act(id, 'schedule', { at: '2026-12-05T16:00:00Z', mode: 'phone' }, {}, rosa)
    const got = { delivered: 'A box of food', on: '2026-12-05', enrolment: 'not-enrolled' }
    await expect(act(id, 'close-served', got, {}, rosa)).rejects.toMatchObject({ code: 'conflict' })
    await act(id, 'close-served', got, { reportedBy: { party: 'client', who: '' } }, rosa)
    const view = await readReferral(as(test.db, world.ana), id)
    expect(view.referral.status).toBe('closed-served')
    expect(view.timeline.at(-1)).toMatchObject({ party: 'client', reportedBy: 'client' })
  })
})
