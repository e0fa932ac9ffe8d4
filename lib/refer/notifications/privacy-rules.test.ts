import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { withSecrets } from '#base/mail/commands.ts'
import { renderMail } from '#base/mail/render.ts'
import { lockWaitingMail } from '#base/mail/store.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { readCaseload, readClient } from '#refer/clients/queries.ts'
import { CLOCK_NAMES, clockRule } from '#refer/referrals/clocks.ts'
import { actOnReferral } from '#refer/referrals/commands/act.ts'
import { type Chosen, referNow } from '#refer/referrals/commands/refer.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { type ActionName, STATUSES } from '#refer/referrals/model.ts'
import { listReferrals } from '#refer/referrals/queries/list.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { readAgencyLink } from './answer/agency-link.ts'
import { makeCard } from './answer/card.ts'
import { reissueOwnLink } from './answer/own-link.ts'
import { notifyAhead, notifyLate, notifyMove } from './commands.ts'

const at = NOON.toISOString()
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  email: 'rosa@people.example',
  languages: ['en'],
  safeContact: { channels: ['mail'] },
  facts: { age: { value: 41, from: 'client', at } },
  populations: { 'substance-use': { value: true, from: 'client', at } },
})

const usual: Chosen = {
  urgency: 'routine',
  fields: ['name', 'need'],
  mode: 'authorization',
  giver: 'client',
  method: 'screen',
  consentLocale: 'en',
  expiresOn: '2027-05-30',
  signature: 'Rosa Marker-Zebra',
  explained: 'yes',
  step: 'send',
}

describe('a referral and the rules', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const ana = () => as(test.db, world.ana)
  const agency = () => as(test.db, world.agencyStaff)

  async function sent(needId: string, chosen: Partial<Chosen>): Promise<{ id: string; clientId: string }> {
    const clientId = await openClient(ana(), rosa)
    const clientNeedId = await addNeed(ana(), { clientId, needId, urgency: 'routine' })
    const id = await referNow(ana(), {
      clientNeedId,
      serviceId: world.agency.serviceId,
      ...usual,
      ...chosen,
    })
    await notifyMove(
      systemCtx(test.db, 'test', NOON),
      { referralId: id, sequence: 2 },
      'https://handrail.example',
    )
    return { id, clientId }
  }

  it('rule 4: what tells of substance use goes with the redisclosure notice, the rest without', async () => {
    const part2 = await sent('food.pantry', { mode: 'part2', fields: ['name', 'need', 'substance-use'] })
    const plain = await sent('food.pantry', {})
    expect((await readReferral(agency(), part2.id)).packet?.redisclosureNotice).toBe(true)
    expect((await readReferral(agency(), plain.id)).packet?.redisclosureNotice).toBe(false)
    // The ground alone is enough, whatever the fields say, and it goes along when the same is sent again.
    const groundOnly = await sent('substance.outpatient', { mode: 'part2', fields: ['name'] })
    const notice = async () => (await readReferral(agency(), groundOnly.id)).packet?.redisclosureNotice
    expect(await notice()).toBe(true)
    const act = async (ctx: Ctx, name: ActionName, data: object) => {
      const { referral } = await readReferral(ana(), groundOnly.id)
      await actOnReferral(ctx, {
        referralId: groundOnly.id,
        version: referral.version,
        action: { name, data },
      })
    }
    await act(agency(), 'decline', { reason: 'no-capacity' })
    await act(ana(), 'reopen', { text: 'They have room now.' })
    expect(await notice()).toBe(true)
  })

  it.each(['authorization', 'treatment'] as const)(
    'rule 5: what is told late of a referral (%s) that was taken back meanwhile is told to nobody of the agency',
    async (mode) => {
      const clientId = await openClient(ana(), rosa)
      const clientNeedId = await addNeed(ana(), { clientId, needId: 'food.pantry', urgency: 'routine' })
      const id = await referNow(ana(), { clientNeedId, serviceId: world.agency.serviceId, ...usual, mode })
      const { referral } = await readReferral(ana(), id)
      if (referral.consentId) await revokeConsent(ana(), { consentId: referral.consentId, method: 'voice' })
      else
        await actOnReferral(ana(), {
          referralId: id,
          version: referral.version,
          action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
        })
      const system = systemCtx(test.db, 'test', NOON)
      await notifyMove(system, { referralId: id, sequence: 2 }, 'https://handrail.example')
      const late = { referralId: id, sequence: 3, clock: 'answer', stage: 'remind' as const }
      await notifyLate(system, late, 'https://handrail.example')
      const told = await test.owner
        .selectFrom('mail_message')
        .select('template')
        .where('referral_id', '=', id)
        .where('template', 'like', 'agency.%')
        .execute()
      const links = await test.owner
        .selectFrom('access_link')
        .select('id')
        .where('referral_id', '=', id)
        .where('revoked_at', 'is', null)
        .execute()
      expect([told, links]).toEqual([[], []])
      // A link that was made all the same, by hand or by a mistake, opens nothing.
      const linkId = randomUUID()
      await test.owner
        .insertInto('access_link')
        .values({
          ...{ id: linkId, kind: 'agency', token_hash: linkId, client_id: clientId, referral_id: id },
          ...{ agency_id: world.agency.id, expires_at: '2999-01-01' },
        })
        .execute()
      const visitor = { ...system, actor: VISITOR }
      expect(await readAgencyLink(visitor, linkToken(keyring(), linkId), undefined)).toEqual({
        state: 'gone',
      })
    },
  )

  it('rule 20: with do-not-contact set nothing leaves to the client: no news, reminder, survey, consent or new link', async () => {
    const silent = { ...rosa, guardian: { name: 'Luz', email: 'luz@people.example' } }
    const never = clientRecordSchema.parse({
      ...silent,
      phone: '210-555-0101',
      safeContact: { noContact: true, channels: ['mail', 'text', 'call', 'letter'] },
    })
    const allowed = clientRecordSchema.parse(silent)
    const reached = async (record: typeof never) => {
      const clientId = await openClient(ana(), record)
      const clientNeedId = await addNeed(ana(), { clientId, needId: 'food.pantry', urgency: 'routine' })
      const id = await referNow(ana(), { clientNeedId, serviceId: world.agency.serviceId, ...usual })
      const app = 'https://handrail.example'
      const system = (at = NOON) => systemCtx(test.db, 'test', at)
      const tell = async (referralId: string) => {
        const { timeline } = await readReferral(ana(), referralId)
        const sequence = timeline.length
        await notifyMove(system(), { referralId, sequence }, app)
        await notifyAhead(system(), { referralId, sequence, which: '72h' }, app)
        for (const clock of CLOCK_NAMES.filter((name) => clockRule(name).owner === 'client'))
          for (const stage of ['remind', 'escalate'] as const)
            await notifyLate(system(), { referralId, sequence, clock, stage }, app)
      }
      const steps: [ActionName, object][] = [
        ['accept', { contactName: 'Pat', firstContactOn: '2026-12-02' }],
        ['waitlist', { position: 3, recheckOn: '2026-12-20' }],
        ['schedule', { at: '2026-12-09T18:00:00Z', mode: 'in-person' }],
        ['miss', { which: 'missed' }],
        ['schedule', { at: '2026-12-10T18:00:00Z', mode: 'in-person' }],
        ['begin', { startedOn: '2026-11-30' }],
        ['close-served', { delivered: 'Food', on: '2026-11-30', enrolment: 'enrolled' }],
      ]
      await tell(id)
      for (const [name, data] of steps) {
        const { referral } = await readReferral(ana(), id)
        await actOnReferral(agency(), { referralId: id, version: referral.version, action: { name, data } })
        await tell(id)
      }
      for (const giver of ['client', 'guardian'] as const) {
        const linkId = randomUUID()
        await test.owner
          .insertInto('access_link')
          .values({
            ...{ id: linkId, kind: 'client', token_hash: linkId, client_id: clientId, giver },
            expires_at: '2026-11-29',
          })
          .execute()
        await reissueOwnLink({ ...system(), actor: VISITOR }, linkToken(keyring(), linkId), app)
      }
      return test.owner
        .selectFrom('mail_message')
        .select(['to_address', 'template'])
        .where((eb) =>
          eb.or([
            eb('client_id', '=', clientId),
            eb('to_address', 'in', ['rosa@people.example', 'luz@people.example', '+12105550101']).and(
              'referral_id',
              '=',
              id,
            ),
          ]),
        )
        .execute()
    }
    // The same story without the flag shows that it would have told.
    expect((await reached(allowed)).length).toBeGreaterThan(8)
    expect(await reached(never)).toEqual([])
  }, 120_000)

  it('rule 6: a spoken withdrawal takes effect at once and in one step, with how it was said', async () => {
    const { id, clientId } = await sent('food.pantry', {})
    const consent = await test.owner
      .selectFrom('consent')
      .select('id')
      .where('client_id', '=', clientId)
      .executeTakeFirstOrThrow()
    expect(await revokeConsent(ana(), { consentId: consent.id, method: 'voice' })).toBe(1)
    const row = await test.owner
      .selectFrom('consent')
      .select(['revocation_method', 'revoked_by'])
      .where('id', '=', consent.id)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ revocation_method: 'voice', revoked_by: 'coordinator' })
    const seen = await readReferral(agency(), id)
    expect([seen.packet, seen.request, seen.needId, seen.messages, seen.timeline]).toEqual([
      null,
      null,
      '',
      [],
      [],
    ])
  })

  it('rule 5: after a withdrawal no queued message leaves and no link opens', async () => {
    const { id, clientId } = await sent('food.pantry', {})
    const queued = () =>
      test.owner
        .selectFrom('mail_message')
        .select(['template', 'dropped_at'])
        .where('referral_id', '=', id)
        .where('sent_at', 'is', null)
        .execute()
    const before = await queued()
    expect(before.length).toBeGreaterThan(0)
    const consents = await test.owner
      .selectFrom('consent')
      .select('id')
      .where('client_id', '=', clientId)
      .execute()
    await revokeConsent(ana(), { consentId: consents[0]?.id ?? '', method: 'paper' })
    const templates = new Set(before.map(({ template }) => template))
    const waiting = (await queued()).filter(
      (mail) => templates.has(mail.template) && mail.dropped_at === null,
    )
    expect(waiting).toEqual([])
    const links = await test.owner
      .selectFrom('access_link')
      .select('revoked_at')
      .where('referral_id', '=', id)
      .where('kind', '=', 'agency')
      .execute()
    expect(links.length).toBeGreaterThan(0)
    expect(links.every((link) => link.revoked_at !== null)).toBe(true)
  })

  it.each(STATUSES.filter((status) => status !== 'draft' && status !== 'awaiting-consent'))(
    'rule 5: a consent taken back closes what was sent, where the referral stands at %s',
    async (status) => {
      const { id, clientId } = await sent('food.pantry', {})
      await makeCard(ana(), id)
      await test.owner
        .updateTable('referral')
        .set({ status, ...(status === 'cancel-asked' && { status_before: 'accepted' }) })
        .where('id', '=', id)
        .execute()
      expect((await readReferral(agency(), id)).packet).not.toBeNull()
      const consent = await test.owner
        .selectFrom('consent')
        .select('id')
        .where('client_id', '=', clientId)
        .executeTakeFirstOrThrow()
      await revokeConsent(ana(), { consentId: consent.id, method: 'voice' })
      const seen = await readReferral(agency(), id)
      expect([seen.packet, seen.request, seen.needId, seen.timeline]).toEqual([null, null, '', []])
      const links = await test.owner
        .selectFrom('access_link')
        .select(['kind', 'revoked_at'])
        .where('referral_id', '=', id)
        .where('kind', 'in', ['agency', 'card'])
        .execute()
      expect(links.map(({ kind }) => kind).sort()).toEqual(['agency', 'card'])
      expect(links.filter((link) => link.revoked_at === null)).toEqual([])
      const waiting = await test.owner
        .selectFrom('mail_message')
        .select('template')
        .where('referral_id', '=', id)
        .where('sent_at', 'is', null)
        .where('dropped_at', 'is', null)
        .execute()
      expect(waiting).toEqual([])
    },
  )

  it('rule 21: a sensitive program’s name stands in no list and in no message to anybody but itself', async () => {
    const { id, clientId } = await sent('mental.counseling', {})
    const lines = await listReferrals(ana(), { clientId })
    expect(lines).toMatchObject([{ id, sensitive: true, agencyName: null }])
    const mails = await test.owner
      .selectFrom('mail_message')
      .select(['id', 'to_address'])
      .where('referral_id', '=', id)
      .execute()
    const letters = await transact(systemCtx(test.db, 'test', NOON), async (tx) => {
      const found = []
      for (const { id: mailId } of mails) found.push(await lockWaitingMail(tx, mailId))
      return found.flatMap((mail) => (mail ? [renderMail(withSecrets(mail))] : []))
    })
    for (const { to, subject, text } of letters) {
      expect(`${subject} ${text}`).not.toMatch(/counsel|mental|Rosa|Zebra/i)
      if (!to.includes('mesquite')) expect(`${subject} ${text}`).not.toMatch(/Mesquite/)
    }
  })

  it('rule 14: each read of a record is written down, one line a read, with who, whom and why', async () => {
    const { id, clientId } = await sent('food.pantry', {})
    const count = async () =>
      Number(
        (
          await test.owner
            .selectFrom('audit_event')
            .select((eb) => eb.fn.countAll<string>().as('n'))
            .where('client_id', '=', clientId)
            .where('action', 'in', ['client:read', 'client:list', 'referral:read'])
            .executeTakeFirstOrThrow()
        ).n,
      )
    const before = await count()
    await readClient(ana(), clientId)
    await readClient(as(test.db, world.sam), clientId)
    await readCaseload(ana())
    await readReferral(ana(), id)
    await readReferral(agency(), id)
    await expect(readClient(as(test.db, world.ben), clientId)).rejects.toThrow()
    await expect(readReferral(as(test.db, world.otherStaff), id)).rejects.toThrow()
    expect((await count()) - before).toBe(5)
    const last = await test.owner
      .selectFrom('audit_event')
      .select(['role', 'organization_id', 'purpose', 'request_id'])
      .where('client_id', '=', clientId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(last).toMatchObject({
      role: 'agency-staff',
      organization_id: world.agency.careOrganizationId,
      purpose: 'authorization',
      request_id: expect.any(String),
    })
  })
})
