import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { actOnReferral } from './commands/act.ts'
import { createReferral } from './commands/create.ts'
import { foldStatus } from './fold.ts'
import { ACTIONS, type ActionName, PARTIES } from './model.ts'
import { findPacket, findReferral, readEvents } from './store.ts'
import { decide } from './transitions.ts'

const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  phone: '210-555-0101',
  email: 'rosa@people.example',
  safeContact: { channels: ['mail'] },
})
const send = { name: 'send', data: { mode: 'treatment', fields: ['name', 'contact', 'need'] } } as const
const accept = { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2026-12-02' } } as const

/** Something legal to say with each action, for histories made at random. */
const SAYING: Record<ActionName, unknown> = {
  'ask-consent': {},
  send: send.data,
  open: {},
  ask: { question: 'Which bus?' },
  answer: { answer: 'The 14' },
  accept: accept.data,
  decline: { reason: 'no-capacity' },
  lapse: {},
  contact: { at: '2026-11-30T17:00:00Z', channel: 'call', result: 'no-answer' },
  waitlist: { position: 3, recheckOn: '2026-12-20' },
  schedule: { at: '2026-12-04T16:00:00Z', mode: 'in-person', place: 'Front desk' },
  miss: { which: 'missed' },
  begin: { startedOn: '2026-11-30' },
  'ask-cancel': { reason: 'resolved-elsewhere' },
  'confirm-cancel': {},
  keep: {},
  'close-served': { delivered: 'Groceries', on: '2026-11-30', enrolment: 'enrolled' },
  'close-not-served': { reason: 'unreachable' },
  withdraw: { reason: 'client-declined', askedBy: 'client' },
  'revoke-consent': { consentId: '00000000-0000-7000-8000-000000000001' },
  reopen: { text: 'Again' },
  'mark-error': { text: 'Wrong client' },
}

describe('a referral', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  async function drafted(serviceId = world.agency.serviceId): Promise<string> {
    const clientId = await openClient(as(test.db, world.ana), rosa)
    const clientNeedId = await addNeed(as(test.db, world.ana), {
      clientId,
      needId: 'food.pantry',
      urgency: 'routine',
    })
    return createReferral(as(test.db, world.ana), { clientNeedId, serviceId, request: 'Vegetarian-Marker' })
  }

  async function standing(id: string) {
    return transact(
      as(test.db, { role: 'system', accountId: null, organizationId: null, via: 'test' }),
      async (tx) => {
        const referral = await findReferral(tx, id)
        if (!referral) throw new Error('gone')
        return { referral, ...(await readEvents(tx, id)) }
      },
    )
  }

  async function act(
    actor: Actor,
    id: string,
    action: { name: ActionName; data: unknown },
    reportedBy?: { party: 'agency' | 'client'; who: string },
  ) {
    const { referral } = await standing(id)
    return actOnReferral(as(test.db, actor), {
      referralId: id,
      version: referral.version,
      action,
      ...(reportedBy && { reportedBy }),
    })
  }

  it('goes from draft to served, with a clock at every step', async () => {
    const id = await drafted()
    expect((await standing(id)).referral).toMatchObject({
      status: 'draft',
      dueKind: 'finish-draft',
      channel: 'account',
    })
    await act(world.ana, id, send)
    expect((await standing(id)).referral).toMatchObject({
      status: 'sent',
      dueKind: 'answer',
      dueAt: new Date('2026-12-02T18:00:00Z'),
    })
    await act(world.agencyStaff, id, { name: 'open', data: {} })
    await act(world.agencyStaff, id, accept)
    expect((await standing(id)).referral).toMatchObject({ status: 'accepted', dueKind: 'first-contact' })
    await act(world.agencyStaff, id, { name: 'schedule', data: SAYING.schedule })
    await act(world.agencyStaff, id, { name: 'close-served', data: SAYING['close-served'] })
    const { referral, events } = await standing(id)
    expect(referral).toMatchObject({
      status: 'closed-served',
      closedAt: NOON,
      dueKind: 'ask-client',
      reason: null,
    })
    expect(foldStatus(events)).toBe('closed-served')
  })

  it('discloses the chosen fields and nothing beside them, to that agency alone', async () => {
    const id = await drafted()
    const packetFor = (actor: Actor) => transact(as(test.db, actor), (tx) => findPacket(tx, id))
    expect(await packetFor(world.agencyStaff)).toBeUndefined()
    await act(world.ana, id, { name: 'send', data: { mode: 'treatment', fields: ['name', 'need'] } })
    expect((await packetFor(world.agencyStaff))?.content).toEqual({
      name: 'Rosa Marker-Zebra',
      needId: 'food.pantry',
      urgency: 'routine',
    })
    for (const stranger of [world.otherStaff, world.ben, world.cleo, world.steward])
      expect(await packetFor(stranger)).toBeUndefined()
    await act(world.ana, id, { name: 'withdraw', data: SAYING.withdraw })
    expect(await packetFor(world.agencyStaff)).toBeUndefined()
  })

  it('is not moved by strangers, and absent looks like forbidden', async () => {
    const id = await drafted()
    await act(world.ana, id, send)
    for (const stranger of [world.otherStaff, world.ben, world.cleo, world.steward]) {
      await expect(act(stranger, id, accept)).rejects.toMatchObject({ code: 'not-found' })
    }
    await expect(act(world.ana, id, accept)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('takes down by telephone what an agency without an account said', async () => {
    const id = await drafted(world.phoneAgency.serviceId)
    expect((await standing(id)).referral.channel).toBe('telephone')
    await act(world.ana, id, send)
    await act(world.ana, id, accept, { party: 'agency', who: 'Front desk, Ms Lee' })
    const { referral, events, words } = await standing(id)
    expect(referral.status).toBe('accepted')
    expect(events.at(-1)).toMatchObject({ party: 'sender', reportedBy: 'agency' })
    expect(words.get(3)).toContain('Ms Lee')
  })

  it('takes down the client’s word as the client’s, and no client’s word for what is the agency’s to say', async () => {
    const id = await drafted(world.phoneAgency.serviceId)
    await act(world.ana, id, send)
    await expect(act(world.ana, id, accept, { party: 'client', who: 'Rosa' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await act(world.ana, id, accept, { party: 'agency', who: 'Ms Lee' })
    await act(world.ana, id, { name: 'schedule', data: SAYING.schedule }, { party: 'client', who: 'Rosa' })
    await act(
      world.ana,
      id,
      { name: 'close-served', data: SAYING['close-served'] },
      { party: 'client', who: 'Rosa' },
    )
    const { events } = await standing(id)
    expect(events.map(({ party, reportedBy }) => [party, reportedBy]).slice(2)).toEqual([
      ['sender', 'agency'],
      ['sender', 'client'],
      ['sender', 'client'],
    ])
  })

  it('says of nobody that they told of a step that was the actor’s own', async () => {
    const id = await drafted()
    await act(world.ana, id, send)
    await act(world.agencyStaff, id, accept, { party: 'agency', who: 'Pat' })
    expect((await standing(id)).events.at(-1)).toMatchObject({ party: 'agency', reportedBy: null })
  })

  it('lets one of two at once win', async () => {
    const id = await drafted()
    await act(world.ana, id, send)
    const { referral } = await standing(id)
    const both = await Promise.allSettled(
      [accept, { name: 'decline', data: SAYING.decline } as const].map((action) =>
        actOnReferral(as(test.db, world.agencyStaff), { referralId: id, version: referral.version, action }),
      ),
    )
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await standing(id)).events).toHaveLength(3)
  })

  it('says what is missing, beside the field', async () => {
    const id = await drafted()
    await act(world.ana, id, send)
    const refused = await act(world.agencyStaff, id, { name: 'decline', data: { reason: 'other' } }).catch(
      (error) => error,
    )
    expect(refused).toMatchObject({ code: 'invalid', errors: [{ path: 'text' }] })
    const tooMuch = await act(world.ana, await drafted(), {
      name: 'send',
      data: { mode: 'treatment', fields: ['name', 'substance-use'] },
    }).catch((error) => error)
    expect(tooMuch).toMatchObject({ code: 'invalid', errors: [{ path: 'consent' }, { path: 'consent' }] })
  })

  it('keeps words sealed', async () => {
    const id = await drafted()
    await act(world.ana, id, send)
    await act(world.agencyStaff, id, { name: 'ask', data: { question: 'Marker-Question?' } })
    for (const table of ['referral', 'referral_event', 'referral_packet', 'audit_event'] as const) {
      expect(JSON.stringify(await test.owner.selectFrom(table).selectAll().execute())).not.toMatch(
        /Marker|Rosa|555-0101/,
      )
    }
  })

  it('keeps a legal history whatever is tried, and a refusal leaves only its audit row', async () => {
    let id = await drafted()
    const system: Actor = { role: 'system', accountId: null, organizationId: null, via: 'timer' }
    /** The client of the referral at hand, and another who has nothing to do with it. */
    const client = (clientId: string): Actor => ({ ...system, role: 'client', via: 'link:test', clientId })
    const own = async (): Promise<Actor> => client((await standing(id)).referral.clientId)
    const another = client((await standing(await drafted())).referral.clientId)
    const actors = [
      'client' as const,
      another,
      world.ana,
      world.sam,
      world.ben,
      world.agencyStaff,
      world.otherStaff,
      world.administrator,
      system,
    ]
    const tries = fc.sample(
      fc.record({
        actor: fc.constantFrom(...actors),
        // A correction ends everything, so it comes now and then; the next referral takes its place.
        name: fc.oneof(
          { weight: 60, arbitrary: fc.constantFrom(...ACTIONS.filter((each) => each !== 'mark-error')) },
          { weight: 1, arbitrary: fc.constant('mark-error' as const) },
        ),
        teller: fc.constantFrom(undefined, 'agency' as const, 'client' as const),
      }),
      { numRuns: 1000, seed: 20261124 },
    )
    let refusals = 0
    const made: string[] = [id]
    const moved = new Map<string, number>()
    for (const { actor: who, name, teller } of tries) {
      const actor = who === 'client' ? await own() : who
      const before = await standing(id)
      const result = await act(
        actor,
        id,
        { name, data: SAYING[name] },
        teller && { party: teller, who: 'Ms Lee' },
      ).catch((error) => error)
      const after = await standing(id)
      if (result instanceof Error) {
        refusals++
        expect(result).toMatchObject({ name: 'DomainError' })
        expect(after).toEqual(before)
      } else {
        expect(after.events).toHaveLength(before.events.length + 1)
        const party = after.events.at(-1)?.party ?? 'client'
        expect(decide(before.referral, name, party, teller !== undefined).ok).toBe(true)
        moved.set(party, (moved.get(party) ?? 0) + 1)
        expect([world.ben, world.otherStaff, another]).not.toContain(actor)
      }
      expect(foldStatus(after.events)).toBe(after.referral.status)
      if (after.referral.status === 'entered-in-error') {
        // Nothing leads on from a mistake, for anybody.
        for (const each of ACTIONS)
          for (const side of PARTIES) expect(decide(after.referral, each, side, true).ok).toBe(false)
        id = await drafted()
        made.push(id)
      }
    }
    const audited = await test.owner
      .selectFrom('audit_event')
      .select('action')
      .where('entity_id', 'in', made)
      .execute()
    expect(audited.filter((row) => row.action.endsWith(':refused'))).toHaveLength(refusals)
    expect(refusals).toBeGreaterThan(500)
    expect(made.length).toBeGreaterThan(2)
    expect([...moved.keys()]).toEqual(expect.arrayContaining(['sender', 'agency', 'client']))
  }, 120_000)
})
