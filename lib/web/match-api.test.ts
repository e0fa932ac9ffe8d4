import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect } from '#base/db/client.ts'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { freePort } from '#base/runtime/ports.ts'
import { requestFacts } from '#base/runtime/request.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { matchAnswerSchema } from '#find/matching/answer.ts'
import { understand } from '#find/understanding/understand.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import { givenPathToDatabase } from '#testing/path-to-database.ts'
import { answerMatch, answerSearch } from './match-api.ts'
import { openApiDocument } from './openapi.ts'

const ADDRESS = 'http://localhost/api/v1'

describe('the match API', () => {
  const held = useDatabase()
  const ctx = async () => visitorCtx(held.db)

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    answerMatch(
      new Request(`${ADDRESS}/match`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers,
      }),
      ctx,
      ctx,
    )
  const get = (query: string) => answerSearch(new Request(`${ADDRESS}/search?${query}`), ctx, ctx)
  const from = <T>(address: string, ask: () => T): T => requestFacts.run({ requestId: 'test', address }, ask)

  beforeAll(() => void understand('reads the lexicons, which takes a second'))
  afterEach(() => vi.unstubAllEnvs())

  it('answers in the reader’s language, for this reader alone', async () => {
    await transact(systemCtx(held.db, 'test'), async (tx) => {
      const places = [{ lat: 29.41, lng: -98.5, city: 'San Antonio', state: 'TX', postalCode: '78204' }]
      const id = await givenListing(tx, 'South Side Pantry', { needs: ['food.pantry'], places })
      await deriveListings(tx, [id], new Date())
    })
    const response = await post(
      { needs: ['food.pantry'], near: { postalCode: '78204' } },
      { 'accept-language': 'fr-FR, es-MX;q=0.9, en;q=0.5' },
    )
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-language')).toBe('es')
    const answer = matchAnswerSchema.parse(await response.json())
    expect(answer.results[0]?.service.name).toBe('South Side Pantry')
    expect(answer.results[0]?.reasons.some(({ text }) => text.includes('millas'))).toBe(true)
  })

  it('takes the same search from an address, and no facts about a person there', async () => {
    const response = await get(
      'need=food.pantry&near=78204&withinMiles=10&delivery=in-person&language=es&limit=5',
    )
    expect(matchAnswerSchema.parse(await response.json()).results).toHaveLength(1)
    const refused = await get('need=food.pantry&age=15')
    expect(refused.status).toBe(400)
    expect((await get('need=food.pantry&near=29.41,-98.5')).status).toBe(200)
    expect((await get('need=food.pantry&near=Oakland, CA')).status).toBe(200)
    expect((await get('need=food.pizza')).status).toBe(422)
    expect((await get('limit=many')).status).toBe(400)
  })

  it.each([
    ['what is not JSON', '{"text":', 400, 'malformed'],
    ['a field that does not exist', { txt: 'food' }, 400, 'malformed'],
    ['an unknown need', { needs: ['food.pizza'] }, 422, 'invalid'],
    ['an age of 200', { person: { age: 200 } }, 422, 'invalid'],
    ['a place that does not exist', { near: { postalCode: '00000' } }, 422, 'invalid'],
    ['more than 128 kB', { text: 'a'.repeat(140_000) }, 413, 'too-large'],
  ])('refuses %s as problem details', async (_name, body, status, code) => {
    const response = await post(body)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      status,
      code,
      title: expect.any(String),
      errors: expect.any(Array),
    })
  })

  it('says when to come back to an address that asked too often', async () => {
    vi.stubEnv('RATE_LIMIT', '2')
    const ask = () => from('203.0.113.9', () => post({}))
    expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await from('203.0.113.10', () => post({}))).status).toBe(200)
  })

  it('still says what was understood and whom to call when the database is gone', async () => {
    const gone = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    const request = new Request(`${ADDRESS}/match`, {
      method: 'POST',
      body: JSON.stringify({ text: 'i want to end my life' }),
    })
    const response = await answerMatch(
      request,
      async () => visitorCtx(gone),
      async () => visitorCtx(gone),
    )
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBeTruthy()
    const { understood, code } = await response.json()
    expect(code).toBe('unavailable')
    expect(understood.crisis.kind).toBe('suicide')
    expect(understood.crisis.contacts.length).toBeGreaterThan(0)
    await gone.destroy()
  })

  describe('in a crisis', () => {
    const text = 'i want to end my life'
    const crisisIn = async (response: Response) => {
      const { understood } = await response.json()
      expect(understood.crisis.contacts.length).toBeGreaterThan(0)
      return [response.status, understood.crisis.kind]
    }

    it.each([
      ['a place that does not exist', 422, { near: { text: 'Zzyzzyville Heights' } }],
      ['an impossible value', 422, { person: { age: 200 } }],
      ['a field that does not exist', 400, { tetx: 'help' }],
      ['a text with what it must not ignore', 422, { needs: ['food.pizza'], ignore: ['person'] }],
    ])('says whom to call beside the refusal of %s', async (_name, status, more) => {
      expect(await crisisIn(await post({ text, ...more }))).toEqual([status, 'suicide'])
    })

    it('says whom to call to an address that asks too often, to a wrong key, and in an address', async () => {
      vi.stubEnv('RATE_LIMIT', '1')
      const ask = () => from('203.0.113.20', () => post({ text }))
      expect((await ask()).status).toBe(200)
      expect(await crisisIn(await ask())).toEqual([429, 'suicide'])
      const wrong = { authorization: 'Bearer handrail_nonsense' }
      expect(await crisisIn(await from('203.0.113.21', () => post({ text }, wrong)))).toEqual([
        401,
        'suicide',
      ])
      vi.unstubAllEnvs()
      const searched = await get(`text=${encodeURIComponent(text)}&near=Zzyzzyville Heights`)
      expect(await crisisIn(searched)).toEqual([422, 'suicide'])
    })

    it('says whom to call when we break', async () => {
      const broken = async () => {
        throw new Error('a fault of ours')
      }
      const request = new Request(`${ADDRESS}/match`, { method: 'POST', body: JSON.stringify({ text }) })
      expect(await crisisIn(await answerMatch(request, broken, ctx))).toEqual([500, 'suicide'])
    })

    it('says whom to call when the database hangs', async () => {
      const path = await givenPathToDatabase(held.url)
      const db = connect(path.url, { max: 2 })
      const frozen = async () => visitorCtx(db)
      const ask = () =>
        answerMatch(
          new Request(`${ADDRESS}/match`, { method: 'POST', body: JSON.stringify({ text }) }),
          frozen,
          frozen,
        )
      expect((await ask()).status).toBe(200)
      path.freeze()
      expect(await crisisIn(await ask())).toEqual([503, 'suicide'])
      path.close()
      await db.destroy()
    })
  })

  it('describes itself in OpenAPI', () => {
    const document = openApiDocument()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths ?? {})).toEqual(['/api/v1/match', '/api/v1/search'])
    const parameters = document.paths?.['/api/v1/search']?.get?.parameters ?? []
    expect(JSON.stringify(parameters)).not.toContain('insurance')
    expect(JSON.stringify(document)).toContain('needs')
  })
})
