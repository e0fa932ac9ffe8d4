import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { enforceClock } from '#refer/referrals/commands/clock.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { writeMessage } from '#refer/referrals/commands/messages.ts'
import { askNext, selfRefer } from '#refer/referrals/commands/self-refer.ts'
import type { ActionName } from '#refer/referrals/model.ts'
import { nextProgram } from '#refer/referrals/queries/next-program.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { findReferral, readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { givenListing } from '#testing/given-listing.ts'
import { notifyHeld, notifyLate, notifyMessage, notifyMove, reportUndelivered } from '../commands.ts'
import { answerByLink, decideByLink } from './agency-answer.ts'
import { clientLinkActor, readClientPage } from './client-link.ts'
import { decideHeldAnswer, heldAnswers } from './held.ts'
import { firstOwnPage, ownLinkState, reissueOwnLink } from './own-link.ts'

const APP = 'https://handrail.example'
const PLACE = { lat: 29.41, lng: -98.5, city: 'San Antonio', state: 'TX', postalCode: '78204' }
const accept = { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2026-12-02' } } as const
const days = (count: number) => new Date(NOON.getTime() + count * 86_400_000)

describe('who referred themselves and has no coordinator', () => {
  const test = useDatabase()
  let world: World
  let cypress: string
  let willow: string
  let counter = 0
  beforeAll(async () => {
    world = await givenWorld(test.db)
    await transact(systemCtx(test.db, 'test', NOON), async (tx) => {
      const listed = (name: string, given = {}) =>
        givenListing(tx, name, { organization: name, needs: ['food.pantry'], places: [PLACE], ...given })
      cypress = await listed('Cypress Pantry', { email: 'ask@cypress.example' })
      willow = await listed('Willow Pantry', { email: 'ask@willow.example' })
      await deriveListings(tx, [cypress, willow], NOON)
    })
  })
  const visitor = (now = NOON): Ctx => ({ db: test.db, actor: VISITOR, now, requestId: randomUUID() })
  const system = (now = NOON) => systemCtx(test.db, 'test', now)

  type Asking = Partial<Parameters<typeof selfRefer>[1]>
  async function asked(
    asking: Asking = {},
  ): Promise<{ id: string; clientId: string; token: string; person: Ctx }> {
    const clientId = await selfRefer(visitor(), {
      serviceId: cypress,
      needId: 'food.pantry',
      name: 'Lupe Marker',
      email: 'lupe@people.example',
      channels: ['mail'],
      language: 'es',
      request: 'Marker-Request',
      consent: 'yes',
      locale: 'es',
      address: `198.51.100.${counter++}`,
      ...asking,
    })
    const { id } = await test.owner
      .selectFrom('referral')
      .select('id')
      .where('client_id', '=', clientId)
      .executeTakeFirstOrThrow()
    const path = await firstOwnPage(visitor(), clientId, 'es')
    const token = path.split('/').at(-1) ?? ''
    const person = { ...visitor(), actor: await clientLinkActor(visitor(), token) }
    return { id, clientId, token, person }
  }

  async function act(id: string, actor: Actor, name: ActionName, data: object): Promise<void> {
    const { version } = await standing(id)
    await actOnReferral(as(test.db, actor), { referralId: id, version, action: { name, data } })
    const { length } = (await transact(system(), (tx) => readEvents(tx, id))).events
    for (let run = 0; run < 2; run++) {
      await followUp(system(), { referralId: id, sequence: length })
      await notifyMove(system(), { referralId: id, sequence: length }, APP)
    }
  }
  const standing = async (id: string) => {
    const referral = await transact(system(), (tx) => findReferral(tx, id))
    if (!referral) throw new Error('gone')
    return referral
  }
  const mails = (clientId: string) =>
    test.owner
      .selectFrom('mail_message')
      .select(['to_address', 'template', 'locale', 'values'])
      .where('client_id', '=', clientId)
      .orderBy('id')
      .execute()
  const agencyMails = (id: string) =>
    test.owner
      .selectFrom('mail_message')
      .select('template')
      .where('referral_id', '=', id)
      .where('client_id', 'is', null)
      .orderBy('id')
      .execute()
  /** Whoever reads the agency's mailbox, for one referral. */
  const reader = (id: string): Actor => ({
    role: 'agency-staff',
    accountId: null,
    organizationId: null,
    via: 'link:test',
    referralId: id,
  })

  it('is told that something changed, and answers the agency’s question on their own page', async () => {
    const { id, clientId, person } = await asked()
    await act(id, reader(id), 'ask', { question: 'Marker-Question' })
    const told = await mails(clientId)
    expect(told).toMatchObject([{ to_address: 'lupe@people.example', template: 'client.news', locale: 'es' }])
    expect(JSON.stringify(told)).not.toMatch(/Marker|Cypress|food/)
    const view = await readReferral(person, id)
    expect(view.timeline.findLast(({ action }) => action === 'ask')?.words.question).toBe('Marker-Question')
    const stranger = (await asked()).person
    await expect(readReferral(stranger, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(act(id, stranger.actor, 'answer', { answer: 'x' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await act(id, person.actor, 'answer', { answer: 'Two adults' })
    expect((await standing(id)).status).toBe('sent')
    expect((await agencyMails(id)).map(({ template }) => template)).toContain('agency.reply')
    expect(await mails(clientId)).toHaveLength(1)
  })

  it('and the agency write to each other, each told of it and of nothing in it', async () => {
    const { id, clientId, person } = await asked()
    const messageId = await writeMessage(as(test.db, reader(id)), id, 'Marker-Message')
    for (let run = 0; run < 2; run++) await notifyMessage(system(), { referralId: id, messageId }, APP)
    const told = await mails(clientId)
    expect(told).toHaveLength(1)
    expect(JSON.stringify(told)).not.toMatch(/Marker/)
    expect((await readReferral(person, id)).messages.map(({ body }) => body)).toEqual(['Marker-Message'])
    const back = await writeMessage(person, id, 'Gracias')
    await notifyMessage(system(), { referralId: id, messageId: back }, APP)
    expect((await agencyMails(id)).at(-1)?.template).toBe('agency.message')
    expect(await mails(clientId)).toHaveLength(1)
  })

  it('hears of a silence once, gives nobody a task, and is offered the next program', async () => {
    const { id, clientId, person } = await asked()
    await enforceClock(system(days(3)), id)
    await notifyLate(system(days(3)), { referralId: id, sequence: 2, clock: 'answer', stage: 'remind' }, APP)
    await notifyLate(
      system(days(3)),
      { referralId: id, sequence: 2, clock: 'answer', stage: 'escalate' },
      APP,
    )
    expect(await mails(clientId)).toHaveLength(1)
    await enforceClock(system(days(20)), id)
    expect((await standing(id)).status).toBe('no-response')
    for (let run = 0; run < 2; run++) {
      await followUp(system(days(20)), { referralId: id, sequence: 3 })
      await notifyMove(system(days(20)), { referralId: id, sequence: 3 }, APP)
    }
    expect(await mails(clientId)).toHaveLength(2)
    expect(
      await test.owner.selectFrom('task').select('id').where('client_id', '=', clientId).execute(),
    ).toEqual([])
    const next = await nextProgram(person, id, 'es', { engine: null })
    expect(next).toMatchObject({ service: { id: willow }, byMail: true })
    await expect(nextProgram((await asked()).person, id, 'es', { engine: null })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('asks the next program with a consent of its own, once, and only for their own need', async () => {
    const { id, clientId, person } = await asked()
    await act(id, reader(id), 'decline', { reason: 'no-capacity' })
    const again = {
      referralId: id,
      serviceId: willow,
      consent: 'yes',
      locale: 'es',
      address: '192.0.2.77',
    } as const
    await expect(askNext((await asked()).person, again)).rejects.toMatchObject({ code: 'not-found' })
    await expect(askNext(person, { ...again, consent: 'no' as never })).rejects.toThrow(/Tick the box/)
    await askNext(person, again)
    await expect(askNext(person, again)).rejects.toMatchObject({ code: 'conflict' })
    const rows = await test.owner
      .selectFrom('referral')
      .innerJoin('consent', 'consent.id', 'referral.consent_id')
      .select(['referral.status', 'referral.service_id', 'referral.self_referred', 'consent.agency_id'])
      .whereRef('consent.agency_id', '=', 'referral.agency_id')
      .where('referral.client_id', '=', clientId)
      .orderBy('referral.created_at')
      .execute()
    expect(rows).toMatchObject([
      { status: 'declined', service_id: cypress },
      { status: 'sent', service_id: willow, self_referred: true },
    ])
    expect(await nextProgram(person, id, 'es', { engine: null })).not.toMatchObject({
      service: { id: willow },
    })
  })

  it('is told when the agency could not be written to, and not of their own lost mail', async () => {
    const { id, clientId, person } = await asked()
    await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
    const ofAgency = await test.owner
      .selectFrom('mail_message')
      .select('id')
      .where('referral_id', '=', id)
      .executeTakeFirstOrThrow()
    await test.owner
      .updateTable('mail_message')
      .set({ bounced_at: NOON })
      .where('id', '=', ofAgency.id)
      .execute()
    const failed = { mailId: ofAgency.id, referralId: id }
    for (let run = 0; run < 2; run++) await reportUndelivered(system(), failed, APP)
    expect(await mails(clientId)).toHaveLength(1)
    expect((await readReferral(person, id)).agency.unreached).toBe(true)
    const own = await test.owner
      .selectFrom('mail_message')
      .select('id')
      .where('client_id', '=', clientId)
      .executeTakeFirstOrThrow()
    await reportUndelivered(system(), { mailId: own.id, referralId: id }, APP)
    expect(await mails(clientId)).toHaveLength(1)
    await test.owner.updateTable('agency').set({ mailbox_bounced_at: null }).execute()
  })

  /** The agency's mailed link, its mailbox proven. */
  async function provenLink(id: string): Promise<{ token: string; proof: string }> {
    await notifyMove(system(), { referralId: id, sequence: 2 }, APP)
    const link = await test.owner
      .updateTable('access_link')
      .set({ proven_at: NOON, proof_hash: keyedDigest(keyring(), 'proof', 'proof') })
      .where('referral_id', '=', id)
      .where('kind', '=', 'agency')
      .returning('id')
      .executeTakeFirstOrThrow()
    return { token: linkToken(keyring(), link.id), proof: 'proof' }
  }

  it('waits while the agency is asked whether an answer that came too fast is its own; nobody else sees it', async () => {
    const { id } = await asked()
    const link = await provenLink(id)
    const given = { ...link, address: '203.0.113.5', shownAt: NOON }
    const held = await answerByLink(visitor(), { ...given, version: 2, action: accept })
    expect(held).toEqual({ held: true })
    for (let run = 0; run < 2; run++) await notifyHeld(system(), { referralId: id, sequence: 2 }, APP)
    expect((await agencyMails(id)).filter(({ template }) => template === 'agency.answer-held')).toHaveLength(
      1,
    )
    const [answer] = await heldAnswers(as(test.db, reader(id)), id)
    expect(answer).toMatchObject({ why: 'too-fast', action: { name: 'accept' } })
    const decided = { heldId: answer?.id ?? '', decision: 'applied', who: 'Somebody' } as const
    for (const stranger of [world.ana, world.sam, world.agencyStaff, reader(randomUUID())]) {
      await expect(heldAnswers(as(test.db, stranger), id)).rejects.toMatchObject({ code: 'not-found' })
      await expect(decideHeldAnswer(as(test.db, stranger), decided)).rejects.toMatchObject({
        code: 'not-found',
      })
    }
    await expect(decideByLink(visitor(), { ...given, ...decided })).rejects.toThrow(/faster than anybody/)
    expect((await standing(id)).status).toBe('sent')
    await decideByLink(visitor(new Date(NOON.getTime() + 30_000)), { ...given, ...decided })
    const { events } = await transact(system(), (tx) => readEvents(tx, id))
    expect(events.at(-1)).toMatchObject({ action: 'accept', party: 'agency', reportedBy: null })
  })

  it('of an agency whose people have accounts: they decide, and those of another agency do not', async () => {
    const { id } = await asked({ serviceId: world.agency.serviceId })
    const link = await provenLink(id)
    await answerByLink(visitor(), {
      ...link,
      address: '203.0.113.6',
      shownAt: NOON,
      version: 2,
      action: accept,
    })
    const [answer] = await heldAnswers(as(test.db, world.agencyStaff), id)
    const decided = { heldId: answer?.id ?? '', decision: 'discarded' } as const
    await expect(decideHeldAnswer(as(test.db, world.otherStaff), decided)).rejects.toMatchObject({
      code: 'not-found',
    })
    await decideHeldAnswer(as(test.db, world.agencyStaff), decided)
    expect(await heldAnswers(as(test.db, world.agencyStaff), id)).toEqual([])
    expect((await standing(id)).status).toBe('sent')
  })

  it('keeps a page for as long as their consent, and gets an expired one again at the contact on file only', async () => {
    const { clientId, token } = await asked()
    expect(await ownLinkState(visitor(days(179)), token)).toBe('live')
    const over = visitor(days(181))
    expect(await ownLinkState(over, token)).toBe('expired')
    await expect(readClientPage(over, token)).rejects.toMatchObject({ code: 'not-found' })
    await reissueOwnLink(visitor(days(100)), token, APP)
    expect(await mails(clientId)).toEqual([])
    for (let run = 0; run < 2; run++) await reissueOwnLink(over, token, APP)
    const [mail, second] = await mails(clientId)
    expect(second).toBeUndefined()
    expect(mail).toMatchObject({ to_address: 'lupe@people.example', template: 'client.news' })
    const fresh = await test.owner
      .selectFrom('access_link')
      .select('id')
      .where('client_id', '=', clientId)
      .where('expires_at', '>', over.now)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(mail?.values)).toContain(fresh.id)
    expect((await readClientPage(over, linkToken(keyring(), fresh.id))).referralIds).toHaveLength(1)
  })

  it('who may only be called gets none, nor whoever holds a link that was revoked or never was', async () => {
    const called = await asked({ email: undefined, phone: '210-555-0177', channels: ['call'] })
    await reissueOwnLink(visitor(days(181)), called.token, APP)
    expect(await mails(called.clientId)).toEqual([])
    const closed = await asked()
    await test.owner
      .updateTable('access_link')
      .set({ revoked_at: NOON })
      .where('client_id', '=', closed.clientId)
      .execute()
    expect(await ownLinkState(visitor(days(181)), closed.token)).toBe('revoked')
    await reissueOwnLink(visitor(days(181)), closed.token, APP)
    expect(await mails(closed.clientId)).toEqual([])
    expect(await ownLinkState(visitor(), `${randomUUID()}.nonsense`)).toBe('revoked')
    await reissueOwnLink(visitor(), `${randomUUID()}.nonsense`, APP)
  })
})
