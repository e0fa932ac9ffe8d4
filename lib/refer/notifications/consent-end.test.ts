import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { enforceClock, sweepClocks } from '#refer/referrals/commands/clock.ts'
import { followUp } from '#refer/referrals/commands/follow-up.ts'
import { referNow } from '#refer/referrals/commands/refer.ts'
import { renewConsent } from '#refer/referrals/commands/renew-consent.ts'
import { keepResponseRecord } from '#refer/referrals/commands/response.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { foldStatus } from '#refer/referrals/fold.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { isDisclosed, readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { notifyConsentEnds, notifyMove } from './commands.ts'

/** Longer than the agency's time to answer and its grace. */
const NEXT_WEEK = new Date('2026-12-07T18:00:00Z')
const GIVEN = {
  giver: 'client',
  method: 'voice',
  witness: 'Sam, supervisor',
  consentLocale: 'es',
  signature: 'Rosa',
  explained: 'yes',
} as const

describe('a consent that reaches its last day', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const clock = (now: Date) => systemCtx(test.db, 'clock', now)

  async function sent(expiresOn = '2026-12-02', serviceId = world.agency.serviceId): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ givenName: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    return referNow(ana, {
      ...GIVEN,
      clientNeedId,
      serviceId,
      urgency: 'routine',
      fields: ['name', 'need'],
      mode: 'authorization',
      expiresOn,
      step: 'send',
    })
  }
  const stored = (id: string) =>
    test.owner.selectFrom('referral').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const history = (id: string) => transact(clock(NOON), async (tx) => (await readEvents(tx, id)).events)
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
  const told = async (id: string) =>
    (
      await test.owner
        .selectFrom('mail_message')
        .select(['template', 'to_address'])
        .where('referral_id', '=', id)
        .execute()
    )
      .map(({ template, to_address }) => `${template} ${to_address}`)
      .sort()
  const follow = async (id: string, now: Date) => {
    const sequence = (await history(id)).length
    await followUp(clock(now), { referralId: id, sequence })
    await notifyMove(clock(now), { referralId: id, sequence }, 'https://h.example')
  }
  const renewal = async (id: string, change: object = {}) => ({
    ...GIVEN,
    referralId: id,
    version: (await stored(id)).version,
    expiresOn: '2027-05-30',
    ...change,
  })

  it('is announced a week before and on its eve, by one task that stands and one message each time', async () => {
    const id = await sent('2027-01-20')
    const { consent_id } = await stored(id)
    await actOnReferral(as(test.db, world.agencyStaff), {
      referralId: id,
      version: 2,
      action: { name: 'accept', data: { contactName: 'Pat', firstContactOn: '2027-01-25' } },
    })
    await enforceClock(clock(new Date('2027-01-10T12:00:00Z')), id)
    expect(await tasks(id)).toEqual([])
    expect((await stored(id)).next_ring_at?.toISOString().slice(0, 10)).toMatch(/^2027-01-1[34]$/)
    for (const day of ['14', '15', '20']) await sweepClocks(clock(new Date(`2027-01-${day}T12:00:00Z`)))
    expect(await tasks(id)).toEqual(['consent-ends'])
    for (const which of ['168h', '24h', '24h'])
      await notifyConsentEnds(
        clock(NOON),
        { referralId: id, consentId: consent_id ?? '', which },
        'https://h.example',
      )
    expect((await told(id)).filter((mail) => mail.startsWith('staff'))).toEqual([
      'staff.consent-ends ana@people.example',
      'staff.consent-ends ana@people.example',
    ])
  })

  it('stops the clock of an agency that sees nothing any more: it is not late and nobody says that it did not answer', async () => {
    const id = await sent()
    await sweepClocks(clock(NEXT_WEEK))
    expect(await stored(id)).toMatchObject({ status: 'sent', due_at: null, next_ring_at: null })
    const events = await history(id)
    expect(events.map(({ action }) => action)).toEqual(['create', 'send', 'consent-ended'])
    expect(foldStatus(events)).toBe('sent')
    await enforceClock(clock(new Date('2027-02-01T12:00:00Z')), id)
    expect(await history(id)).toHaveLength(3)
    await follow(id, NEXT_WEEK)
    expect(await tasks(id)).toEqual(['consent-ended'])
    expect(await told(id)).toEqual([
      'agency.consent-ended intake@mesquite.example',
      'staff.consent-ended ana@people.example',
      'staff.consent-ended pat@people.example',
    ])
    // What was said to the agency opens nothing.
    const mail = await test.owner
      .selectFrom('mail_message')
      .select('values')
      .where('referral_id', '=', id)
      .where('template', '=', 'agency.consent-ended')
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(mail.values)).not.toContain('/answer/')
    const view = await readReferral(as(test.db, world.ana, NEXT_WEEK), id)
    expect(view.consent).toMatchObject({ over: 'ended', endsSoon: false })
  })

  it('does not speak against the agency in what ranking learns', async () => {
    const id = await sent('2026-12-02', world.otherAgency.serviceId)
    await enforceClock(clock(NEXT_WEEK), id)
    await keepResponseRecord(clock(NEXT_WEEK), id)
    const record = await test.owner
      .selectFrom('response_record')
      .select(['referrals', 'answered'])
      .where('service_id', '=', world.otherAgency.serviceId)
      .executeTakeFirstOrThrow()
    expect(record).toEqual({ referrals: 0, answered: 0 })
  })

  it('is renewed where it stands: the agency sees again what was sent, and has the time that it had left', async () => {
    const id = await sent()
    await enforceClock(clock(NEXT_WEEK), id)
    await follow(id, NEXT_WEEK)
    const before = await stored(id)
    await renewConsent(as(test.db, world.ana, NEXT_WEEK), await renewal(id))
    await follow(id, NEXT_WEEK)
    const after = await stored(id)
    expect(after).toMatchObject({ status: 'sent', version: before.version + 1, due_kind: 'answer' })
    expect(after.consent_id).not.toBe(before.consent_id)
    expect(await tasks(id)).toEqual([])
    expect(await told(id)).toContain('agency.consent-renewed intake@mesquite.example')
    const view = await readReferral(as(test.db, world.agencyStaff, NEXT_WEEK), id)
    expect(view.packet?.content.name).toBe('Rosa')
    const ended = (await history(id)).find(({ action }) => action === 'consent-ended')
    // Sent on Monday noon: it was due on Wednesday noon, and the days without a consent do not count.
    const paused = NEXT_WEEK.getTime() - (ended?.effectiveAt.getTime() ?? 0)
    expect(after.due_at).toEqual(new Date(Date.parse('2026-12-02T18:00:00Z') + paused))
    await enforceClock(clock(new Date('2026-12-07T19:00:00Z')), id)
    expect((await stored(id)).status).toBe('sent')
    await enforceClock(clock(new Date('2026-12-12T19:00:00Z')), id)
    expect((await stored(id)).status).toBe('no-response')
    const audited = await test.owner
      .selectFrom('audit_event')
      .select('action')
      .where('entity_id', '=', id)
      .where('consent_id', '=', after.consent_id)
      .where('action', '=', 'referral:renew-consent')
      .execute()
    expect(audited).toHaveLength(1)
  })

  it('is called about again once renewed, where the agency answers by telephone', async () => {
    const id = await sent('2026-12-02', world.phoneAgency.serviceId)
    await follow(id, NOON)
    expect(await tasks(id)).toEqual(['call-agency'])
    await enforceClock(clock(NEXT_WEEK), id)
    await follow(id, NEXT_WEEK)
    expect(await tasks(id)).toEqual(['consent-ended'])
    await renewConsent(as(test.db, world.ana, NEXT_WEEK), await renewal(id))
    await follow(id, NEXT_WEEK)
    expect(await tasks(id)).toEqual(['call-agency'])
  })

  it('lets a referral that was taken back be sent again under a new one', async () => {
    const id = await sent('2027-05-30')
    const { consent_id } = await stored(id)
    await revokeConsent(as(test.db, world.ana), { consentId: consent_id ?? '', method: 'voice' })
    expect(await stored(id)).toMatchObject({ status: 'withdrawn' })
    await expect(renewConsent(as(test.db, world.ana), await renewal(id))).rejects.toMatchObject({
      code: 'invalid',
    })
    await renewConsent(as(test.db, world.ana), await renewal(id, { text: 'She wants it after all' }))
    expect(await stored(id)).toMatchObject({ status: 'sent', closed_at: null })
    const view = await readReferral(as(test.db, world.agencyStaff), id)
    expect(view.packet?.content.name).toBe('Rosa')
  })

  it('is renewed by nobody else: not by another coordinator, the agency, nor on another one’s private page', async () => {
    const id = await sent()
    await enforceClock(clock(NEXT_WEEK), id)
    const { client_id, version } = await stored(id)
    const own = {
      role: 'client',
      accountId: null,
      organizationId: null,
      via: 'link',
      clientId: client_id,
    } as const
    const others: Actor[] = [
      world.ben,
      world.cleo,
      world.agencyStaff,
      world.administrator,
      { ...own, giver: 'guardian' },
      { ...own, clientId: world.agency.id },
    ]
    for (const other of others)
      await expect(
        renewConsent(as(test.db, other, NEXT_WEEK), await renewal(id)),
        JSON.stringify(other),
      ).rejects.toMatchObject({ code: 'not-found' })
    expect((await stored(id)).version).toBe(version)
    expect(await transact(clock(NEXT_WEEK), (tx) => isDisclosed(tx, id, NEXT_WEEK))).toBe(false)
    // Whoever gave it gives it again, on their own page.
    await renewConsent(as(test.db, own, NEXT_WEEK), await renewal(id, { method: 'link', witness: undefined }))
    expect(await transact(clock(NEXT_WEEK), (tx) => isDisclosed(tx, id, NEXT_WEEK))).toBe(true)
  })

  it('still lets a cancellation that was asked for come to its end', async () => {
    const id = await sent()
    await actOnReferral(as(test.db, world.ana), {
      referralId: id,
      version: 2,
      action: { name: 'ask-cancel', data: { reason: 'client-declined' } },
    })
    await enforceClock(clock(new Date('2026-12-03T12:00:00Z')), id)
    expect((await stored(id)).due_kind).toBe('confirm-cancel')
    await sweepClocks(clock(new Date('2026-12-08T12:00:00Z')))
    expect((await stored(id)).status).toBe('withdrawn')
  })
})
