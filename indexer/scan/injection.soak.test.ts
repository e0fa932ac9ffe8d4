import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { A_WORD, type HttpClient } from '#testing/product.ts'
import {
  addressOf,
  ECHOED,
  MANY_AT_ONCE,
  opened,
  PAYLOADS,
  PEOPLE,
  ROLE_OF,
  routes,
  type ScanTarget,
  startScanTarget,
} from '#testing/scan-target.ts'
import { ROUTES } from '#web/routes.ts'

/** A scan of the running product from outside: what is sent to it. See docs/security.md. */
let target: ScanTarget
/** Every name that an address of any page asks with. */
let names: string[]
beforeAll(async () => {
  target = await startScanTarget()
  const found = new Set(['back', 'callbackUrl', 'error', 'refused', 'onwardOf', 'later'])
  for (const route of routes.filter((each) => each.endsWith('page.tsx')))
    for (const browser of [target.visitor(), ...PEOPLE.map((name) => target.person(name))])
      for (const name of await browser.queryNames(addressOf(route, target.ids))) found.add(name)
  names = [...found].sort()
})
afterAll(() => target?.stop())

/** A visitor or the holder of a link, or one person of each role that the table lets in. */
async function readersOf(route: string): Promise<HttpClient[]> {
  const admission = ROUTES[route] ?? 'anyone'
  if (!Array.isArray(admission)) return [(await opened(target, route)).browser]
  const roles = [...new Set(PEOPLE.map((name) => ROLE_OF[name]))].filter((role) => admission.includes(role))
  return roles.map((role) => target.person(PEOPLE.find((name) => ROLE_OF[name] === role) ?? 'ana'))
}

describe('injection', () => {
  it.each(routes)(
    'into every part of the address of %s changes nothing and echoes no markup',
    async (route) => {
      const { browser, address } = await opened(target, route)
      const asking = (name: string, payload: string) => `${name}=${encodeURIComponent(payload)}`
      const paths = names.map((name) => `${address}?${asking(name, MANY_AT_ONCE)}`)
      for (const payload of PAYLOADS) {
        paths.push(`${address}?${names.map((name) => asking(name, payload)).join('&')}`)
        const ids = ['client', 'need', 'referral', 'service', 'agency', 'token']
        if (/\[(?!locale)[^\]]+\]/.test(route))
          paths.push(
            addressOf(route, Object.fromEntries(ids.map((name) => [name, encodeURIComponent(payload)]))),
          )
      }
      for (const path of paths) {
        const answer = await browser.send(path)
        expect(answer.status, path.slice(0, 200)).toBeLessThan(500)
        expect(answer.headers.get('set-cookie') ?? '').not.toContain('x=1')
        if (answer.headers.get('content-type')?.includes('html'))
          expect(await answer.text()).not.toMatch(ECHOED)
      }
    },
    300_000,
  )

  it.each(routes.filter((route) => route.endsWith('page.tsx')))(
    'into every field of every form of %s is a mistake or words, and echoes no markup',
    async (route) => {
      for (const browser of await readersOf(route)) {
        const { address } = await opened(target, route)
        for (const form of await browser.forms(address)) {
          const fields = Object.entries(form)
          const written = (payload: string) =>
            Object.fromEntries(fields.map(([name, value]) => [name, value === A_WORD ? payload : value]))
          // What the framework wrote itself is its own to read: it answers 500 to a body that it did not make.
          const ours = fields.filter(([name]) => !name.startsWith('$ACTION'))
          const bodies = ours.map(([name]) => ({ ...form, [name]: MANY_AT_ONCE }))
          if (Object.values(form).includes(A_WORD)) bodies.push(...PAYLOADS.map(written))
          for (const body of bodies) {
            const answer = await browser.post(address, body)
            const what = JSON.stringify(body).slice(0, 300)
            expect(answer.status, what).toBeLessThan(500)
            expect(answer.headers.get('set-cookie') ?? '').not.toContain('x=1')
            expect(await answer.text(), what).not.toMatch(ECHOED)
          }
        }
      }
    },
    600_000,
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
