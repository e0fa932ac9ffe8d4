import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, PEOPLE, routes, type ScanTarget, startScanTarget } from '#testing/scan-target.ts'

/** A scan of the running product from outside: what every answer carries, and what no request may do. See docs/security.md. */
let target: ScanTarget
beforeAll(async () => {
  target = await startScanTarget()
})
afterAll(() => target?.stop())

describe('headers', () => {
  it.each(routes)('stand on %s, and its scripts carry the nonce of its policy', async (route) => {
    const answer = await target.person('ana').send(addressOf(route, target.ids))
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
  it.each(PEOPLE)('of %s are for HTTP and this site alone, and say nothing', async (name) => {
    const { email, password } = target.signIn(name)
    const client = target.visitor()
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
    const [cookie, value] =
      [...target.person('ana').cookies].find(([name]) => name.includes('session-token')) ?? []
    expect(value).toBeTruthy()
    const middle = Math.floor((value ?? '').length / 2)
    const other = (value ?? '').at(middle) === 'A' ? 'B' : 'A'
    for (const forged of [
      `${value?.slice(0, middle)}${other}${value?.slice(middle + 1)}`,
      value?.slice(0, -10),
      'eyJhbGciOiJub25lIn0.eyJzZXNzaW9uSWQiOiIxIn0.',
      target.ids.client,
    ]) {
      const answer = await target
        .visitor()
        .send('/en/clients', { headers: { cookie: `${cookie}=${forged}` } })
      expect(answer.status).toBe(307)
      expect(answer.headers.get('location')).toContain('/sign-in')
    }
  })
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
    const answer = await target.visitor().send('/en/clients', { headers: headers as Record<string, string> })
    expect(answer.status).toBeLessThan(500)
    expect(`${answer.headers.get('location')} ${await answer.text()}`).not.toMatch(
      /evil\.example|Open a client/,
    )
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
    const { email, password } = target.signIn('ana')
    const client = target.visitor()
    const form = await client.form('/en/sign-in', 'name="password"')
    const answer = await client.post('/en/sign-in', { ...form, back, email, password })
    expect(new URL(answer.headers.get('location') ?? '/', target.product.address).origin).toBe(
      target.product.address,
    )
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
        const answer = await target
          .visitor()
          .send(path)
          .catch(() => null)
        const location = answer?.headers.get('location')
        if (location) expect(new URL(location, target.product.address).origin).toBe(target.product.address)
      }
    },
  )
})

describe('methods', () => {
  it.each(routes)('that %s does not have are refused', async (route) => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const answer = await target.person('ana').send(addressOf(route, target.ids), { method })
      expect(answer.status, method).toBeLessThan(500)
      if (method !== 'OPTIONS') expect([400, 404, 405], method).toContain(answer.status)
    }
  })
})
