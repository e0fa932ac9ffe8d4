import { describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { foldStatus } from '#refer/referrals/fold.ts'
import { STATUSES } from '#refer/referrals/model.ts'
import { readEvents } from '#refer/referrals/store.ts'
import { useDatabase } from '#testing/database.ts'
import { NOON } from '#testing/given.ts'
import { loadDemoPeople } from './demo-people.ts'

describe('the demo', () => {
  const test = useDatabase()

  it('has sixty clients, sign-ins for every role, and a referral in every state with a legal history', async () => {
    const ctx = systemCtx(test.db, 'demo', NOON)
    await transact(ctx, async (tx) => {
      for (const [name, needId] of [
        ['Pecan Table', 'food.pantry'],
        ['Cenizo Counseling', 'mental.counseling'],
        ['Hearth and Meter Fund', 'housing.rent-assistance'],
      ] as const) {
        const [organizationId, serviceId] = [newId(), newId()]
        await tx
          .insertInto('organization')
          .values({ id: organizationId, name, email: 'hello@agency.example' })
          .execute()
        await tx
          .insertInto('service')
          .values({ id: serviceId, organization_id: organizationId, name })
          .execute()
        await tx
          .insertInto('service_need')
          .values({ service_id: serviceId, need_id: needId, certainty: 1, origin: 'steward' })
          .execute()
      }
    })
    const signIns = await loadDemoPeople(ctx, test.url)
    expect(new Set(signIns.map(({ role }) => role)).size).toBe(6)
    const carried = await test.owner
      .selectFrom('caseload')
      .innerJoin('account', 'account.id', 'caseload.account_id')
      .select((eb) => ['account.name', eb.fn.countAll<string>().as('clients')])
      .where('until', 'is', null)
      .groupBy('account.name')
      .orderBy('account.name')
      .execute()
    expect(carried.map(({ name, clients }) => [name, Number(clients)])).toEqual([
      ['Ana Canales', 60],
      ['Ben Stokes', 6],
    ])
    const referrals = await test.owner.selectFrom('referral').select(['id', 'status']).execute()
    expect(new Set(referrals.map(({ status }) => status))).toEqual(new Set(STATUSES))
    await transact(ctx, async (tx) => {
      for (const { id, status } of referrals)
        expect(foldStatus((await readEvents(tx, id)).events)).toBe(status)
    })
    expect(
      await test.owner.selectFrom('mail_message').select('id').where('sent_at', 'is not', null).execute(),
    ).toEqual([])
  }, 60_000)
})
