import { beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { keepFile } from '#refer/files/commands.ts'
import { answerConsent } from '#refer/referrals/commands/answer-consent.ts'
import { finishDraft, referNow } from '#refer/referrals/commands/refer.ts'
import { openFile } from '#refer/referrals/queries/file.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { findPacket, findReferral, readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { questionsOf, rosa, teen } from '#testing/given-question.ts'
import { readClientPage } from './client-link.ts'

describe('consent by link', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const system = () => systemCtx(test.db, 'test', NOON)
  const status = async (id: string) => (await transact(system(), (tx) => findReferral(tx, id)))?.status

  const { asked, visiting } = questionsOf(test, () => world)

  it('is mailed to the client in their language, and yes sends what was asked for in the same step', async () => {
    const { id, clientId } = await asked()
    const mail = await test.owner
      .selectFrom('mail_message')
      .select(['to_address', 'locale'])
      .where('referral_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(mail).toEqual({ to_address: 'rosa@people.example', locale: 'es' })
    await answerConsent(await visiting(clientId), {
      referralId: id,
      version: 2,
      answer: 'yes',
      signature: 'Rosa Marker-Zebra',
      locale: 'es',
    })
    const { packet, events } = await transact(system(), async (tx) => ({
      packet: await findPacket(tx, id),
      events: (await readEvents(tx, id)).events,
    }))
    expect(packet?.fields).toEqual(['name', 'need', 'request'])
    expect(packet?.content.request).toBe('A box for two')
    expect(events.at(-1)).toMatchObject({ action: 'send', party: 'system', from: 'awaiting-consent' })
    const consent = await test.owner
      .selectFrom('consent')
      .select(['giver', 'method', 'locale', 'recorded_by'])
      .where('client_id', '=', clientId)
      .executeTakeFirstOrThrow()
    expect(consent).toEqual({ giver: 'client', method: 'link', locale: 'es', recorded_by: null })
  })

  it('sends nothing without a name, and no withdraws', async () => {
    const { id, clientId } = await asked()
    const rosaHerself = await visiting(clientId)
    const answer = { referralId: id, version: 2, locale: 'es' } as const
    await expect(answerConsent(rosaHerself, { ...answer, answer: 'yes' })).rejects.toThrow('not complete')
    expect(await status(id)).toBe('awaiting-consent')
    await answerConsent(rosaHerself, { ...answer, answer: 'no' })
    expect(await status(id)).toBe('withdrawn')
  })

  it('is nobody else’s to give: not another client’s, not the coordinator’s through this door', async () => {
    const { id } = await asked()
    const other = await asked()
    const yes = { referralId: id, version: 2, answer: 'yes', signature: 'X', locale: 'en' } as const
    await expect(answerConsent(await visiting(other.clientId), yes)).rejects.toThrow('nothing here')
    await expect(answerConsent(as(test.db, world.ana), yes)).rejects.toThrow('nothing here')
    await expect(answerConsent(as(test.db, world.cleo), yes)).rejects.toThrow('nothing here')
    expect(await status(id)).toBe('awaiting-consent')
  })

  it('asked of a guardian goes to the guardian, who sees that and nothing that the minor consented to alone', async () => {
    const { id, clientId } = await asked(teen, 'guardian')
    const guardian = await visiting(clientId, 'guardian')
    const mail = await test.owner
      .selectFrom('mail_message')
      .select('to_address')
      .where('referral_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(mail.to_address).toBe('luz@people.example')
    const alone = await minorAlone(clientId)
    expect(await status(alone)).toBe('sent')
    await expect(readReferral(guardian, alone)).rejects.toThrow('nothing here')
    expect((await readReferral(guardian, id)).referral.id).toBe(id)
    const seen = await transact(guardian, async (tx) => ({
      referrals: (await tx.selectFrom('referral').select('id').execute()).map((row) => row.id),
      consents: (await tx.selectFrom('consent').select('giver').execute()).length,
      packets: (await tx.selectFrom('referral_packet').select('referral_id').execute()).length,
      events: await tx.selectFrom('referral_event').select('id').where('referral_id', '=', alone).execute(),
      needs: (await tx.selectFrom('client_need').select('need_id').execute()).map((row) => row.need_id),
    }))
    expect(seen).toEqual({ referrals: [id], consents: 0, packets: 0, events: [], needs: ['food.pantry'] })
    const link = guardian.actor.via?.slice('link:'.length) ?? ''
    const page = await readClientPage({ ...guardian, actor: VISITOR }, linkToken(keyring(), link))
    expect(page.referralIds).toEqual([id])
    expect(page.disclosures).toEqual([])
  })

  async function minorAlone(clientId: string): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientNeedId = await addNeed(ana, { clientId, needId: 'mental.counseling', urgency: 'routine' })
    return referNow(ana, {
      clientNeedId,
      serviceId: world.agency.serviceId,
      urgency: 'routine',
      fields: ['name', 'need'],
      mode: 'authorization',
      giver: 'minor',
      giverName: 'Rosa',
      method: 'screen',
      consentLocale: 'es',
      expiresOn: '2027-05-30',
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
  }

  it('of a representative counts once the document that shows they may decide is there', async () => {
    const { id, clientId } = await asked(rosa, 'representative')
    const luz = await visiting(clientId, 'representative')
    const yes = { referralId: id, version: 2, answer: 'yes', signature: 'Luz Marker', locale: 'es' } as const
    await expect(answerConsent(luz, yes)).rejects.toMatchObject({ errors: [{ path: 'authority' }] })
    expect(await status(id)).toBe('awaiting-consent')
    const bytes = Buffer.from('%PDF-1.7 Marker-Order')
    const keep = (ctx: Ctx, of: { clientId: string; id: string }) =>
      keepFile(ctx, {
        clientId: of.clientId,
        referralId: of.id,
        kind: 'authority',
        from: 'client',
        upload: { name: 'order.pdf', bytes },
      })
    const other = await asked(rosa, 'representative')
    const strangers = await keep(await visiting(other.clientId, 'representative'), other)
    await expect(answerConsent(luz, { ...yes, authorityId: strangers })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(keep(luz, other)).rejects.toMatchObject({ code: 'not-found' })
    const page = { name: 'order.pdf', bytes: Buffer.from('<html>') }
    await expect(
      keepFile(luz, { clientId, referralId: id, kind: 'authority', from: 'client', upload: page }),
    ).rejects.toThrow(/photo/)
    const authorityId = await keep(luz, { clientId, id })
    await answerConsent(luz, { ...yes, authorityId })
    expect(await status(id)).toBe('sent')
    const consent = await test.owner
      .selectFrom('consent')
      .select(['giver', 'method', 'authority_id'])
      .where('client_id', '=', clientId)
      .executeTakeFirstOrThrow()
    expect(consent).toEqual({ giver: 'representative', method: 'link', authority_id: authorityId })
    // The agency that receives the referral never opens it; who carries the client does.
    await expect(openFile(as(test.db, world.agencyStaff), authorityId)).rejects.toMatchObject({
      code: 'not-found',
    })
    expect((await openFile(as(test.db, world.ana), authorityId)).name).toBe('order.pdf')
  })

  it.each([
    ['who is not to be contacted', { safeContact: { noContact: true, channels: ['mail'] } }, 'client'],
    ['who may only be called', { safeContact: { channels: ['call'] } }, 'client'],
    ['who has no address', { email: undefined }, 'client'],
    ['whose guardian has none', { guardian: { name: 'Luz Marker' } }, 'guardian'],
  ] as const)('of somebody %s is refused, and says what to do instead', async (_, change, giver) => {
    const age = giver === 'guardian' ? teen.facts : rosa.facts
    const record = clientRecordSchema.parse({ ...rosa, ...change, facts: age })
    const refused = await asked(record, giver).catch((error) => error)
    expect(refused).toMatchObject({ code: 'invalid', errors: [{ path: 'method' }] })
    expect(refused.message).toMatch(/on this screen, on paper or by voice/)
  })

  it('is a minor’s to give only where a rule of the state says so', async () => {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, teen)
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const chosen = {
      clientNeedId,
      serviceId: world.agency.serviceId,
      urgency: 'routine',
      fields: ['name' as const],
      mode: 'authorization',
      method: 'screen',
      consentLocale: 'en',
      expiresOn: '2027-05-30',
      giverName: 'Rosa',
      signature: 'Rosa',
      step: 'send',
    } as const
    for (const giver of ['minor', 'client'] as const)
      await expect(referNow(ana, { ...chosen, fields: [...chosen.fields], giver })).rejects.toMatchObject({
        errors: [{ path: 'giver' }],
      })
  })

  it('keeps what was chosen in a draft, and the draft can be sent later', async () => {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, rosa)
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const chosen = {
      urgency: 'urgent',
      request: 'Soon, please',
      fields: ['name' as const, 'contact' as const],
      mode: 'authorization',
      giver: 'client',
      method: 'voice',
      consentLocale: 'es',
      expiresOn: '2027-05-30',
      step: 'draft',
    } as const
    const id = await referNow(ana, {
      clientNeedId,
      serviceId: world.agency.serviceId,
      ...chosen,
      fields: [...chosen.fields],
    })
    const { referral } = await readReferral(ana, id)
    expect(referral.proposal).toMatchObject({ fields: ['name', 'contact'], method: 'voice', locale: 'es' })
    const finished = {
      ...chosen,
      fields: [...chosen.fields],
      referralId: id,
      version: 1,
      step: 'send' as const,
    }
    await expect(finishDraft(as(test.db, world.ben), finished)).rejects.toThrow('nothing here')
    await finishDraft(ana, { ...finished, signature: 'Rosa Marker-Zebra', witness: 'Ben' })
    expect(await status(id)).toBe('sent')
    await expect(finishDraft(ana, finished)).rejects.toThrow('moved on')
  })
})
