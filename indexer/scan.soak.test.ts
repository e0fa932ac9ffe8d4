import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#base/db/client.ts'
import type { Database } from '#base/db/context.ts'
import { type IdentityProvider, startIdentityProvider } from '#testing/identity-provider.ts'
import { HttpClient, type Product, startProduct } from '#testing/product.ts'
import { ROUTES } from '#web/routes.ts'

/**
 * A scan of the running product from outside, written down so that everybody runs the same: docs/security.md lists what
 * it tries. Whatever answers what it should not is a finding, and a finding fails.
 */
const ROLES = ['ana', 'ben', 'sam', 'stu', 'ada', 'pat', 'ceci', 'hugo'] as const
type Name = (typeof ROLES)[number]

let product: Product
let provider: IdentityProvider
let owner: Database
const people = new Map<Name, HttpClient>()
const visitor = () => new HttpClient(product.address)
const person = (name: Name) => people.get(name) as HttpClient

/** Ids of Ana's: a client, one of its needs, a referral; a public service; nothing of anybody else's. */
const ids: Record<string, string> = {}

beforeAll(async () => {
  provider = await startIdentityProvider()
  product = await startProduct({
    TRUSTED_PROXIES: '127.0.0.1',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'handrail',
    OIDC_CLIENT_SECRET: 'a secret of this test',
    OIDC_NAME: 'House of Tests',
  })
  provider.allow(`${product.address}/api/auth/callback/oidc`)
  owner = connect(product.servers.ownerUrl, { max: 1, asOwner: true })
  for (const name of ROLES) {
    const [, email = '', password = ''] = new RegExp(`(${name}@\\S+)\\s+(\\S+)`).exec(product.said()) ?? []
    const client = visitor()
    await client.signIn(email, password)
    people.set(name, client)
  }
  const { rows } = await sql<{ client: string; need: string; referral: string; service: string }>`
    select client.id as client, client_need.id as need, referral.id as referral, referral.service_id as service
    from client join caseload on caseload.client_id = client.id and caseload.until is null
    join account on account.id = caseload.account_id and account.email like 'ana@%'
    join client_need on client_need.client_id = client.id
    join referral on referral.client_need_id = client_need.id
    join agency on agency.id = referral.agency_id
    where agency.care_organization_id is null or agency.care_organization_id not in (
      select membership.organization_id from membership join account on account.id = membership.account_id
      where account.email similar to '(pat|ceci|hugo)@%')
    order by client.id limit 1`.execute(owner)
  Object.assign(ids, rows[0])
})
afterAll(async () => {
  await owner?.destroy()
  await product?.stop()
  await provider?.stop()
})

/** The address of a route of the table, with these ids in it. */
function addressOf(route: string, known: Record<string, string>): string {
  const parts = route
    .split('/')
    .slice(0, -1)
    .filter((part) => !part.startsWith('('))
  const path = parts
    .join('/')
    .replace('[clientId]', known.client ?? '')
    .replace('[clientNeedId]', known.need ?? '')
    .replace('[referralId]', known.referral ?? '')
    .replace('[serviceId]', known.service ?? '')
    .replace('[id]', known.service ?? '')
    .replace('[token]', known.token ?? 'x.y')
    .replace('[...nextauth]', 'session')
    .replace('[...rest]', 'no/such/page')
    .replace(/\[\w+\]/g, randomUUID())
  return parts[0] === 'api' ? `/${path}` : `/en${path ? `/${path}` : ''}`
}

const routes = Object.keys(ROUTES)
const nowhere = () =>
  Object.fromEntries(['client', 'need', 'referral', 'service'].map((name) => [name, randomUUID()]))

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

describe('headers', () => {
  it.each(routes)('stand on %s, and its scripts carry the nonce of its policy', async (route) => {
    const answer = await person('ana').send(addressOf(route, ids))
    expect(answer.status).toBeLessThan(500)
    const get = (name: string) => answer.headers.get(name) ?? ''
    expect(get('x-content-type-options')).toBe('nosniff')
    expect(get('x-frame-options')).toBe('DENY')
    expect(get('referrer-policy')).toMatch(/same-origin|no-referrer/)
    expect(get('cross-origin-opener-policy')).toBe('same-origin')
    expect(get('permissions-policy')).toContain('geolocation=()')
    expect(get('x-powered-by')).toBe('')
    expect(get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(get('content-security-policy')).not.toMatch(/unsafe|\*/)
    if (!get('content-type').includes('text/html')) return
    const nonce = /'nonce-([^']+)'/.exec(get('content-security-policy'))?.[1]
    const html = await answer.text()
    for (const [script] of html.matchAll(/<script\b[^>]*>/g)) expect(script).toContain(`nonce="${nonce}"`)
    expect(html).not.toMatch(/<[a-z][^>]*\s(on[a-z]+|style)=/i)
    expect(html).not.toMatch(/href="javascript:/i)
  })
})

describe('cookies', () => {
  it.each(ROLES)('of %s are for HTTP and this site alone, and say nothing', async (name) => {
    const [, email = '', password = ''] = new RegExp(`(${name}@\\S+)\\s+(\\S+)`).exec(product.said()) ?? []
    const client = visitor()
    const form = await client.form('/en/sign-in', 'name="password"')
    const answer = await client.post('/en/sign-in', { ...form, email, password })
    const lines = answer.headers.getSetCookie()
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      expect(line).toMatch(/HttpOnly/i)
      expect(line).toMatch(/SameSite=(Lax|Strict)/i)
      expect(decodeURIComponent(line)).not.toContain(email)
    }
  })

  it('changed, cut short, or of another place, they are nobody’s', async () => {
    const [cookie, value] = [...person('ana').cookies].find(([name]) => name.includes('session-token')) ?? []
    expect(value).toBeTruthy()
    const middle = Math.floor((value ?? '').length / 2)
    const other = (value ?? '').at(middle) === 'A' ? 'B' : 'A'
    for (const forged of [
      `${value?.slice(0, middle)}${other}${value?.slice(middle + 1)}`,
      value?.slice(0, -10),
      'eyJhbGciOiJub25lIn0.eyJzZXNzaW9uSWQiOiIxIn0.',
      ids.client,
    ]) {
      const answer = await visitor().send('/en/clients', { headers: { cookie: `${cookie}=${forged}` } })
      expect(answer.status).toBe(307)
      expect(answer.headers.get('location')).toContain('/sign-in')
    }
  })
})

describe('objects of others', () => {
  const staff = routes.filter((route) => /\[(clientId|referralId)\]/.test(route))
  const outsiders = ROLES.filter((name) => name !== 'ana' && name !== 'sam')
  const cases = outsiders.flatMap((name) => staff.map((route) => ({ name, route })))

  it.each(cases)('$name at $route gets what a thing that does not exist gets', async ({ name, route }) => {
    const [theirs, none] = [
      await person(name).send(addressOf(route, ids)),
      await person(name).send(addressOf(route, nowhere())),
    ]
    expect(theirs.status).toBe(none.status)
    expect([404, 307]).toContain(theirs.status)
    const words = (html: string) => html.replace(/<script[\s\S]*?<\/script>|<link[^>]*>|[0-9a-f-]{36}/g, '')
    const [seen, empty] = [words(await theirs.text()), words(await none.text())]
    expect(
      createHash('sha256')
        .update(seen.replace(/nonce="[^"]*"/g, ''))
        .digest('hex'),
    ).toBe(
      createHash('sha256')
        .update(empty.replace(/nonce="[^"]*"/g, ''))
        .digest('hex'),
    )
  })

  it.each(staff)('a visitor at %s is asked to sign in, whether or not it exists', async (route) => {
    for (const known of [ids, nowhere()]) {
      const answer = await visitor().send(addressOf(route, known))
      expect(answer.status).toBe(307)
      expect(answer.headers.get('location')).toMatch(/^\/en\/sign-in/)
    }
  })

  it('Ana herself opens them: the ids are right', async () => {
    for (const route of staff.filter((each) => !each.includes('send') && !each.includes('[serviceId]')))
      expect((await person('ana').send(addressOf(route, ids))).status, route).toBe(200)
  })

  it.each(['(link)/answer/[token]/page.tsx', '(link)/my/[token]/page.tsx'])(
    '%s takes no id for its secret',
    async (route) => {
      const link = await sql<{ id: string }>`select id from access_link limit 1`.execute(owner)
      for (const token of [link.rows[0]?.id ?? '', `${link.rows[0]?.id}.x`, ids.client, ids.referral, 'x'])
        expect(await (await visitor().send(addressOf(route, { token: token ?? '' }))).text()).toContain(
          'There is nothing here any more',
        )
    },
  )
})

describe('what a request says of itself', () => {
  it.each([
    { 'x-handrail-address': '127.0.0.1', 'x-handrail-form': 'text=food' },
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    { 'x-middleware-rewrite': '/en/clients' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { 'x-original-url': '/en/clients', 'x-rewrite-url': '/en/clients' },
    { 'next-action': '0'.repeat(42) },
    { rsc: '1', 'next-router-state-tree': '%5B' },
  ])('%j opens nothing', async (headers) => {
    const answer = await visitor().send('/en/clients', { headers: headers as Record<string, string> })
    expect(answer.status).toBeLessThan(500)
    expect(`${answer.headers.get('location')} ${await answer.text()}`).not.toMatch(
      /evil\.example|Open a client/,
    )
  })
})

describe('injection', () => {
  it.each(routes)(
    'into every part of the address of %s changes nothing and echoes no markup',
    async (route) => {
      const holes = route.match(/\[(?!locale)[^\]]+\]/g) ?? []
      for (const payload of PAYLOADS) {
        const encoded = encodeURIComponent(payload)
        const plain = addressOf(route, ids)
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
          const answer = await person(route.includes('audit') ? 'ada' : 'ana').send(path)
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
        const answer = await visitor().send('/api/v1/match', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        expect([200, 400, 422], JSON.stringify(body).slice(0, 200)).toContain(answer.status)
        expect(answer.headers.get('content-type')).toMatch(/json/)
      }
  })
})

describe('redirects', () => {
  const elsewhere = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/en/../../evil.example',
    'javascript:alert(1)',
    '/en//evil.example',
    '%2F%2Fevil.example',
  ]

  it.each(elsewhere)('lead to no other site after signing in: %s', async (back) => {
    const [, email = '', password = ''] = /(ana@\S+)\s+(\S+)/.exec(product.said()) ?? []
    const client = visitor()
    const form = await client.form('/en/sign-in', 'name="password"')
    const answer = await client.post('/en/sign-in', { ...form, back, email, password })
    expect(new URL(answer.headers.get('location') ?? '/', product.address).origin).toBe(product.address)
    expect(answer.headers.get('location')).not.toMatch(/evil/)
  })

  it.each(elsewhere)(
    'lead to no other site from the endpoints of signing in, nor from a path: %s',
    async (back) => {
      for (const path of [
        `/api/auth/signin?callbackUrl=${encodeURIComponent(back)}`,
        `/api/auth/signout?callbackUrl=${encodeURIComponent(back)}`,
        `/en/sign-in?back=${encodeURIComponent(back)}`,
        `/${back}`,
      ]) {
        const answer = await visitor()
          .send(path)
          .catch(() => null)
        const location = answer?.headers.get('location')
        if (location) expect(new URL(location, product.address).origin).toBe(product.address)
      }
    },
  )
})

describe('methods', () => {
  it.each(routes)('that %s does not have are refused', async (route) => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await person('ana').send(addressOf(route, ids), { method })
      expect(answer.status, method).toBeLessThan(500)
      if (method !== 'OPTIONS') expect([400, 404, 405], method).toContain(answer.status)
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
    const claimed = await visitor()
      .send(path, { method: 'POST', headers, body: 'a'.repeat(300_000) })
      .catch(() => null)
    expect(claimed?.status ?? 413).toBe(413)
    const pieces = { method: 'POST', headers, body: inPieces(400_000), duplex: 'half' } as RequestInit
    // Who goes on sending after the answer may find the connection cut.
    const answer = await visitor()
      .send(path, pieces)
      .catch(() => null)
    expect(answer?.status ?? 413).toBe(413)
  })

  it.each(['{', '"x"', '[]', '\u0000', '{"text":'])(
    'broken JSON %j is a mistake, not a failure',
    async (body) => {
      const answer = await visitor().send('/api/v1/match', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      expect([400, 422]).toContain(answer.status)
      expect(answer.headers.get('content-type')).toContain('problem+json')
    },
  )
})

describe('forms', () => {
  it('from another site do nothing', async () => {
    const [, email = '', password = ''] = /(ana@\S+)\s+(\S+)/.exec(product.said()) ?? []
    const client = visitor()
    const form = await client.form('/en/sign-in', 'name="password"')
    await client.post('/en/sign-in', { ...form, email, password }, { origin: 'https://evil.example' })
    expect([...client.cookies.keys()].filter((name) => name.includes('session-token'))).toEqual([])
  })

  it('of others’ records do nothing, sent as they are by somebody else', async () => {
    const form = await person('ana').form(`/en/clients/${ids.client}/edit`, 'name="givenName"')
    const before = await sql`select md5(string_agg(client::text, '' order by id)) as all from client`.execute(
      owner,
    )
    for (const name of ['ben', 'stu', 'ada', 'pat', 'ceci', 'hugo'] as const) {
      const answer = await person(name).post(`/en/clients/${ids.client}/edit`, {
        ...form,
        givenName: 'Mallory',
      })
      expect(answer.status).not.toBe(303)
    }
    await visitor().post(`/en/clients/${ids.client}/edit`, { ...form, givenName: 'Mallory' })
    expect(
      (await sql`select md5(string_agg(client::text, '' order by id)) as all from client`.execute(owner))
        .rows,
    ).toEqual(before.rows)
  })
})

describe('GET', () => {
  it('changes nothing, however often: what a mail scanner does', async () => {
    const tables = [
      'client',
      'client_need',
      'consent',
      'referral',
      'referral_event',
      'referral_packet',
      'task',
      'agency',
      'account',
      'membership',
    ]
    const state = async () => {
      const sums: Record<string, unknown> = {}
      for (const table of tables) {
        const { rows } =
          await sql`select md5(coalesce(string_agg(t::text, '' order by t::text), '')) as sum from ${sql.table(table)} t`.execute(
            owner,
          )
        sums[table] = rows[0]
      }
      return sums
    }
    const before = await state()
    for (const route of routes)
      for (const client of [visitor(), person('ana'), person('pat')])
        for (const method of ['GET', 'HEAD']) await client.send(addressOf(route, ids), { method })
    expect(await state()).toEqual(before)
  })
})

describe('limits', () => {
  it('hold for an address behind our proxy, and say when to come back', async () => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.50' }
    const ask = () =>
      visitor().send('/api/v1/match', {
        method: 'POST',
        headers,
        body: '{"needs":["food.pantry"],"limit":1}',
      })
    await owner.updateTable('rate_limit').set({ points: 599 }).where('key', 'like', 'match:%').execute()
    let refused = await ask()
    if (refused.status === 200) {
      await owner.updateTable('rate_limit').set({ points: 600 }).where('key', 'like', 'match:%').execute()
      refused = await ask()
    }
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('content-type')).toContain('problem+json')
    const page = await visitor().send('/en/search?need=food.pantry', {
      headers: { 'x-forwarded-for': '203.0.113.50' },
    })
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBeTruthy()
  })

  it('of signing in are counted by address, and a page says so', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.51' }
    const client = visitor()
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

describe('signing in at an organization’s own identity provider', () => {
  it('works for an account of ours whose address the provider has verified', async () => {
    const client = visitor()
    await provider.signIn(client, { email: 'ana@riverbend.example', verified: true })
    expect((await client.send('/en/clients')).status).toBe(200)
    const { rows } = await sql<{
      method: string
    }>`select method from session order by created_at desc limit 1`.execute(owner)
    expect(rows).toEqual([{ method: 'oidc' }])
  })

  it.each([
    ['that has no account', { email: 'stranger@people.example', verified: true }],
    ['that the provider has not verified', { email: 'ana@riverbend.example', verified: false }],
  ])('is refused for an address %s', async (_what, who) => {
    const client = visitor()
    await provider.signIn(client, who)
    expect((await client.send('/en/clients')).status).toBe(307)
  })

  it('is refused for an answer that belongs to another browser', async () => {
    const victim = visitor()
    const stolen = await provider.answerFor(visitor(), { email: 'ana@riverbend.example', verified: true })
    await victim.send(stolen)
    expect((await victim.send('/en/clients')).status).toBe(307)
  })
})
