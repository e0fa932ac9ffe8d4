import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { settleDoubt } from '#find/curation/commands.ts'
import { openDoubts } from '#find/curation/queries.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { actOnReferral } from './commands/act.ts'
import { keepDoubts } from './commands/doubts.ts'
import { logAttempt } from './commands/log-attempt.ts'

const LATER = new Date(NOON.getTime() + 86_400_000)

describe('what answers say against a listing', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
    await transact(systemCtx(test.db, 'test', NOON), (tx) =>
      deriveListings(tx, [world.agency.serviceId], NOON),
    )
  })
  const { sent, referral, act } = referralsOf(test, () => world, clientRecordSchema.parse({ alias: 'R.' }))
  const count = () => keepDoubts(systemCtx(test.db, 'test', NOON), world.agency.serviceId)
  const doubts = () => openDoubts(as(test.db, world.steward))
  const service = () =>
    test.owner
      .selectFrom('service')
      .selectAll()
      .where('id', '=', world.agency.serviceId)
      .executeTakeFirstOrThrow()

  it('is counted by code, with how many answered, and holds nothing of a person', async () => {
    // A yes before them counts among the answers and proves nothing of room after them.
    await act(await sent(), 'accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }, world.agencyStaff)
    for (const reason of ['no-capacity', 'no-capacity', 'other', 'not-eligible'])
      await actOnReferral(as(test.db, world.agencyStaff, new Date(NOON.getTime() + 1)), {
        referralId: await sent(),
        version: 2,
        action: { name: 'decline', data: { reason, text: 'Marker: he smelled of beer' } },
      })
    for (let run = 0; run < 2; run++) await count()
    const { serviceId } = world.agency
    expect(await doubts()).toMatchObject([
      { serviceId, reason: 'no-capacity', said: 2, answers: 4, agencyId: world.agency.id },
      { serviceId, reason: 'not-eligible', said: 1, answers: 5 },
    ])
    const rows = await test.owner.selectFrom('listing_doubt').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/Marker|beer/)
  })

  it('counts a number that is not the agency’s, tried twice for one referral, once', async () => {
    const id = await sent()
    for (let tries = 0; tries < 2; tries++)
      await logAttempt(as(test.db, world.ana), {
        referralId: id,
        version: (await referral(id)).version,
        data: { at: NOON.toISOString(), channel: 'call', result: 'wrong-number' },
      })
    await count()
    expect(await doubts()).toContainEqual(expect.objectContaining({ reason: 'wrong-number', said: 1 }))
  })

  it('becomes a change of the listing in one step, for everybody who searches', async () => {
    const steward = as(test.db, world.steward, LATER)
    const { serviceId } = world.agency
    await settleDoubt(steward, { serviceId, reason: 'no-capacity', settled: 'full' })
    expect(await service()).toMatchObject({ alert: null, said_full_at: LATER })
    const card = await test.owner
      .selectFrom('service_card')
      .select('facts')
      .where('service_id', '=', serviceId)
      .executeTakeFirstOrThrow()
    expect(card.facts).toMatchObject({
      availability: { intake: 'closed', words: null, saidFullOn: '2026-12-01' },
    })
    await settleDoubt(steward, {
      serviceId,
      reason: 'not-eligible',
      settled: 'text',
      eligibility: 'Adults of 60 and older',
    })
    expect((await service()).eligibility_description).toBe('Adults of 60 and older')
    // What was looked at is not asked again, and what is said from then on counts from nothing.
    await count()
    expect((await doubts()).map(({ reason }) => reason)).toEqual(['wrong-number'])
    await expect(
      settleDoubt(steward, { serviceId, reason: 'no-capacity', settled: 'right' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    const audit = await test.owner
      .selectFrom('audit_event')
      .select(['role', 'detail'])
      .where('action', '=', 'directory:settle-doubt')
      .orderBy('id')
      .execute()
    expect(audit).toEqual([
      { role: 'steward', detail: { reason: 'no-capacity', settled: 'full' } },
      { role: 'steward', detail: { reason: 'not-eligible', settled: 'text' } },
    ])
  })

  it('ends where it is about room when the agency takes somebody on again, for everybody who searches', async () => {
    const { serviceId } = world.agency
    const at = (days: number) => new Date(LATER.getTime() + days * 86_400_000)
    const answer = async (days: number, name: 'accept' | 'decline') => {
      const id = await sent()
      const data =
        name === 'accept' ? { contactName: 'Pat', firstContactOn: '2026-12-15' } : { reason: 'no-capacity' }
      await actOnReferral(as(test.db, world.agencyStaff, at(days)), {
        referralId: id,
        version: 2,
        action: { name, data },
      })
      await keepDoubts(systemCtx(test.db, 'test', at(days)), serviceId)
    }
    const room = async () => (await doubts()).filter(({ reason }) => reason === 'no-capacity')
    const availability = async () => {
      const { facts } = await test.owner
        .selectFrom('service_card')
        .select('facts')
        .where('service_id', '=', serviceId)
        .executeTakeFirstOrThrow()
      return (facts as { availability: object }).availability
    }
    expect(await service()).toMatchObject({ said_full_at: LATER })
    // What was said before the steward looked proves nothing.
    await answer(-1, 'accept')
    expect(await service()).toMatchObject({ said_full_at: LATER })
    await answer(1, 'decline')
    expect(await room()).toMatchObject([{ said: 1 }])
    await answer(2, 'accept')
    expect(await room()).toEqual([])
    expect(await service()).toMatchObject({ said_full_at: null })
    expect(await availability()).toMatchObject({ intake: null, saidFullOn: null })
    // Counted from there: what was said before the yes does not come back.
    await answer(3, 'decline')
    expect(await room()).toMatchObject([{ said: 1, answers: 1 }])
    await keepDoubts(systemCtx(test.db, 'test', at(3)), serviceId)
    const lifted = await test.owner
      .selectFrom('audit_event')
      .select(['role', 'entity_id'])
      .where('action', '=', 'directory:lift-full')
      .execute()
    expect(lifted).toEqual([{ role: 'system', entity_id: serviceId }])
    // Other doubts are about other things.
    expect((await doubts()).map(({ reason }) => reason)).toContain('wrong-number')
  })

  it('is for stewards: someone else cannot', async () => {
    const { serviceId } = world.agency
    for (const actor of [
      world.ana,
      world.sam,
      world.agencyStaff,
      { ...world.agencyStaff, role: 'agency-admin' as const },
    ]) {
      const ctx = as(test.db, actor)
      await expect(openDoubts(ctx)).rejects.toMatchObject({ code: 'not-found' })
      await expect(
        settleDoubt(ctx, { serviceId, reason: 'wrong-number', settled: 'gone' }),
      ).rejects.toMatchObject({ code: 'not-found' })
    }
    expect((await service()).status).toBe('active')
    await settleDoubt(as(test.db, world.steward), { serviceId, reason: 'wrong-number', settled: 'gone' })
    expect((await service()).status).toBe('inactive')
    const cards = await test.owner
      .selectFrom('service_card')
      .select('id')
      .where('service_id', '=', serviceId)
      .execute()
    expect(cards).toEqual([])
  })
})
