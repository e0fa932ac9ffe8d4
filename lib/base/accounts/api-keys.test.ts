import { beforeAll, describe, expect, it } from 'vitest'
import { visitorCtx } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import type { Actor } from '../access/actor.ts'
import { apiKeysOf, makeApiKey, resolveApiKey, revokeApiKey } from './commands/api-keys.ts'

describe('a key of a system outside', () => {
  const test = useDatabase()
  let world: World
  const input = (organizationId = world.riverbend) => ({
    organizationId,
    name: 'Our website',
    scopes: ['search'] as const,
    days: 30,
  })
  const sam = () => as(test.db, world.sam)
  const later = (days: number) => new Date(NOON.getTime() + days * 86_400_000)
  const use = (secret: string, now = NOON) => resolveApiKey(visitorCtx(test.db, now), secret)

  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  it('is shown once, kept as a digest, and works until it is over or ended', async () => {
    const secret = await makeApiKey(sam(), input())
    const { key_hash } = await test.owner.selectFrom('api_key').select('key_hash').executeTakeFirstOrThrow()
    expect(key_hash).not.toContain(secret.slice(9, 20))
    const [key] = await apiKeysOf(sam(), world.riverbend)
    expect(key).toMatchObject({
      name: 'Our website',
      scopes: ['search'],
      expiresAt: later(30),
      lastUsedAt: null,
    })
    expect(JSON.stringify(key)).not.toContain(secret)
    expect(await use(secret)).toEqual({ id: key?.id, scopes: ['search'] })
    expect((await apiKeysOf(sam(), world.riverbend))[0]?.lastUsedAt).toEqual(NOON)
    for (const wrong of ['', 'handrail_', secret.slice(0, -1), `${secret}x`, key_hash, key?.id ?? ''])
      expect(await use(wrong)).toBeUndefined()
    expect(await use(secret, later(31))).toBeUndefined()
    await revokeApiKey(sam(), key?.id ?? '')
    expect(await use(secret)).toBeUndefined()
    expect(await apiKeysOf(sam(), world.riverbend)).toEqual([])
    await expect(revokeApiKey(sam(), key?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
    const trail = await test.owner
      .selectFrom('audit_event')
      .select(['action', 'detail'])
      .orderBy('id')
      .execute()
    expect(trail.map(({ action }) => action)).toEqual(['api-key:make', 'api-key:revoke'])
    expect(JSON.stringify(trail)).not.toContain(secret)
  })

  it('is another organization’s to make, see and end for nobody else, by the command and by the database', async () => {
    const agencyAdmin: Actor = { ...world.agencyStaff, role: 'agency-admin' }
    const elsewhere: Actor = { ...world.cleo, role: 'supervisor' }
    await makeApiKey(sam(), input())
    const [key] = await apiKeysOf(sam(), world.riverbend)
    for (const db of [test.db, test.owner])
      for (const actor of [agencyAdmin, elsewhere, world.ana, world.agencyStaff, world.steward]) {
        const ctx = as(db, actor)
        for (const tried of [
          makeApiKey(ctx, input()),
          apiKeysOf(ctx, world.riverbend),
          revokeApiKey(ctx, key?.id ?? ''),
        ])
          await expect(tried).rejects.toMatchObject({ code: 'not-found' })
      }
    expect(await apiKeysOf(as(test.db, world.administrator), world.riverbend)).toHaveLength(1)
    await makeApiKey(as(test.db, agencyAdmin), input(world.agency.careOrganizationId))
    expect(await apiKeysOf(as(test.db, agencyAdmin), world.agency.careOrganizationId)).toHaveLength(1)
  })
})
