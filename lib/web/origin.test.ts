import { describe, expect, it } from 'vitest'
import { addressAsked } from './origin.ts'

describe('the address that was asked for', () => {
  const inside = 'http://127.0.0.1:3000/api/auth/callback/oidc?code=a&state=b'
  it.each([
    [
      'as its proxy says',
      { host: '127.0.0.1:3000', 'x-forwarded-host': 'handrail.example', 'x-forwarded-proto': 'https' },
      'https://handrail.example',
    ],
    ['by the name that the browser used', { host: 'localhost:3000' }, 'http://localhost:3000'],
    ['as it came, when nothing is said', {}, 'http://127.0.0.1:3000'],
  ])('is %s', (_how, headers, origin) => {
    const request = new Request(inside, { headers: headers as Record<string, string> })
    expect(addressAsked(request)).toBe(`${origin}/api/auth/callback/oidc?code=a&state=b`)
  })
})
