import { beforeAll, describe, expect, it } from 'vitest'
import { type Ctx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { breakGlass, EMERGENCY_HOURS, endEmergency, readEmergencies } from './break-glass.ts'
import { careTeamOf } from './care-team.ts'
import { addNeed, changeClient, openClient } from './commands.ts'
import { handOver } from './hand-over.ts'
import { clientRecordSchema } from './model.ts'
import { readCaseload, readClient } from './queries.ts'

const at = NOON.toISOString()
const rosa = clientRecordSchema.parse({
  givenName: 'Rosa',
  familyName: 'Marker-Zebra',
  phone: '(210) 555-0111',
  facts: { monthlyIncome: { value: 1234, from: 'client', at }, age: { value: 41, from: 'client', at } },
  populations: { undocumented: { value: true, from: 'client', at } },
})
const reason = 'Rosa called from a bridge and hung up: marker-of-the-reason'
const APP = 'https://handrail.example'

describe('rule 10: break-glass', () => {
  const test = useDatabase()
  let world: World
  let clientId: string
  // The database's clock decides what is open: an emergency of this very minute.
  const NOW = new Date()
  const ben = (now = NOW): Ctx => as(test.db, world.ben, now)
  const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)

  beforeAll(async () => {
    world = await givenWorld(test.db)
    clientId = await openClient(as(test.db, world.ana), rosa)
    await addNeed(as(test.db, world.ana), {
      clientId,
      needId: 'food.pantry',
      urgency: 'urgent',
      evidence: 'An empty fridge',
    })
  })

  it('is closed to a colleague until then, and opens by what is exactly known', async () => {
    await expect(readClient(ben(), clientId)).rejects.toThrow('nothing here')
    await expect(breakGlass(ben(), { phone: '210-555-9999', reason }, APP)).rejects.toThrow('No client')
    expect(await breakGlass(ben(), { phone: '210 555 0111', reason }, APP)).toBe(clientId)
  })

  it('shows what it takes to reach and protect, and lets nothing be changed', async () => {
    const seen = await readClient(ben(), clientId)
    expect(seen.emergency).toEqual({ endsAt: later(EMERGENCY_HOURS) })
    expect(seen.record.phone).toBe('(210) 555-0111')
    expect(seen.needs).toMatchObject([{ needId: 'food.pantry', urgency: 'urgent', evidence: null }])
    expect(JSON.stringify(seen)).not.toMatch(/1234|undocumented|fridge/)
    expect((await readClient(as(test.db, world.ana), clientId)).needs).toMatchObject([
      { evidence: 'An empty fridge' },
    ])
    expect(await careTeamOf(ben(), clientId)).toMatchObject({
      members: [{ name: 'Ana', kind: 'primary' }],
      others: [],
      similarAt: [],
    })
    expect((await readCaseload(ben())).map(({ id }) => id)).not.toContain(clientId)
    await expect(
      changeClient(ben(), { id: clientId, version: 1, record: { ...rosa, note: 'x' } }),
    ).rejects.toThrow('nothing here')
  })

  it('gives the client to nobody: not to the one who opened it, by the command or past it', async () => {
    const toAccountId = world.ben.accountId ?? ''
    for (const kind of ['primary', 'care-team'] as const)
      await expect(handOver(ben(), { clientId, toAccountId, kind })).rejects.toThrow('nothing here')
    const taking = transact(ben(), (tx) =>
      tx
        .insertInto('caseload')
        .values({ client_id: clientId, account_id: toAccountId, kind: 'care-team', since: NOON })
        .execute(),
    )
    await expect(taking).rejects.toThrow(/row-level security/)
    const ended = await transact(ben(), (tx) =>
      tx.updateTable('caseload').set({ until: NOON }).where('client_id', '=', clientId).execute(),
    )
    expect(ended.map((each) => each.numUpdatedRows)).toEqual([0n])
    const carriers = await test.owner
      .selectFrom('caseload')
      .select('account_id')
      .where('client_id', '=', clientId)
      .where('until', 'is', null)
      .execute()
    expect(carriers).toEqual([{ account_id: world.ana.accountId }])
  })

  it('tells the supervisor of the team, by a task and a message that name nobody', async () => {
    const tasks = await test.owner
      .selectFrom('task')
      .select(['assigned_to', 'kind'])
      .where('kind', '=', 'emergency-opened')
      .execute()
    expect(tasks).toEqual([{ assigned_to: world.sam.accountId, kind: 'emergency-opened' }])
    const mail = await test.owner
      .selectFrom('mail_message')
      .selectAll()
      .where('template', '=', 'account.emergency')
      .execute()
    expect(mail.map((each) => each.to_address)).toEqual(['sam@people.example'])
    expect(JSON.stringify(mail)).not.toMatch(/Rosa|Zebra|bridge|0111/)
    expect(JSON.stringify(mail)).not.toContain(clientId)
    const seen = await readEmergencies(as(test.db, world.sam, NOW))
    expect(seen).toMatchObject([{ who: 'Ben', reason, clientId, open: false }])
  })

  it('is written down as an emergency’s, reading too', async () => {
    const rows = await test.owner
      .selectFrom('audit_event')
      .select(['action', 'purpose'])
      .where('account_id', '=', world.ben.accountId)
      .where('client_id', '=', clientId)
      .orderBy('id')
      .execute()
    expect(rows).toEqual([
      { action: 'break-glass:open', purpose: 'break-glass' },
      { action: 'client:read', purpose: 'break-glass' },
      { action: 'client:care-team', purpose: 'break-glass' },
    ])
    const { reason: stored } = await test.owner
      .selectFrom('break_glass')
      .select('reason')
      .executeTakeFirstOrThrow()
    expect(stored).not.toContain('marker-of-the-reason')
  })

  it('is nobody else’s: another organization finds nobody, other colleagues and roles stay out', async () => {
    for (const actor of [world.cleo, world.agencyStaff, world.steward, world.administrator])
      await expect(breakGlass(as(test.db, actor), { phone: '210 555 0111', reason }, APP)).rejects.toThrow()
    await expect(readClient(as(test.db, world.cleo), clientId)).rejects.toThrow('nothing here')
    const own = await transact(ben(), (tx) => tx.selectFrom('break_glass').select('id').execute())
    await expect(endEmergency(as(test.db, world.cleo), own[0]?.id ?? '')).rejects.toThrow('nothing here')
    await expect(endEmergency(as(test.db, world.sam), own[0]?.id ?? '')).rejects.toThrow('nothing here')
  })

  it('closes by itself, and before when its opener says so', async () => {
    await test.owner
      .updateTable('break_glass')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .execute()
    await expect(readClient(ben(later(EMERGENCY_HOURS)), clientId)).rejects.toThrow('nothing here')
    const now = new Date()
    await breakGlass(ben(now), { givenName: 'Rosa', familyName: 'Marker-Zebra', reason }, APP)
    expect((await readClient(ben(now), clientId)).emergency).not.toBeNull()
    const open = (await readEmergencies(ben(now))).find((each) => each.open)
    await endEmergency(ben(now), open?.id ?? '')
    await expect(readClient(ben(now), clientId)).rejects.toThrow('nothing here')
  })
})
