import { describe, expect, it } from 'vitest'
import { pagePolicy, standingHeaders } from './headers.ts'
import { hasImpossibleId, routePattern } from './route-pattern.ts'
import { surroundings } from './surroundings.ts'

const plain = { https: false, mapOrigin: null, identityOrigin: null }
const directives = (policy: string) =>
  Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ')
      return [name, values]
    }),
  )

describe('standing headers', () => {
  it('forbid sniffing and framing everywhere', () => {
    for (const path of ['/', '/en/search', '/api/health', '/_next/static/x.js', '/en/embedded'])
      expect(standingHeaders(path, plain)).toMatchObject({
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
        'Referrer-Policy': 'same-origin',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Resource-Policy': 'same-origin',
      })
  })

  it('let only the widget be framed', () => {
    expect(standingHeaders('/es/embed/food', plain)).not.toHaveProperty('X-Frame-Options')
    expect(directives(pagePolicy('/es/embed/food', 'n', plain))['frame-ancestors']).toEqual(['*'])
    expect(directives(pagePolicy('/es/account', 'n', plain))['frame-ancestors']).toEqual(["'none'"])
  })

  it('rule 16: tell browsers to come by https alone where the site is served so', () => {
    expect(standingHeaders('/', plain)).not.toHaveProperty('Strict-Transport-Security')
    const https = surroundings({ appUrl: 'https://a.example', mapStyleUrl: undefined, oidc: undefined })
    expect(standingHeaders('/', https)['Strict-Transport-Security']).toMatch(/max-age=\d{8}/)
    expect(pagePolicy('/en', 'n', https)).toContain('upgrade-insecure-requests')
  })
})

describe('a page’s policy', () => {
  it('runs scripts by nonce alone and takes styles from files alone', () => {
    const policy = directives(pagePolicy('/en', 'abc', plain))
    expect(policy['script-src']).toEqual(["'self'", "'nonce-abc'"])
    expect(policy['style-src']).toEqual(["'self'"])
    expect(policy['object-src']).toEqual(["'none'"])
    expect(pagePolicy('/en', 'abc', plain)).not.toMatch(/unsafe|https?:/)
  })

  it('adds the map’s and the identity provider’s origin, and nothing of their addresses', () => {
    const around = surroundings({
      appUrl: 'http://localhost:3000',
      mapStyleUrl: 'https://{s}.tiles.example/{z}/{x}/{y}.png?key=1',
      oidc: {
        issuer: 'https://id.example/realm',
        clientId: 'a',
        clientSecret: 'b',
        name: 'c',
        domains: [],
        vouches: false,
      },
    })
    const policy = directives(pagePolicy('/en', 'abc', around))
    expect(policy['img-src']).toEqual(["'self'", 'data:', 'https://*.tiles.example'])
    expect(policy['form-action']).toEqual(["'self'", 'https://id.example'])
  })
})

it.each([
  ['/en', '/[locale]'],
  ['/en/clients/new', '/[locale]/clients/new'],
  ['/en/clients/9f6c1b1e-0000-4000-8000-000000000000', '/[locale]/clients/[clientId]'],
  ['/es/answer/a-secret-token', '/[locale]/answer/[token]'],
  ['/api/v1/match', '/api/v1/match'],
  ['/api/auth/callback/oidc', '/api/auth/[...nextauth]'],
  ['/_next/static/chunks/a.js', '/_next'],
  ['/en/Rosa/Marker', '/[locale]/[...rest]'],
  ['/wp-login.php', 'other'],
])('%s is logged as %s', (path, pattern) => {
  expect(routePattern(path)).toBe(pattern)
})

it.each([
  ['/en/clients/9f6c1b1e-0000-4000-8000-000000000000/edit', false],
  ["/en/clients/'%20or%201=1--/edit", true],
  ['/en/clients/new', false],
  ['/en/services/1', true],
  ['/en/answer/not-an-id.but-a-token', false],
  ['/en/search', false],
])('%s has an id that can be none: %s', (path, impossible) => {
  expect(hasImpossibleId(path)).toBe(impossible)
})
