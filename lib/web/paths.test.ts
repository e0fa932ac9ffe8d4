import { describe, expect, it } from 'vitest'
import { LOCALES } from '#base/i18n/locales.ts'
import { paths, safeBack } from './paths.ts'

describe('where a sign-in leads back to', () => {
  it.each(LOCALES.flatMap((locale) => [paths.home(locale), paths.account(locale), paths.secondStep(locale)]))(
    'is a page of ours in each language: %s',
    (path) => {
      expect(safeBack(path)).toBe(path)
    },
  )

  it.each([
    '',
    'en/account',
    '//evil.example',
    '//en/account',
    '/\\evil.example',
    '/en\\@evil.example',
    '/en/../evil',
    '/en/account?next=//evil.example',
    '/en/account#//evil.example',
    '/en/%2f%2fevil.example',
    '/en//evil.example',
    '/xx/account',
    '/english/account',
    'https://evil.example/en',
    '/en/account\nSet-Cookie: a=b',
  ])('is nothing else: %s', (path) => {
    expect(safeBack(path)).toBeNull()
    expect(paths.signIn('en', path)).toBe('/en/sign-in')
    expect(paths.signInLink('en', 'token', path)).toBe('/en/sign-in/link/token')
    expect(paths.afterSignIn('en', path)).toBe('/en/start')
  })
})
