import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { addNeed, changeClient, linkClients, openClient, unlinkClients } from './commands.ts'
import { handOver } from './hand-over.ts'
import { clientRecordSchema, initials, personOf } from './model.ts'
import { possibleDuplicates, readCaseload, readClient } from './queries.ts'

const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  phone: '(210) 555-0101',
  languages: ['es'],
  facts: { age: { value: 34, from: 'client', at: '2026-11-30T18:00:00Z' } },
  populations: { pregnant: { value: true, from: 'client', at: '2026-11-30T18:00:00Z' } },
})

describe('a client', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  it('needs a name or an alias and nothing else', () => {
    expect(clientRecordSchema.safeParse({ alias: 'Blue coat' }).success).toBe(true)
    expect(clientRecordSchema.safeParse({ phone: '210-555-0101' }).error?.issues[0]?.message).toMatch(
      /name, or an alias/,
    )
  })

  it('gives matching its facts and an unproven agency its initials', () => {
    expect(personOf(rosa)).toEqual({ age: 34, languages: ['es'], populations: { pregnant: true } })
    expect(initials(rosa)).toBe('R. M.')
  })

  it('is seen by its coordinator, her supervisor, and nobody else; absent and forbidden look the same', async () => {
    const id = await openClient(as(test.db, world.ana), rosa)
    for (const actor of [world.ana, world.sam])
      expect((await readClient(as(test.db, actor), id)).record.givenName).toBe('Rosa')
    for (const actor of [world.ben, world.cleo, world.agencyStaff, world.steward, world.administrator]) {
      const refused = await readClient(as(test.db, actor), id).catch((error) => error)
      const absent = await readClient(as(test.db, actor), '00000000-0000-7000-8000-000000000000').catch(
        (error) => error,
      )
      expect(refused).toEqual(absent)
      expect(refused.code).toBe('not-found')
    }
    expect((await readCaseload(as(test.db, world.ben))).map((client) => client.id)).not.toContain(id)
  })

  it('stands higher in the list the sooner somebody must act', async () => {
    const ctx = as(test.db, world.ana)
    const open = (alias: string) => openClient(ctx, clientRecordSchema.parse({ alias }))
    const [calm, waits, urgent] = [await open('Aaa calm'), await open('Bbb waits'), await open('Ccc urgent')]
    await addNeed(ctx, { clientId: waits, needId: 'food.pantry', urgency: 'routine' })
    await addNeed(ctx, { clientId: urgent, needId: 'food.pantry', urgency: 'routine' })
    await addNeed(ctx, { clientId: urgent, needId: 'housing.shelter', urgency: 'urgent' })
    const list = (await readCaseload(ctx)).filter(({ id }) => [calm, waits, urgent].includes(id))
    expect(list.map(({ id, waitingNeeds, urgent }) => ({ id, waitingNeeds, urgent }))).toEqual([
      { id: urgent, waitingNeeds: 2, urgent: true },
      { id: waits, waitingNeeds: 1, urgent: false },
      { id: calm, waitingNeeds: 0, urgent: false },
    ])
  })

  it('is not opened by roles that do not refer', async () => {
    for (const actor of [world.agencyStaff, world.steward, world.administrator]) {
      await expect(openClient(as(test.db, actor), rosa)).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('leaves an audit row for each read, and none for a read that was refused', async () => {
    const id = await openClient(as(test.db, world.ana), rosa)
    await readClient(as(test.db, world.ana), id)
    await readClient(as(test.db, world.sam), id)
    await readClient(as(test.db, world.ben), id).catch(() => {})
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['action', 'account_id'])
      .where('client_id', '=', id)
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { action: 'client:open', account_id: world.ana.accountId },
      { action: 'client:read', account_id: world.ana.accountId },
      { action: 'client:read', account_id: world.sam.accountId },
    ])
  })

  it('stands sealed in the database', async () => {
    await openClient(as(test.db, world.ana), rosa)
    const rows = await test.owner.selectFrom('client').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(/Rosa|Zebra|555-?0101|5550101/)
  })

  it('keeps the first of two changes made at once, and loses neither word', async () => {
    const id = await openClient(as(test.db, world.ana), rosa)
    const change = (note: string) =>
      changeClient(as(test.db, world.ana), { id, version: 1, record: { ...rosa, note } })
    const results = await Promise.allSettled([change('first'), change('second')])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(
      (results.find((result) => result.status === 'rejected') as PromiseRejectedResult).reason.code,
    ).toBe('conflict')
    await expect(
      changeClient(as(test.db, world.ben), { id, version: 2, record: rosa }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it.each([
    ['a note emptied', { note: undefined }],
    ['a note changed', { note: 'Nothing' }],
    ['a box unticked', { noVoicemail: false }],
    ['another way', { channels: ['mail', 'text'] }],
    ['longer hours', { hours: { from: '09:00', to: '20:00' } }],
    ['no hours', { hours: undefined }],
    ['another name to say', { callerAlias: 'Handrail' }],
    ['no name to say', { callerAlias: undefined }],
  ] as const)('lets no rule of contact fall by accident: %s', async (_, change) => {
    const ana = as(test.db, world.ana)
    const safeContact = {
      ...{ noContact: false, channels: ['mail' as const], noVoicemail: true, callerAlias: 'the library' },
      ...{ hours: { from: '09:00', to: '17:00' }, note: 'Somebody reads over the shoulder.' },
    }
    const careful = clientRecordSchema.parse({ ...rosa, safeContact })
    const id = await openClient(ana, careful)
    const record = clientRecordSchema.parse({ ...rosa, safeContact: { ...safeContact, ...change } })
    await expect(changeClient(ana, { id, version: 1, record })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'contactAgreed' }],
    })
    expect((await readClient(ana, id)).record).toEqual(careful)
    await changeClient(ana, { id, version: 1, record, contactAgreed: true })
    expect((await readClient(ana, id)).record).toEqual(record)
  })

  it('asks nothing when contact becomes safer', async () => {
    const ana = as(test.db, world.ana)
    const open = clientRecordSchema.parse({ ...rosa, safeContact: { channels: ['mail', 'call'] } })
    const id = await openClient(ana, open)
    const safer = {
      noContact: true,
      channels: ['mail'],
      hours: { from: '10:00', to: '11:00' },
      note: 'Watched',
    }
    const record = clientRecordSchema.parse({ ...rosa, safeContact: safer })
    await changeClient(ana, { id, version: 1, record })
    expect((await readClient(ana, id)).record.safeContact.note).toBe('Watched')
  })

  it('holds needs with urgency and evidence', async () => {
    const id = await openClient(as(test.db, world.ana), rosa)
    await addNeed(as(test.db, world.ana), {
      clientId: id,
      needId: 'food.pantry',
      urgency: 'urgent',
      evidence: 'Fridge is empty',
    })
    expect((await readClient(as(test.db, world.ana), id)).needs).toMatchObject([
      { needId: 'food.pantry', urgency: 'urgent', evidence: 'Fridge is empty' },
    ])
    await expect(
      addNeed(as(test.db, world.ana), { clientId: id, needId: 'food.caviar', urgency: 'routine' }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await expect(
      addNeed(as(test.db, world.cleo), { clientId: id, needId: 'food.pantry', urgency: 'routine' }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  it('rule 22: possible duplicates are linked, and unlinking restores both byte for byte', async () => {
    const [one, two] = [
      await openClient(as(test.db, world.ana), rosa),
      await openClient(as(test.db, world.ana), { ...rosa, givenName: 'Rosita' }),
    ]
    expect((await possibleDuplicates(as(test.db, world.ana), one)).map((each) => each.id)).toContain(two)
    const rows = () =>
      test.owner.selectFrom('client').selectAll().where('id', 'in', [one, two]).orderBy('id').execute()
    const before = await rows()
    const link = await linkClients(as(test.db, world.ana), {
      clientId: one,
      otherId: two,
      decision: 'same-person',
    })
    await expect(unlinkClients(as(test.db, world.ben), link)).rejects.toMatchObject({ code: 'not-found' })
    await unlinkClients(as(test.db, world.ana), link)
    expect(await rows()).toEqual(before)
  })

  it('is handed over to a colleague, and then the giver sees it no more', async () => {
    const id = await openClient(as(test.db, world.ana), rosa)
    await expect(
      handOver(as(test.db, world.ana), {
        clientId: id,
        toAccountId: world.cleo.accountId as string,
        kind: 'primary',
      }),
    ).rejects.toMatchObject({ code: 'invalid' })
    await handOver(as(test.db, world.ana), {
      clientId: id,
      toAccountId: world.ben.accountId as string,
      kind: 'primary',
    })
    expect((await readClient(as(test.db, world.ben), id)).id).toBe(id)
    await expect(readClient(as(test.db, world.ana), id)).rejects.toMatchObject({ code: 'not-found' })
  })
})
