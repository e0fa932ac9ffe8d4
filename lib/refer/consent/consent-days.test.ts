import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { transact } from '#base/db/context.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { consentZone, type NewConsent, saveConsent } from './commands.ts'
import { findConsent } from './store.ts'

/** Half past seven in the evening of 1 December in San Antonio, when UTC has the 2nd. */
const EVENING = new Date('2026-12-02T01:30:00Z')

const MIGRATION = join(process.cwd(), 'lib/base/db/migrations/20261202T114500Z-consent-days.sql')

describe('the days of a consent', () => {
  const test = useDatabase()
  let world: World
  let clientId: string
  beforeAll(async () => {
    world = await givenWorld(test.db)
    clientId = await openClient(as(test.db, world.ana), clientRecordSchema.parse({ alias: 'R.' }))
    await addNeed(as(test.db, world.ana), { clientId, needId: 'food.pantry', urgency: 'routine' })
  })

  const given = (change: Partial<NewConsent> = {}): NewConsent => ({
    clientId,
    mode: 'authorization',
    agencyId: world.agency.id,
    fields: ['name'],
    method: 'screen',
    locale: 'en',
    expiresOn: '2026-12-01',
    record: { signature: 'R.' },
    ...change,
  })
  const save = (change: Partial<NewConsent> = {}) => {
    const ana = as(test.db, world.ana, EVENING)
    return transact(ana, async (tx) => findConsent(tx, await saveConsent(tx, ana, given(change))))
  }

  it('are those of the organization that discloses: today lasts until midnight there', async () => {
    expect(await save()).toMatchObject({
      timezone: 'America/Chicago',
      expiresAt: new Date('2026-12-02T05:59:59.999Z'),
    })
    await expect(save({ expiresOn: '2026-11-30' })).rejects.toMatchObject({
      errors: [{ path: 'expiresOn' }],
    })
    await test.owner
      .updateTable('care_organization')
      .set({ timezone: 'Asia/Tokyo' })
      .where('id', '=', world.riverbend)
      .execute()
    await expect(save()).rejects.toMatchObject({ errors: [{ path: 'expiresOn' }] })
    expect((await save({ expiresOn: '2026-12-02' }))?.expiresAt).toEqual(new Date('2026-12-02T14:59:59.999Z'))
    await test.owner
      .updateTable('care_organization')
      .set({ timezone: 'America/Chicago' })
      .where('id', '=', world.riverbend)
      .execute()
  })

  it('are those of the agency for whoever nobody carries', async () => {
    await test.owner
      .updateTable('agency')
      .set({ timezone: 'America/Los_Angeles' })
      .where('id', '=', world.agency.id)
      .execute()
    await test.owner.updateTable('client').set({ organization_id: null }).where('id', '=', clientId).execute()
    const zone = (agencyId?: string) =>
      transact(as(test.db, { ...world.ana, role: 'system' }), (tx) => consentZone(tx, clientId, agencyId))
    expect(await zone(world.agency.id)).toBe('America/Los_Angeles')
    expect(await zone()).toBe('UTC')
    await test.owner
      .updateTable('client')
      .set({ organization_id: world.riverbend })
      .where('id', '=', clientId)
      .execute()
    expect(await zone(world.agency.id)).toBe('America/Chicago')
  })

  it('are carried over: what runs lasts until its last day is over there, what is over stays', async () => {
    const ids = await Promise.all([
      save({ expiresOn: '2999-05-30' }),
      save({ expiresOn: '2026-12-03' }),
      save({ expiresOn: '2999-05-30' }),
    ]).then((consents) => consents.map((consent) => consent?.id ?? ''))
    const [runs = '', over = '', back = ''] = ids
    await sql`update consent set expires_at = '2999-05-30T23:59:59Z' where id = any (${[runs, back]}::uuid[])`.execute(
      test.owner,
    )
    await sql`update consent set expires_at = '2020-12-03T23:59:59Z' where id = ${over}`.execute(test.owner)
    await sql`update consent set revoked_at = now() where id = ${back}`.execute(test.owner)
    await sql`alter table consent drop column timezone`.execute(test.owner)
    await sql.raw(readFileSync(MIGRATION, 'utf8')).execute(test.owner)
    const rows = await test.owner
      .selectFrom('consent')
      .select(['id', 'timezone', 'expires_at'])
      .where('id', 'in', ids)
      .execute()
    const of = (id: string) => rows.find((row) => row.id === id)
    expect(of(runs)).toMatchObject({
      timezone: 'America/Chicago',
      expires_at: new Date('2999-05-31T04:59:59.999Z'),
    })
    expect(of(over)).toMatchObject({ timezone: 'UTC', expires_at: new Date('2020-12-03T23:59:59Z') })
    expect(of(back)).toMatchObject({ timezone: 'UTC', expires_at: new Date('2999-05-30T23:59:59Z') })
  })
})
