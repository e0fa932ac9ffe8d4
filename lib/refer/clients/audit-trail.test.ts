import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { csvOf } from '#base/audit/csv.ts'
import {
  type AuditFilter,
  type AuditLine,
  accountForDisclosures,
  auditedPeople,
  exportAudit,
  INTERMEDIARY_YEARS,
  ownHistory,
  searchAudit,
} from '#base/audit/queries.ts'
import { record } from '#base/audit/store.ts'
import { type Ctx, systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { openClient } from './commands.ts'
import { clientRecordSchema } from './model.ts'
import { readClient } from './queries.ts'

describe('reading the audit trail', () => {
  const test = useDatabase()
  let world: World
  let clientId: string
  let otherId: string
  const client = (id: string, giver?: 'guardian'): Ctx =>
    as(test.db, {
      role: 'client',
      accountId: null,
      organizationId: null,
      via: 'link',
      clientId: id,
      ...(giver && { giver }),
    })

  beforeAll(async () => {
    world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Marker-Zebra' }))
    otherId = await openClient(ana, clientRecordSchema.parse({ alias: 'Somebody else' }))
    await readClient(ana, clientId)
    await readClient(as(test.db, world.sam), clientId)
    for (const [id, at] of [
      [clientId, '2026-11-30'],
      [clientId, '2023-12-01'],
      [clientId, '2023-11-29'],
      [clientId, '2020-12-01'],
      [clientId, '2020-11-29'],
      [otherId, '2026-11-30'],
    ] as const)
      await disclosed(id, new Date(`${at}T12:00:00Z`))
  })

  async function exported(filter: AuditFilter): Promise<AuditLine[]> {
    const all: AuditLine[] = []
    for await (const lines of exportAudit(as(test.db, world.administrator), filter)) all.push(...lines)
    return all
  }

  async function disclosed(id: string, at: Date) {
    await transact(as(test.db, world.ana), (tx) =>
      record(tx, as(test.db, world.ana), {
        action: 'disclosure:make',
        entity: 'referral_packet',
        clientId: id,
        purpose: 'authorization',
        recipientId: world.agency.id,
        detail: { fields: ['name', 'need'] },
      }),
    )
    await test.owner
      .updateTable('audit_event')
      .set({ at })
      .where(
        'id',
        '=',
        test.owner.selectFrom('audit_event').select((eb) => eb.fn.max('id').as('id')),
      )
      .execute()
  }

  it('rule 15: accounts for six years of disclosures: date, recipient, description, purpose', async () => {
    const told = await accountForDisclosures(as(test.db, world.administrator), clientId)
    expect(told.map(({ at }) => at.toISOString().slice(0, 10)).sort()).toEqual([
      '2020-12-01',
      '2023-11-29',
      '2023-12-01',
      '2026-11-30',
    ])
    expect(told[0]).toMatchObject({
      recipient: 'Mesquite Pantry',
      fields: ['name', 'need'],
      purpose: 'authorization',
    })
  })

  it('rule 3: lists three years of them for an intermediary’s answer', async () => {
    const told = await accountForDisclosures(as(test.db, world.ana), clientId, INTERMEDIARY_YEARS)
    expect(told.map(({ at }) => at.toISOString().slice(0, 10)).sort()).toEqual(['2023-12-01', '2026-11-30'])
  })

  it('tells a client who looked at their record and where it went, and nothing of others', async () => {
    const { lines: seen } = await ownHistory(client(clientId))
    expect(seen.filter(({ kind }) => kind === 'looked').map(({ who }) => who)).toEqual(
      expect.arrayContaining(['Ana', 'Sam', 'Ada']),
    )
    expect(seen.filter(({ kind }) => kind === 'shared')).toHaveLength(5)
    expect(seen.find(({ kind }) => kind === 'shared')?.recipient).toBe('Mesquite Pantry')
    expect((await ownHistory(client(otherId))).lines.filter(({ kind }) => kind === 'looked')).toEqual([])
    expect((await accountForDisclosures(client(clientId), clientId)).length).toBe(4)
    await expect(accountForDisclosures(client(otherId), clientId)).rejects.toThrow('nothing here')
  })

  it('tells a guardian’s link nothing: a minor’s own steps stand there', async () => {
    await expect(ownHistory(client(clientId, 'guardian'))).rejects.toThrow('nothing here')
    await expect(ownHistory(as(test.db, world.ana))).rejects.toThrow('nothing here')
  })

  it('is searched and exported by a privacy officer alone, and that is written down', async () => {
    const ada = as(test.db, world.administrator)
    const { lines, older } = await searchAudit(ada, { clientId, action: 'client' })
    expect(lines.map(({ action }) => action).sort()).toEqual([
      'client:history',
      'client:open',
      'client:read',
      'client:read',
    ])
    expect(lines.find(({ action }) => action === 'client:read')).toMatchObject({
      who: 'Sam',
      organization: 'Riverbend Care',
      purpose: 'care',
    })
    expect(older).toBeNull()
    expect((await auditedPeople(ada)).map(({ name }) => name)).toContain('Sam')
    await expect(auditedPeople(as(test.db, world.sam))).rejects.toThrow('nothing here')
    expect(await exported({ accountId: world.sam.accountId as string })).toHaveLength(1)
    expect((await searchAudit(ada, { action: 'audit' })).lines.map(({ action }) => action)).toEqual([
      'audit:exported',
      'audit:export',
      'audit:search',
    ])
    const day = async (from: string, to = from) => (await searchAudit(ada, { from, to })).lines.length
    expect(await day('2020-11-29')).toBe(1)
    // Eleven at night in Texas is the next day in London; the screen shows Texas.
    await disclosed(otherId, new Date('2019-07-02T04:00:00Z'))
    expect([await day('2019-07-01'), await day('2019-07-02'), await day('2019-06-30', '2019-07-01')]).toEqual(
      [1, 0, 1],
    )
    for (const actor of [world.ana, world.sam, world.agencyStaff, world.steward])
      await expect(searchAudit(as(test.db, actor), { clientId })).rejects.toThrow('nothing here')
    for (const actor of [world.ben, world.cleo, world.agencyStaff, world.steward])
      await expect(accountForDisclosures(as(test.db, actor as Actor), clientId)).rejects.toThrow(
        'nothing here',
      )
  })

  it('is exported whole, however much there is, with a line before it and one after', async () => {
    await test.owner
      .insertInto('audit_event')
      .columns(['role', 'action', 'entity'])
      .expression((eb) =>
        eb
          .selectFrom(sql<{ n: number }>`generate_series(1, 12000)`.as('n'))
          .select([
            sql<string>`'system'`.as('role'),
            sql<string>`'bulk:line'`.as('action'),
            sql<string>`'x'`.as('entity'),
          ]),
      )
      .execute()
    const lines = await exported({ action: 'bulk' })
    expect(new Set(lines.map(({ id }) => id)).size).toBe(12_000)
    const trail = (await searchAudit(as(test.db, world.administrator), { action: 'audit:export' })).lines
    expect(trail.slice(0, 2)).toMatchObject([
      { action: 'audit:exported', detail: { by: ['action'], count: 12_000 } },
      { action: 'audit:export', detail: { by: ['action'] } },
    ])
    // Whoever breaks it off has been written down.
    for await (const _ of exportAudit(as(test.db, world.administrator), { action: 'bulk' })) break
    const [last] = (await searchAudit(as(test.db, world.administrator), { action: 'audit:export' })).lines
    expect(last?.action).toBe('audit:export')
    const refused = exportAudit(as(test.db, world.sam), {})
    await expect(refused.next()).rejects.toThrow('nothing here')
  })

  it('goes on page by page where there is much', async () => {
    await transact(systemCtx(test.db, 'test', NOON), async (tx) => {
      for (let n = 0; n < 60; n++)
        await record(tx, systemCtx(test.db, 'test'), { action: 'marker:many', entity: 'x', detail: { n } })
    })
    const ada = as(test.db, world.administrator)
    const shape = ({ lines, older, newer }: Awaited<ReturnType<typeof searchAudit>>) => [
      lines.map(({ detail }) => (detail as { n: number }).n),
      older !== null,
      newer !== null,
    ]
    const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => from - n)
    const action = 'marker'
    const first = await searchAudit(ada, { action })
    const second = await searchAudit(ada, { action, before: first.older ?? '' })
    const third = await searchAudit(ada, { action, before: second.older ?? '' })
    expect(shape(first)).toEqual([down(59, 35), true, false])
    expect(shape(second)).toEqual([down(34, 10), true, true])
    expect(shape(third)).toEqual([down(9, 0), false, true])
    // And back again by the same steps.
    expect(shape(await searchAudit(ada, { action, after: third.newer ?? '' }))).toEqual(shape(second))
    expect(shape(await searchAudit(ada, { action, after: second.newer ?? '' }))).toEqual(shape(first))
  })
})

describe('a file for a spreadsheet', () => {
  it('keeps quotes and lines, and runs no formula', () => {
    const file = csvOf(
      ['a', 'b'],
      [
        { a: '=1+1', b: 'x "y",\nz' },
        { a: null, b: new Date(0) },
      ],
    )
    expect(file).toBe('\uFEFFa,b\r\n\'=1+1,"x ""y"",\nz"\r\n,1970-01-01T00:00:00.000Z\r\n')
  })
})
