import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed } from '#refer/clients/commands.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { answerConsent } from '#refer/referrals/commands/answer-consent.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { finishDraft, referNow } from '#refer/referrals/commands/refer.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { findPacket, findReferral, readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { questionsOf, teen } from '#testing/given-question.ts'
import { notifyLate, notifyMove } from '../commands.ts'

describe('a consent that is asked for again', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = () => systemCtx(test.db, 'test', NOON)
  const status = async (id: string) => (await transact(system(), (tx) => findReferral(tx, id)))?.status
  const { asked, visiting } = questionsOf(test, () => world)

  const wider = {
    urgency: 'routine',
    request: 'A box for two, and help with the rent',
    fields: ['name' as const, 'need' as const, 'request' as const, 'income' as const],
    mode: 'authorization',
    giver: 'client',
    method: 'screen',
    consentLocale: 'es',
    expiresOn: '2027-11-30',
  } as const
  const widened = () => ({ ...wider, fields: [...wider.fields] })

  it('is never given for what was changed after it was read, and the change is told', async () => {
    const { id, clientId } = await asked()
    const ana = as(test.db, world.ana)
    const rosaHerself = await visiting(clientId)
    await finishDraft(ana, { ...widened(), referralId: id, version: 2, step: 'ask' })
    const yes = { referralId: id, answer: 'yes', signature: 'Rosa Marker-Zebra', locale: 'es' } as const
    await expect(answerConsent(rosaHerself, { ...yes, version: 2 })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/Read it again/),
    })
    expect(await status(id)).toBe('awaiting-consent')
    await notifyMove(system(), { referralId: id, sequence: 3 }, 'https://handrail.example')
    const mails = await test.owner
      .selectFrom('mail_message')
      .select(['to_address', 'dropped_at'])
      .where('referral_id', '=', id)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    // The first had not left yet, and asks for what is asked no more.
    expect(mails).toEqual([
      { to_address: 'rosa@people.example', dropped_at: NOON },
      { to_address: 'rosa@people.example', dropped_at: null },
    ])
    const { referral, request } = await readReferral(rosaHerself, id)
    expect(request).toBe('A box for two, and help with the rent')
    await answerConsent(rosaHerself, { ...yes, version: referral.version })
    const packet = await transact(system(), (tx) => findPacket(tx, id))
    expect(packet?.fields).toEqual(wider.fields)
  })

  it('lets nobody change the question without telling, nor two write over each other', async () => {
    const { id } = await asked()
    const ana = as(test.db, world.ana)
    await expect(
      finishDraft(ana, { ...widened(), referralId: id, version: 2, step: 'draft' }),
    ).rejects.toMatchObject({ code: 'invalid' })
    const { referral } = await readReferral(ana, id)
    expect(referral).toMatchObject({ version: 2, proposal: { fields: ['name', 'need', 'request'] } })
    const clientNeedId = await addNeed(ana, {
      clientId: referral.clientId,
      needId: 'food.pantry',
      urgency: 'routine',
    })
    const { serviceId } = world.agency
    const draft = await referNow(ana, { ...widened(), clientNeedId, serviceId, step: 'draft' })
    await finishDraft(ana, { ...widened(), referralId: draft, version: 1, request: 'First', step: 'draft' })
    const second = { ...widened(), referralId: draft, version: 1, request: 'Second', step: 'draft' as const }
    await expect(finishDraft(as(test.db, world.sam), second)).rejects.toMatchObject({ code: 'conflict' })
    expect((await readReferral(ana, draft)).request).toBe('First')
  })

  it('is a step of the sender’s own, and can go to somebody else', async () => {
    const { id, clientId } = await asked()
    const ana = as(test.db, world.ana)
    const rosaHerself = await visiting(clientId)
    const again = { referralId: id, action: { name: 'ask-again', data: {} } } as const
    await actOnReferral(ana, { ...again, version: 2 })
    for (const actor of [world.ben, world.cleo, world.agencyStaff])
      await expect(actOnReferral(as(test.db, actor), { ...again, version: 3 })).rejects.toMatchObject({
        code: 'not-found',
      })
    await expect(actOnReferral(rosaHerself, { ...again, version: 3 })).rejects.toThrow(/the other side/)
    await finishDraft(ana, {
      ...widened(),
      giver: 'representative',
      referralId: id,
      version: 3,
      step: 'ask',
    })
    const events = await transact(system(), async (tx) => (await readEvents(tx, id)).events)
    expect(events.slice(2)).toMatchObject([
      { action: 'ask-again', from: 'awaiting-consent', to: 'awaiting-consent', party: 'sender' },
      { action: 'ask-again', from: 'awaiting-consent', to: 'awaiting-consent', party: 'sender' },
    ])
    await notifyMove(system(), { referralId: id, sequence: 4 }, 'https://handrail.example')
    const mail = await test.owner
      .selectFrom('mail_message')
      .select(['to_address', 'template'])
      .where('referral_id', '=', id)
      .where('dropped_at', 'is', null)
      .execute()
    expect(mail).toEqual([{ to_address: 'luz@people.example', template: 'client.consent' }])
    const { referral } = await readReferral(rosaHerself, id)
    const yes = { referralId: id, answer: 'yes', signature: 'Rosa', locale: 'es' } as const
    await expect(answerConsent(rosaHerself, { ...yes, version: referral.version })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('is over after its time: a late yes sends nothing, and the question can be sent again', async () => {
    const { id, clientId } = await asked(teen, 'guardian')
    const late = new Date('2026-12-20T18:00:00Z')
    const later = { ...system(), now: late }
    await enforceClock(later, id)
    await notifyLate(
      later,
      { referralId: id, sequence: 2, clock: 'give-consent', stage: 'remind' },
      'https://handrail.example',
    )
    const told = await test.owner
      .selectFrom('notification')
      .select(['topic', 'account_id', 'client_id'])
      .where('referral_id', '=', id)
      .where('created_at', '=', late)
      .where('channel', '=', 'screen')
      .execute()
    expect(told).toEqual([{ topic: 'your-turn', account_id: world.ana.accountId, client_id: null }])
    const tasks = () =>
      test.owner
        .selectFrom('task')
        .select(['kind', 'done_at'])
        .where('referral_id', '=', id)
        .where('kind', '=', 'give-consent')
        .execute()
    expect(await tasks()).toEqual([{ kind: 'give-consent', done_at: null }])
    const guardian = { ...(await visiting(clientId, 'guardian')), now: late }
    const yes = { referralId: id, answer: 'yes', signature: 'Luz Marker', locale: 'es' } as const
    await expect(answerConsent(guardian, { ...yes, version: 2 })).rejects.toThrow(/is over/)
    expect(await status(id)).toBe('awaiting-consent')
    const again = { name: 'ask-again', data: {} } as const
    await actOnReferral(as(test.db, world.ana, late), { referralId: id, version: 2, action: again })
    await followUp(later, { referralId: id, sequence: 3 })
    expect(await tasks()).toEqual([{ kind: 'give-consent', done_at: late }])
    await answerConsent(guardian, { ...yes, version: 3 })
    expect(await status(id)).toBe('sent')
  })

  it('shows who decides for somebody the words that would go, and no others', async () => {
    const { id, clientId } = await asked(teen, 'guardian')
    const guardian = await visiting(clientId, 'guardian')
    expect((await readReferral(guardian, id)).request).toBe('A box for two')
    await finishDraft(as(test.db, world.ana), {
      ...widened(),
      fields: ['name', 'need'],
      giver: 'guardian',
      referralId: id,
      version: 2,
      step: 'ask',
    })
    expect((await readReferral(guardian, id)).request).toBeNull()
  })
})
