import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { actOnReferral } from './commands/act.ts'
import { assignReferrals } from './commands/assign.ts'
import { sweepClocks } from './commands/clock.ts'
import { createReferral } from './commands/create.ts'
import { type ListPlace, listReferrals, pageOfReferrals, type ReferralPage } from './queries/list.ts'
import { teamLoad } from './queries/team.ts'
import { dropView, placeText, readPlace, savedViews, saveView } from './views.ts'

describe('lists of referrals', () => {
  const test = useDatabase()
  let world: World
  let referralId: string
  beforeAll(async () => {
    world = await givenWorld(test.db)
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'R.', phone: '210-555-0101' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    referralId = await createReferral(ana, {
      clientNeedId,
      serviceId: world.agency.serviceId,
      urgency: 'routine',
    })
    await actOnReferral(ana, {
      referralId,
      version: 1,
      action: { name: 'send', data: { mode: 'treatment', fields: ['name', 'contact', 'need'] } },
    })
  })

  it('gives what an agency received to one of its people, and finds it there', async () => {
    const staff = as(test.db, world.agencyStaff)
    const toAccountId = world.agencyStaff.accountId ?? ''
    expect((await listReferrals(staff, { assignedTo: null })).map(({ id }) => id)).toContain(referralId)
    expect(await assignReferrals(staff, { referralIds: [referralId, referralId], toAccountId })).toBe(1)
    expect((await listReferrals(staff, { assignedTo: toAccountId })).map(({ id }) => id)).toEqual([
      referralId,
    ])
    expect(await listReferrals(staff, { assignedTo: null })).toEqual([])
    const audit = await test.owner
      .selectFrom('audit_event')
      .select('entity_id')
      .where('action', '=', 'referral:assign')
      .execute()
    expect(audit).toEqual([{ entity_id: referralId }])
  })

  it('lets no other agency and no sender give it away, and gives to no stranger', async () => {
    const toAccountId = world.otherStaff.accountId ?? ''
    await expect(
      assignReferrals(as(test.db, world.otherStaff), { referralIds: [referralId], toAccountId }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      assignReferrals(as(test.db, world.ana), { referralIds: [referralId], toAccountId }),
    ).rejects.toMatchObject({ code: 'not-found' })
    const staff = as(test.db, world.agencyStaff)
    await expect(assignReferrals(staff, { referralIds: [referralId], toAccountId })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(
      assignReferrals(staff, { referralIds: [], toAccountId: world.agencyStaff.accountId ?? '' }),
    ).rejects.toThrow(/Mark at least one/)
  })

  it('keeps views under a name, each for who made it', async () => {
    const staff = as(test.db, world.agencyStaff)
    await saveView(staff, { list: 'inbox', name: 'Late and mine', filter: { late: '1', holder: 'mine' } })
    const [view] = await savedViews(staff, 'inbox')
    expect(view).toMatchObject({ name: 'Late and mine', filter: { late: '1', holder: 'mine' } })
    expect(await savedViews(staff, 'referrals')).toEqual([])
    const other = as(test.db, world.otherStaff)
    expect(await savedViews(other, 'inbox')).toEqual([])
    await expect(dropView(other, view?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
    await dropView(staff, view?.id ?? '')
    expect(await savedViews(staff, 'inbox')).toEqual([])
  })

  it('keeps late what is late when its clock rings, and counts it for a supervisor and nobody else', async () => {
    const due = new Date('2026-12-02T18:00:00Z')
    // Once when it is due, once when the supervisor hears of it; each ring sets the next.
    for (const iso of ['2026-12-02T18:00:01Z', '2026-12-03T18:00:01Z']) {
      const now = new Date(iso)
      expect(await sweepClocks(systemCtx(test.db, 'clock', now))).toBe(1)
      expect(await sweepClocks(systemCtx(test.db, 'clock', now))).toBe(0)
      for (const actor of [world.ana, world.sam, world.agencyStaff])
        expect(await listReferrals(as(test.db, actor, now), { overdue: true })).toMatchObject([
          { id: referralId, dueAt: due },
        ])
      const load = await teamLoad(as(test.db, world.sam, now))
      expect(load.find(({ name }) => name === 'Ana')).toMatchObject({ clients: 1, open: 1, late: 1 })
    }
    const load = await teamLoad(as(test.db, world.sam))
    expect(load.find(({ name }) => name === 'Ana')).toMatchObject({ open: 1, late: 0 })
    expect(load.map(({ name }) => name)).not.toContain('Ben')
    await expect(teamLoad(as(test.db, world.ana))).rejects.toMatchObject({ code: 'not-found' })
  })
  it('looks for clients in a list exactly where the row policies show them', async () => {
    for (const actor of [world.ana, world.ben, world.sam, world.agencyStaff, world.otherStaff]) {
      const ctx = as(test.db, actor)
      const [listed, shown] = await transact(ctx, async (tx) => [
        await sql<{ id: string }>`select distinct visible_clients() as id order by 1`.execute(tx),
        await sql<{ id: string }>`select id from client order by 1`.execute(tx),
      ])
      expect(listed?.rows).toEqual(shown?.rows)
    }
    expect((await listReferrals(as(test.db, world.ana))).map(({ id }) => id)).toEqual([referralId])
    expect((await listReferrals(as(test.db, world.sam))).map(({ id }) => id)).toEqual([referralId])
    expect(await listReferrals(as(test.db, world.ben))).toEqual([])
    expect(await listReferrals(as(test.db, world.otherStaff))).toEqual([])
  })

  it('lets an ended referral be late no more once its client is to be asked', async () => {
    const staff = as(test.db, world.agencyStaff)
    const accept = { contactName: 'Pat', firstContactOn: '2026-12-02' }
    const served = { delivered: 'Groceries', on: '2026-11-30', enrolment: 'enrolled' }
    await actOnReferral(staff, { referralId, version: 2, action: { name: 'accept', data: accept } })
    await actOnReferral(staff, { referralId, version: 3, action: { name: 'close-served', data: served } })
    const asked = new Date(NOON.getTime() + 8 * 86_400_000)
    const late = () => listReferrals(as(test.db, world.ana, asked), { overdue: true })
    expect(await late()).toMatchObject([{ id: referralId }])
    expect(await sweepClocks(systemCtx(test.db, 'clock', asked))).toBe(1)
    expect(await late()).toEqual([])
    const tasks = await test.owner
      .selectFrom('task')
      .select('kind')
      .where('referral_id', '=', referralId)
      .execute()
    expect(tasks).toEqual([{ kind: 'ask-client' }])
  })

  it('shows a long list a page at a time: each line once, the most pressing first, of what is the actor’s alone', async () => {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Many' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    for (let made = 0; made < 60; made++)
      await createReferral(as(test.db, world.ana, new Date(NOON.getTime() + (made % 7) * 60_000)), {
        clientNeedId,
        serviceId: world.agency.serviceId,
        urgency: 'routine',
      })
    for (const ended of [false, true]) {
      const seen: string[] = []
      let after: ListPlace | null = null
      let count = 0
      for (let pages = 0; pages < 4; pages++) {
        const page: ReferralPage = await pageOfReferrals(ana, { ended }, after)
        expect(page.lines.length).toBeLessThanOrEqual(50)
        count = page.count
        seen.push(...page.lines.map(({ id }) => id))
        // As it stands in an address.
        after = page.next && readPlace(placeText(page.next))
        if (!after) break
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.length).toBe(count)
      if (ended) expect(seen).toEqual([referralId])
      else expect(seen).toEqual((await listReferrals(ana, { ended })).map(({ id }) => id))
    }
    const first = (await listReferrals(ana, { ended: false })).map(({ dueAt }) => dueAt?.getTime() ?? 0)
    expect(first).toEqual([...first].sort((a, b) => a - b))
    for (const actor of [world.ben, world.otherStaff, world.cleo])
      expect(await pageOfReferrals(as(test.db, actor), {}, null)).toMatchObject({ lines: [], count: 0 })
    for (const odd of ['', 'x', '12_34', `-_${'z'.repeat(36)}`, undefined, ['1']])
      expect(readPlace(odd)).toBeNull()
  })
})
