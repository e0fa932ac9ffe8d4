import { expect, it } from 'vitest'
import { isDatabaseGone } from './gone.ts'

it.each([
  ['a name that nobody resolves', 'EAI_AGAIN'],
  ['a machine that is away', 'EHOSTUNREACH'],
  ['a network that is away', 'ENETUNREACH'],
  ['a server that refuses', 'ECONNREFUSED'],
  ['a server without a connection left', '53300'],
  ['a server that shuts down', '57P01'],
])('knows %s, whatever wraps it', (_name, code) => {
  const error = Object.assign(new Error('away'), { code })
  expect(isDatabaseGone(error)).toBe(true)
  expect(isDatabaseGone(new Error('wrapped', { cause: error }))).toBe(true)
})

it.each(['42601', '23505', '53100', '40001', 'ENOENT', undefined])('takes %s for no such thing', (code) => {
  expect(isDatabaseGone(Object.assign(new Error('other'), { code }))).toBe(false)
})
