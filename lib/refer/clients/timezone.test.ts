import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, type World } from '#testing/given.ts'
import { openClient } from './commands.ts'
import { clientRecordSchema } from './model.ts'
import { timezoneOf } from './timezone.ts'

describe('the time zone that times are told in', () => {
  const test = useDatabase()
  let world: World
  let clientId: string

  beforeAll(async () => {
    world = await givenWorld(test.db)
    await transact(systemCtx(test.db, 'test'), (tx) =>
      tx
        .updateTable('care_organization')
        .set({ timezone: 'America/Denver' })
        .where('id', '=', world.riverbend)
        .execute(),
    )
    clientId = await openClient(as(test.db, world.ana), clientRecordSchema.parse({ givenName: 'Rosa' }))
  })

  it('is that of the organization that one acts for', async () => {
    expect(await timezoneOf(as(test.db, world.ana))).toBe('America/Denver')
    expect(await timezoneOf(as(test.db, world.cleo))).toBe('America/Chicago')
  })

  it('is, for a client by their link, that of the organization that carries them', async () => {
    const link: Actor = { role: 'client', accountId: null, organizationId: null, via: 'link:1', clientId }
    expect(await timezoneOf(as(test.db, link))).toBe('America/Denver')
    expect(await timezoneOf(as(test.db, { ...link, clientId: world.riverbend }))).toBeNull()
  })

  it('is unknown for whoever acts for nobody', async () => {
    const visitor: Actor = { role: 'visitor', accountId: null, organizationId: null, via: null }
    expect(await timezoneOf(as(test.db, visitor))).toBeNull()
  })
})
