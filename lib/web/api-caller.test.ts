import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeApiKey } from '#base/accounts/commands/api-keys.ts'
import { connect } from '#base/db/client.ts'
import { visitorCtx } from '#base/db/context.ts'
import { freePort } from '#base/runtime/ports.ts'
import { requestFacts } from '#base/runtime/request.ts'
import { understand } from '#find/understanding/understand.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld } from '#testing/given.ts'
import { answerMatch, answerSearch } from './match-api.ts'

describe('who asks the public interface', () => {
  const held = useDatabase()
  const now = new Date()
  let key: string
  let searchOnly: string
  const ctx = async () => visitorCtx(held.db, now)
  const from = <T>(address: string, ask: () => T): T => requestFacts.run({ requestId: 'test', address }, ask)
  const match = (authorization?: string, address = '203.0.113.1') =>
    from(address, () =>
      answerMatch(
        new Request('http://localhost/api/v1/match', {
          method: 'POST',
          body: '{"needs":["food.pantry"]}',
          headers: authorization === undefined ? {} : { authorization },
        }),
        ctx,
        ctx,
      ),
    )

  beforeAll(async () => {
    understand('reads the lexicons, which takes a second')
    const world = await givenWorld(held.db)
    const sam = as(held.db, world.sam, now)
    const made = { organizationId: world.riverbend, name: 'Website', days: 30 }
    key = await makeApiKey(sam, { ...made, scopes: ['match', 'search'] })
    searchOnly = await makeApiKey(sam, { ...made, scopes: ['search'] })
  })
  afterEach(() => vi.unstubAllEnvs())

  it('a key has a limit of its own, whatever its address has used', async () => {
    vi.stubEnv('RATE_LIMIT', '2')
    expect([(await match()).status, (await match()).status, (await match()).status]).toEqual([200, 200, 429])
    expect((await match(`Bearer ${key}`)).status).toBe(200)
  })

  it('a key that is none, or is for something else, is refused, and a guess counts for its address', async () => {
    vi.stubEnv('RATE_LIMIT', '3')
    const address = '203.0.113.2'
    for (const wrong of ['Bearer handrail_nonsense', 'Basic YTpi', ''])
      expect((await match(wrong, address)).status).toBe(401)
    expect((await match(`Bearer ${key}x`, address)).status).toBe(429)
    const refused = await match(`Bearer ${searchOnly}`, address)
    expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json'])
    const search = await from(address, () =>
      answerSearch(
        new Request('http://localhost/api/v1/search?need=food.pantry', {
          headers: { authorization: `Bearer ${searchOnly}` },
        }),
        ctx,
        ctx,
      ),
    )
    expect(search.status).toBe(200)
  })

  it('without the database a key changes nothing: whom to call in a crisis still stands in the answer', async () => {
    const db = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    const gone = async () => visitorCtx(db, now)
    const response = await from('127.0.0.1', () =>
      answerMatch(
        new Request('http://localhost/api/v1/match', {
          method: 'POST',
          body: '{"text":"I want to die"}',
          headers: { authorization: `Bearer ${key}` },
        }),
        gone,
        gone,
      ),
    )
    expect(response.status).toBe(503)
    expect((await response.json()).understood.crisis.kind).toBe('suicide')
    await db.destroy()
  })
})
