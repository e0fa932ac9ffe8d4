import { beforeAll, describe, expect, it } from 'vitest'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { readCaseload, readClient } from '#refer/clients/queries.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { referralsOf } from '#testing/given-referral.ts'
import { changeNeed, endNeed, reopenNeed, setCase } from './commands/case.ts'

const rosa = clientRecordSchema.parse({ givenName: 'Rosa', email: 'rosa@people.example' })

describe('a client’s needs and record', () => {
  const test = useDatabase()
  let world: World
  const { sent, referral, act } = referralsOf(test, () => world, rosa)
  const ana = () => as(test.db, world.ana)
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  const given = async () => {
    const clientId = await openClient(ana(), rosa)
    const clientNeedId = await addNeed(ana(), { clientId, needId: 'food.pantry', urgency: 'routine' })
    const need = async () => (await readClient(ana(), clientId)).needs[0]
    return { clientId, clientNeedId, need }
  }

  it('becomes urgent, ends with the reason, and opens again', async () => {
    const { clientNeedId, need } = await given()
    await changeNeed(ana(), { clientNeedId, urgency: 'urgent' })
    expect(await need()).toMatchObject({ urgency: 'urgent', closedAt: null })
    await endNeed(ana(), {
      clientNeedId,
      outcome: 'met',
      reason: 'resolved-elsewhere',
      note: 'Her sister helps.',
    })
    expect((await need())?.closedAt).not.toBeNull()
    const outcome = await test.owner
      .selectFrom('need_outcome')
      .selectAll()
      .where('client_need_id', '=', clientNeedId)
      .executeTakeFirstOrThrow()
    expect(outcome).toMatchObject({
      said_by: 'coordinator',
      outcome: 'met',
      reason_code: 'resolved-elsewhere',
    })
    expect(outcome.note).not.toContain('sister')
    await reopenNeed(ana(), clientNeedId)
    expect((await need())?.closedAt).toBeNull()
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['action', 'account_id'])
      .where('entity_id', '=', clientNeedId)
      .orderBy('at')
      .execute()
    expect(rows.map(({ action }) => action).sort()).toEqual([
      'need:outcome',
      'need:write',
      'need:write',
      'need:write',
    ])
  })

  it('cannot be ended, nor the record closed, over an open referral', async () => {
    const id = await sent()
    const { clientId, clientNeedId } = await referral(id)
    const end = () => endNeed(ana(), { clientNeedId, outcome: 'unknown', reason: 'client-declined' })
    const close = () => setCase(ana(), { clientId, status: 'closed' })
    await expect(end()).rejects.toMatchObject({ code: 'conflict' })
    await expect(close()).rejects.toMatchObject({ code: 'conflict' })
    await act(id, 'withdraw', { reason: 'client-declined', askedBy: 'client' })
    await end()
    await close()
    const listed = async () => (await readCaseload(ana())).find((entry) => entry.id === clientId)?.status
    expect(await listed()).toBe('closed')
    await setCase(ana(), { clientId, status: 'active' })
    expect(await listed()).toBe('active')
  })

  it('is nobody else’s to change', async () => {
    const { clientId, clientNeedId, need } = await given()
    for (const actor of [world.ben, world.cleo, world.agencyStaff, world.steward, world.administrator]) {
      const ctx = as(test.db, actor)
      for (const attempt of [
        () => changeNeed(ctx, { clientNeedId, urgency: 'urgent' }),
        () => endNeed(ctx, { clientNeedId, outcome: 'met', reason: 'other' }),
        () => reopenNeed(ctx, clientNeedId),
        () => setCase(ctx, { clientId, status: 'closed' }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'not-found' })
    }
    expect(await need()).toMatchObject({ urgency: 'routine', closedAt: null })
  })
})
