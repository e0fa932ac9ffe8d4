import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { protect, readProtection } from '#refer/agencies/protection.ts'
import { findAgency } from '#refer/agencies/store.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import type { Mode } from '#refer/consent/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { createReferral } from './commands/create.ts'
import { finishDraft, type Refer, referNow } from './commands/refer.ts'
import { selfRefer } from './commands/self-refer.ts'
import { draftFor } from './queries/draft.ts'
import { readReferral } from './queries/referral.ts'

const neither = { part2Program: false, victimServices: false }
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker',
  email: 'rosa@people.example',
  safeContact: { channels: ['mail'] },
})

describe('organizations that the law protects', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  const steward = () => as(test.db, world.steward)
  const ana = () => as(test.db, world.ana)
  const sets = (agency: typeof neither, sender = neither) =>
    Promise.all([
      protect(steward(), { agencyId: world.agency.id, ...agency }),
      protect(as(test.db, world.administrator), { organizationId: world.riverbend, ...sender }),
    ])

  const chosen = (mode: Mode): Omit<Refer, 'clientNeedId' | 'serviceId'> => ({
    urgency: 'routine',
    fields: ['name', 'need'],
    mode,
    giver: 'client',
    method: 'screen',
    consentLocale: 'en',
    expiresOn: '2027-05-30',
    signature: 'Rosa Marker',
    explained: 'yes',
    step: 'send',
  })
  async function need(
    needId: string,
  ): Promise<{ clientId: string; clientNeedId: string; serviceId: string }> {
    const clientId = await openClient(ana(), rosa)
    const clientNeedId = await addNeed(ana(), { clientId, needId, urgency: 'routine' })
    return { clientId, clientNeedId, serviceId: world.agency.serviceId }
  }
  const refer = async (needId: string, mode: Mode, more: Partial<Refer> = {}) => {
    const { clientNeedId, serviceId } = await need(needId)
    return referNow(ana(), { clientNeedId, serviceId, ...chosen(mode), ...more })
  }

  it('are set by a steward or an administrator, for both sides of one body, and it is written down', async () => {
    const flags = { part2Program: true, victimServices: false }
    for (const stranger of [
      world.ana,
      world.sam,
      world.agencyStaff,
      { ...world.agencyStaff, role: 'agency-admin' as const },
    ])
      await expect(
        protect(as(test.db, stranger), { agencyId: world.agency.id, ...flags }),
      ).rejects.toMatchObject({ code: 'not-found' })
    await protect(steward(), { agencyId: world.agency.id, ...flags })
    const of = { organizationId: world.agency.careOrganizationId }
    expect(await readProtection(as(test.db, world.administrator), of)).toEqual(flags)
    await protect(as(test.db, world.administrator), { ...of, ...neither })
    const agency = await transact(systemCtx(test.db, 'test', NOON), (tx) => findAgency(tx, world.agency.id))
    expect(agency).toMatchObject(neither)
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['role', 'entity_id', 'detail'])
      .where('action', '=', 'organization:protect')
      .orderBy('id')
      .execute()
    expect(rows).toMatchObject([
      { role: 'steward', entity_id: world.agency.id, detail: flags },
      { role: 'administrator', entity_id: world.agency.careOrganizationId, detail: neither },
    ])
  })

  it('rule 1: a need of substance use goes to a Part 2 program under a whole Part 2 consent only, with the notice', async () => {
    await sets({ part2Program: true, victimServices: false })
    for (const mode of ['treatment', 'authorization', 'victim-services'] as const)
      await expect(
        refer('substance.outpatient', mode, { groundReason: 'client-chose' }),
      ).rejects.toMatchObject({ code: 'invalid' })
    await expect(refer('substance.outpatient', 'part2', { explained: undefined })).rejects.toMatchObject({
      errors: [{ path: 'revocationExplained' }, { path: 'statementsGiven' }],
    })
    const id = await refer('substance.outpatient', 'part2')
    expect((await readReferral(as(test.db, world.agencyStaff), id)).packet?.redisclosureNotice).toBe(true)
    // Groceries from the same house tell nothing of treatment.
    const groceries = await refer('food.pantry', 'treatment')
    expect((await readReferral(as(test.db, world.agencyStaff), groceries)).packet?.redisclosureNotice).toBe(
      false,
    )
  })

  it('rule 1: whatever a Part 2 program itself sends goes under a Part 2 consent', async () => {
    await sets(neither, { part2Program: true, victimServices: false })
    await expect(refer('food.pantry', 'authorization')).rejects.toMatchObject({ code: 'invalid' })
    await expect(refer('substance.detox', 'treatment')).rejects.toMatchObject({ code: 'invalid' })
    await refer('food.pantry', 'part2')
  })

  it('rule 21: without a program on either side the Part 2 consent is proposed, and another ground says why', async () => {
    await sets(neither)
    const wanted = await need('substance.outpatient')
    const draft = await draftFor(ana(), wanted)
    expect(draft.mode).toBe('part2')
    expect(draft.grounds).toEqual(['treatment', 'authorization', 'part2', 'victim-services'])
    for (const mode of ['treatment', 'authorization'] as const) {
      const refused = await refer('substance.outpatient', mode).catch((error) => error)
      expect(refused.errors[0].message).toMatch(/say why another ground/)
      const id = await refer('substance.outpatient', mode, { groundReason: 'no-program' })
      const { timeline } = await readReferral(ana(), id)
      expect(timeline.at(-1)?.data).toMatchObject({ groundReason: 'no-program' })
    }
    await refer('substance.outpatient', 'part2')
    const audit = await test.owner
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'disclosure:make')
      .execute()
    expect(audit.filter(({ detail }) => JSON.stringify(detail).includes('no-program'))).toHaveLength(2)
  })

  it('rule 21: a draft of such a need asks by link for the Part 2 consent', async () => {
    const { clientNeedId, serviceId } = await need('substance.medication')
    const id = await createReferral(ana(), { clientNeedId, serviceId })
    expect((await readReferral(ana(), id)).referral.mode).toBe('part2')
    await finishDraft(ana(), { ...chosen('part2'), referralId: id, version: 1, step: 'ask' })
    expect((await readReferral(ana(), id)).referral.proposal?.mode).toBe('part2')
  })

  it('rule 7: a victim goes to a victim service under its own consent, with an end', async () => {
    await sets({ part2Program: false, victimServices: true })
    for (const mode of ['treatment', 'authorization', 'part2'] as const)
      await expect(refer('safety.domestic-violence', mode)).rejects.toMatchObject({ code: 'invalid' })
    await expect(
      refer('safety.domestic-violence', 'victim-services', { expiresOn: undefined }),
    ).rejects.toMatchObject({ errors: [{ path: 'expiry' }] })
    const id = await refer('safety.domestic-violence', 'victim-services')
    expect((await readReferral(ana(), id)).referral.mode).toBe('victim-services')
    const { mode, grounds } = await draftFor(ana(), await need('safety.domestic-violence'))
    expect([mode, grounds]).toEqual(['victim-services', ['victim-services']])
  })

  it('what to be careful about goes with the number, unless somebody says that it stays', async () => {
    await sets(neither)
    const careful = {
      ...rosa,
      phone: '210-555-0101',
      safeContact: { channels: ['call' as const], note: 'Marker' },
    }
    const clientId = await openClient(ana(), clientRecordSchema.parse(careful))
    const clientNeedId = await addNeed(ana(), { clientId, needId: 'food.pantry', urgency: 'routine' })
    const wanted = { clientNeedId, serviceId: world.agency.serviceId, ...chosen('treatment') }
    const number: Refer = { ...wanted, fields: ['name', 'contact', 'need'] }
    await expect(referNow(ana(), number)).rejects.toMatchObject({ errors: [{ path: 'withoutNote' }] })
    const note = async (id: string) =>
      (await readReferral(as(test.db, world.agencyStaff), id)).packet?.content.safeContact?.note
    expect(await note(await referNow(ana(), { ...number, withoutNote: 'yes' }))).toBeUndefined()
    expect(await note(await referNow(ana(), { ...number, fields: [...number.fields, 'safe-contact'] }))).toBe(
      'Marker',
    )
    await referNow(ana(), { ...number, fields: ['name', 'need'] })
  })

  it.each([
    ['substance.mutual-help', neither, 'part2'],
    ['substance.mutual-help', { part2Program: true, victimServices: false }, 'part2'],
    ['food.pantry', { part2Program: true, victimServices: false }, 'authorization'],
    ['safety.sexual-assault', { part2Program: false, victimServices: true }, 'victim-services'],
  ] as const)(
    'who asks for %s themselves signs what its receiver is bound to',
    async (needId, agency, mode) => {
      await sets(agency)
      const clientId = await selfRefer(
        as(test.db, { ...world.ana, role: 'visitor', accountId: null, organizationId: null }),
        {
          serviceId: world.agency.serviceId,
          needId,
          name: 'Lupe',
          phone: '210-555-0177',
          channels: ['call'],
          language: 'es',
          consent: 'yes',
          locale: 'es',
          address: `192.0.2.${needId.length}${mode.length}`,
        },
      )
      const given = await test.owner
        .selectFrom('consent')
        .select('mode')
        .where('client_id', '=', clientId)
        .execute()
      expect(given).toEqual([{ mode }])
    },
  )
})
