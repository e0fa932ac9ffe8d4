import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { createReferral } from '#refer/referrals/commands/create.ts'
import { logAttempt } from '#refer/referrals/commands/log-attempt.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { findReferral, readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { readAgencyLink } from './agency-link.ts'
import { answerByCard, cardToken, findCard, makeCard, readCard } from './card.ts'
import { decideHeldAnswer, heldAnswers } from './held.ts'

describe('an agency without a mailbox', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const visitor = (now = NOON): Ctx => ({ db: test.db, actor: VISITOR, now, requestId: randomUUID() })
  const ana = () => as(test.db, world.ana)

  async function sentByPhone(): Promise<string> {
    const clientId = await openClient(
      ana(),
      clientRecordSchema.parse({ givenName: 'Rosa', familyName: 'Marker' }),
    )
    const clientNeedId = await addNeed(ana(), { clientId, needId: 'food.pantry', urgency: 'routine' })
    const id = await createReferral(ana(), { clientNeedId, serviceId: world.phoneAgency.serviceId })
    await actOnReferral(ana(), {
      referralId: id,
      version: 1,
      action: { name: 'send', data: { mode: 'treatment', fields: ['name', 'need'] } },
    })
    return id
  }
  const standing = (id: string) =>
    transact(systemCtx(test.db, 'test', NOON), async (tx) => ({
      referral: await findReferral(tx, id),
      ...(await readEvents(tx, id)),
    }))
  const yes = { name: 'accept', data: { contactName: 'Ms Lee', firstContactOn: '2026-12-02' } } as const

  it('answers with a card that says nothing of the client, and the answer waits for the coordinator', async () => {
    const id = await sentByPhone()
    expect(await findCard(ana(), id)).toBeUndefined()
    const card = await makeCard(ana(), id)
    expect(await makeCard(ana(), id)).toEqual(card)
    expect(await findCard(ana(), id)).toEqual(card)
    expect(await cardToken(visitor(), ` ${card.code.slice(0, 4).toLowerCase()}-${card.code.slice(4)} `)).toBe(
      card.token,
    )
    expect(await readAgencyLink(visitor(), card.token, undefined)).toEqual({ state: 'card' })
    expect(JSON.stringify(await readCard(visitor(), card.token))).not.toMatch(/Rosa|Marker|food/)
    await answerByCard(visitor(), { token: card.token, action: yes })
    expect((await standing(id)).referral?.status).toBe('sent')
    const [held] = await heldAnswers(ana(), id)
    expect(held).toMatchObject({ why: 'card', action: yes })
    await decideHeldAnswer(ana(), { heldId: held?.id ?? '', decision: 'applied', who: 'Ms Lee' })
    expect((await standing(id)).referral?.status).toBe('accepted')
  })

  it('has a card that others cannot make, that bears three answers, ends in time and dies with a withdrawal', async () => {
    const id = await sentByPhone()
    for (const stranger of [world.ben, world.cleo, world.agencyStaff, world.otherStaff])
      await expect(makeCard(as(test.db, stranger), id)).rejects.toMatchObject({ code: 'not-found' })
    const card = await makeCard(ana(), id)
    for (const stranger of [world.ben, world.cleo])
      expect(await findCard(as(test.db, stranger), id)).toBeUndefined()
    for (let answer = 0; answer < 3; answer++)
      await answerByCard(visitor(), { token: card.token, action: yes })
    await expect(answerByCard(visitor(), { token: card.token, action: yes })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(cardToken(visitor(), 'AAAA2222')).rejects.toMatchObject({ code: 'invalid' })
    const late = visitor(new Date(NOON.getTime() + 61 * 86_400_000))
    await expect(cardToken(late, card.code)).rejects.toMatchObject({ code: 'invalid' })
    expect(await readCard(late, card.token)).toBeUndefined()
    await actOnReferral(ana(), {
      referralId: id,
      version: 2,
      action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
    })
    expect(await readCard(visitor(), card.token)).toBeUndefined()
    await expect(answerByCard(visitor(), { token: card.token, action: yes })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('has a card that is found in a coat: it says for whom it is only where that betrays nothing', async () => {
    const plain = await makeCard(ana(), await sentByPhone())
    expect(await readCard(visitor(), plain.token)).toMatchObject({ agencyName: 'Juniper Hall' })
    const id = await sentByPhone()
    await test.owner.updateTable('referral').set({ sensitive: true }).where('id', '=', id).execute()
    const card = await makeCard(ana(), id)
    expect(await readCard(visitor(), card.token)).toEqual({ agencyName: null, code: card.code })
    expect(await readCard(visitor(), await cardToken(visitor(), card.code))).toMatchObject({
      agencyName: null,
    })
  })

  it('is told nothing anew once it was taken back: no page to print, no words to say, no card', async () => {
    const id = await sentByPhone()
    expect((await readReferral(ana(), id)).disclosed).toBe(true)
    await actOnReferral(ana(), {
      referralId: id,
      version: 2,
      action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
    })
    const view = await readReferral(ana(), id)
    expect(view.disclosed).toBe(false)
    expect(view.packet?.content.name).toBe('Rosa Marker')
    await expect(makeCard(ana(), id)).rejects.toMatchObject({ code: 'not-found' })
    expect(await findCard(ana(), id)).toBeUndefined()
  })

  it('that was called in vain is written down, and its time to answer runs on', async () => {
    const id = await sentByPhone()
    const before = await standing(id)
    const call = {
      at: NOON.toISOString(),
      channel: 'call',
      result: 'no-answer',
      note: 'Marker-Busy',
    } as const
    const later = as(test.db, world.ana, new Date(NOON.getTime() + 3_600_000))
    await logAttempt(later, { referralId: id, version: 2, data: call })
    const after = await standing(id)
    expect(after.referral).toMatchObject({ status: 'sent', version: 3, dueAt: before.referral?.dueAt })
    expect(after.events.at(-1)).toMatchObject({ action: 'log-attempt', from: 'sent', to: 'sent' })
    expect(JSON.stringify(after.events)).not.toContain('Marker')
    await expect(logAttempt(later, { referralId: id, version: 2, data: call })).rejects.toMatchObject({
      code: 'conflict',
    })
    for (const stranger of [world.ben, world.cleo, world.otherStaff])
      await expect(
        logAttempt(as(test.db, stranger), { referralId: id, version: 3, data: call }),
      ).rejects.toMatchObject({ code: 'not-found' })
    // A reminder or an answer after it counts from the sending, not from the call.
    await actOnReferral(later, {
      referralId: id,
      version: 3,
      action: yes,
      reportedBy: { party: 'agency', who: 'Ms Lee' },
    })
    expect((await standing(id)).referral?.status).toBe('accepted')
  })
})
