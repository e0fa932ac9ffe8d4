import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { namedProgram } from '#find/directory/named-program.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { actOnReferral } from './commands/act.ts'
import { createReferral } from './commands/create.ts'
import { followUp } from './commands/follow-up.ts'
import { referOn } from './commands/refer-on.ts'
import { foldStatus } from './fold.ts'
import { readReferral } from './queries/referral.ts'
import { openTasks } from './queries/tasks.ts'
import { readEvents } from './store.ts'

const send = { name: 'send', data: { mode: 'treatment', fields: ['name', 'contact', 'need'] } } as const

describe('referring a person on', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  async function sent(): Promise<{ referralId: string; clientNeedId: string; clientId: string }> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Heron-Marker' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const referralId = await createReferral(ana, { clientNeedId, serviceId: world.agency.serviceId })
    await actOnReferral(ana, { referralId, version: 1, action: send })
    return { referralId, clientNeedId, clientId }
  }
  const onwardOf = (referralId: string) =>
    test.owner.selectFrom('referral').selectAll().where('onward_of', '=', referralId).execute()

  it('makes a draft of the coordinator and a task, tells the other program nothing, and moves no clock', async () => {
    const { referralId } = await sent()
    const before = await readReferral(as(test.db, world.ana), referralId)
    await referOn(as(test.db, world.agencyStaff), {
      referralId,
      version: 2,
      serviceId: world.otherAgency.serviceId,
      text: 'They have beds.',
    })
    const [draft] = await onwardOf(referralId)
    expect(draft).toMatchObject({ status: 'draft', agency_id: world.otherAgency.id, sent_at: null })
    await expect(readReferral(as(test.db, world.otherStaff), draft?.id ?? '')).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(readReferral(as(test.db, world.agencyStaff), draft?.id ?? '')).rejects.toMatchObject({
      code: 'not-found',
    })
    const ana = as(test.db, world.ana)
    expect((await openTasks(ana)).map(({ kind, referralId: of }) => [kind, of])).toContainEqual([
      'finish-draft',
      draft?.id,
    ])
    const after = await readReferral(ana, referralId)
    expect(after.referral).toMatchObject({ status: 'sent', version: 3, dueAt: before.referral.dueAt })
    expect(after.onward).toMatchObject([{ id: draft?.id, which: 'to', agencyName: 'Oak Shelter' }])
    expect(after.timeline.at(-1)).toMatchObject({
      action: 'refer-on',
      words: { text: 'They have beds.' },
      program: { name: 'Oak Shelter program' },
    })
    const { events } = await transact(systemCtx(test.db, 'test'), (tx) => readEvents(tx, referralId))
    expect(foldStatus(events)).toBe('sent')
    const { events: first } = await transact(systemCtx(test.db, 'test'), (tx) =>
      readEvents(tx, draft?.id ?? ''),
    )
    expect(first).toMatchObject([{ action: 'create', party: 'agency', to: 'draft' }])
    const audit = await test.owner
      .selectFrom('audit_event')
      .select(['role', 'action'])
      .where('entity_id', 'in', [referralId, draft?.id ?? ''])
      .where('action', 'in', ['referral:refer-on', 'referral:create'])
      .where('at', '>', new Date(0))
      .orderBy('id')
      .execute()
    expect(audit.map(({ action }) => action)).toEqual([
      'referral:create',
      'referral:refer-on',
      'referral:create',
    ])
    await actOnReferral(ana, { referralId: draft?.id ?? '', version: 1, action: send })
    expect((await readReferral(as(test.db, world.otherStaff), draft?.id ?? '')).referral.status).toBe('sent')
    await followUp(systemCtx(test.db, 'test', NOON), { referralId: draft?.id ?? '', sequence: 2 })
    expect((await openTasks(ana)).map(({ referralId: of }) => of)).not.toContain(draft?.id)
  })

  it('is nobody else’s: not another agency’s, not the sender’s, not of what was never received', async () => {
    const { referralId } = await sent()
    const wanted = { referralId, version: 2, serviceId: world.otherAgency.serviceId, text: '' }
    for (const actor of [world.otherStaff, world.ana, world.ben, world.cleo])
      await expect(referOn(as(test.db, actor), wanted)).rejects.toMatchObject({ code: 'not-found' })
    await expect(referOn(as(test.db, world.agencyStaff), { ...wanted, version: 1 })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(
      referOn(as(test.db, world.agencyStaff), { ...wanted, serviceId: world.agency.serviceId }),
    ).rejects.toMatchObject({ code: 'invalid' })
    expect(await onwardOf(referralId)).toEqual([])
  })

  it('lets a coordinator go on from a referral of the same client and from no other', async () => {
    const { referralId, clientNeedId } = await sent()
    const other = await sent()
    const ana = as(test.db, world.ana)
    const { serviceId } = world.otherAgency
    const id = await createReferral(ana, { clientNeedId, serviceId, onwardOf: referralId })
    expect((await readReferral(ana, id)).onward).toMatchObject([{ id: referralId, which: 'from' }])
    await expect(
      createReferral(ana, { clientNeedId, serviceId, onwardOf: other.referralId }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('finds a program by its name in any case or the address of its page, and asks when it is unsure', async () => {
    const visitor = as(test.db, world.agencyStaff)
    const { serviceId, organizationId } = world.otherAgency
    expect(await namedProgram(visitor, ' oak shelter PROGRAM ')).toBe(serviceId)
    expect(await namedProgram(visitor, `https://handrail.example/es/services/${serviceId}`)).toBe(serviceId)
    await expect(namedProgram(visitor, 'Nobody Knows Us')).rejects.toThrow(/no program of this name/)
    await test.owner
      .insertInto('service')
      .values({
        id: '01a00000-0000-7000-8000-00000000000a',
        organization_id: organizationId,
        name: 'Oak Shelter program',
        description: '',
      })
      .execute()
    await expect(namedProgram(visitor, 'Oak Shelter program')).rejects.toThrow(/Several programs/)
  })
})
