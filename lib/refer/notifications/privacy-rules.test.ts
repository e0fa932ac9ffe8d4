import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { withSecrets } from '#base/mail/commands.ts'
import { renderMail } from '#base/mail/render.ts'
import { lockWaitingMail } from '#base/mail/store.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { readCaseload, readClient } from '#refer/clients/queries.ts'
import { type Chosen, referNow } from '#refer/referrals/commands/refer.ts'
import { revokeConsent } from '#refer/referrals/commands/revoke.ts'
import { STATUSES } from '#refer/referrals/model.ts'
import { listReferrals } from '#refer/referrals/queries/list.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { makeCard } from './answer/card.ts'
import { notifyMove } from './commands.ts'

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
  })

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
