import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, routes, type ScanTarget, startScanTarget } from '#testing/scan-target.ts'

/** A scan of the running product from outside: what is sent to it. See docs/security.md. */
let target: ScanTarget
beforeAll(async () => {
  target = await startScanTarget()
})
afterAll(() => target?.stop())

const PAYLOADS = [
  "' or 1=1 --",
  '"><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '{{7*7}}',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '\u0000',
  'a\r\nSet-Cookie: x=1',
  '; select pg_sleep(5) --',
  '$(sleep 5)',
  'A'.repeat(3000),
  '\u202Eevil',
  '-1',
  '1e309',
  '[]',
  '__proto__',
]

describe('injection', () => {
  it.each(routes)(
    'into every part of the address of %s changes nothing and echoes no markup',
    async (route) => {
      const holes = route.match(/\[(?!locale)[^\]]+\]/g) ?? []
      for (const payload of PAYLOADS) {
        const encoded = encodeURIComponent(payload)
        const plain = addressOf(route, target.ids)
        const paths = [
          `${plain}?text=${encoded}&near=${encoded}&need=${encoded}&page=${encoded}&sort=${encoded}`,
          `${plain}?back=${encoded}&clientId=${encoded}&action=${encoded}&before=${encoded}&from=${encoded}`,
          ...(holes.length > 0
            ? [
                addressOf(
                  route,
                  Object.fromEntries(
                    ['client', 'need', 'referral', 'service', 'token'].map((name) => [name, encoded]),
                  ),
                ),
              ]
            : []),
        ]
        for (const path of paths) {
          const answer = await target.person(route.includes('audit') ? 'ada' : 'ana').send(path)
          expect(answer.status, path.slice(0, 200)).toBeLessThan(500)
          expect(answer.headers.get('set-cookie') ?? '').not.toContain('x=1')
          if (answer.headers.get('content-type')?.includes('html'))
            expect(await answer.text()).not.toMatch(/<script>alert|<img src=x onerror/)
        }
      }
    },
    300_000,
  )

  it('into every field of a match is answered as a mistake or as words', async () => {
    const fields = (payload: unknown) => [
      { text: payload },
      { needs: [payload] },
      { near: { text: payload } },
      { near: { postalCode: payload } },
      { near: { lat: payload, lng: payload } },
      { person: { age: payload } },
      { person: { languages: [payload] } },
      { person: { populations: { [String(payload)]: true } } },
      { sort: payload },
      { limit: payload },
      { offset: payload },
      { openAt: payload },
      { [String(payload)]: 1 },
    ]
    for (const payload of [...PAYLOADS, {}, [], null, true, 1e20])
      for (const body of fields(payload)) {
        const answer = await target.visitor().send('/api/v1/match', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        expect([200, 400, 422], JSON.stringify(body).slice(0, 200)).toContain(answer.status)
        expect(answer.headers.get('content-type')).toMatch(/json/)
      }
  })
})

describe('bodies', () => {
  const inPieces = (bytes: number) =>
    new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < bytes; sent += 65_536) controller.enqueue(new Uint8Array(65_536).fill(97))
        controller.close()
      },
    })
  it.each([
    ['/api/v1/match', 'application/json'],
    ['/en/search', 'application/x-www-form-urlencoded'],
  ])('larger than %s takes are refused, claimed or in pieces', async (path, type) => {
    const headers = { 'content-type': type }
    const claimed = await target
      .visitor()
      .send(path, { method: 'POST', headers, body: 'a'.repeat(300_000) })
      .catch(() => null)
    expect(claimed?.status ?? 413).toBe(413)
    const pieces = { method: 'POST', headers, body: inPieces(400_000), duplex: 'half' } as RequestInit
    // Who goes on sending after the answer may find the connection cut.
    const answer = await target
      .visitor()
      .send(path, pieces)
      .catch(() => null)
    expect(answer?.status ?? 413).toBe(413)
  })

  it.each(['{', '"x"', '[]', '\u0000', '{"text":'])(
    'broken JSON %j is a mistake, not a failure',
    async (body) => {
      const answer = await target.visitor().send('/api/v1/match', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect([400, 422]).toContain(answer.status)
      expect(answer.headers.get('content-type')).toContain('problem+json')
    },
  )
})

describe('limits', () => {
  it('hold for an address behind our proxy, and say when to come back', async () => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.50' }
    const ask = () =>
      target.visitor().send('/api/v1/match', {
        method: 'POST',
        headers,
        body: '{"needs":["food.pantry"],"limit":1}',
      })
    await target.owner
      .updateTable('rate_limit')
      .set({ points: 599 })
      .where('key', 'like', 'match:%')
      .execute()
    let refused = await ask()
    if (refused.status === 200) {
      await target.owner
        .updateTable('rate_limit')
        .set({ points: 600 })
        .where('key', 'like', 'match:%')
        .execute()
      refused = await ask()
    }
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('content-type')).toContain('problem+json')
    const page = await target.visitor().send('/en/search?need=food.pantry', {
      headers: { 'x-forwarded-for': '203.0.113.50' },
    })
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBeTruthy()
  })

  it('of signing in are counted by address, and a page says so', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.51' }
    const client = target.visitor()
    const form = await client.form('/en/sign-in', 'name="password"')
    let text = ''
    for (let time = 0; time < 21; time++)
      text = await (
        await client.post(
          '/en/sign-in',
          { ...form, email: `nobody${time}@people.example`, password: 'x' },
          headers,
        )
      ).text()
    expect(text).toContain('Too many sign-ins')
  })
})
