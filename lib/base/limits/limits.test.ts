import { afterEach, describe, expect, it, vi } from 'vitest'
import { useDatabase } from '#testing/database.ts'
import { connect } from '../db/client.ts'
import { systemCtx, visitorCtx } from '../db/context.ts'
import { clientAddress, trustedProxies } from '../runtime/client-address.ts'
import { spend } from './commands.ts'
import { addressKey, pointsFor } from './setting.ts'

describe('limits', () => {
  const test = useDatabase()
  afterEach(() => vi.unstubAllEnvs())
  const ask = (db = test.db, address = '203.0.113.1') =>
    spend(visitorCtx(db), 'match', address, 'Wait a little.')

  it('hold over several processes: each sees what the others counted', async () => {
    vi.stubEnv('RATE_LIMIT', '4')
    const other = connect(test.url)
    try {
      for (const db of [test.db, other, test.db, other]) await ask(db)
      await expect(ask(test.db)).rejects.toMatchObject({ code: 'rate-limited' })
      const refused = await ask(other).catch((error) => error)
      expect(refused.retryAfter).toBeGreaterThan(0)
      expect(refused.retryAfter).toBeLessThanOrEqual(60)
      await ask(other, '203.0.113.2')
    } finally {
      await other.destroy()
    }
  })

  it('let exactly so many through when all come at once', async () => {
    vi.stubEnv('RATE_LIMIT', 'matches=7')
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => ask(test.db, '203.0.113.3')))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(7)
  })

  it('keep no address, and show what they keep to no role', async () => {
    vi.stubEnv('RATE_LIMIT', '600')
    await ask(test.db, '203.0.113.77')
    const rows = await test.owner.selectFrom('rate_limit').selectAll().execute()
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain('203.0.113')
    expect(await test.db.selectFrom('rate_limit').selectAll().execute()).toEqual([])
  })

  it('still count in this process when the database is gone', async () => {
    vi.stubEnv('RATE_LIMIT', '2')
    const gone = connect('postgres://nobody@127.0.0.1:1/none')
    const there = () => spend(systemCtx(gone, 'test'), 'match', '203.0.113.4', 'Wait.')
    await there()
    await there()
    await expect(there()).rejects.toMatchObject({ code: 'rate-limited' })
    await gone.destroy()
  })

  it('bind whoever comes through a proxy on this machine, each by the address that it heard', async () => {
    const trusted = trustedProxies(['127.0.0.1'])
    const signIn = (peer: string, heard: string | undefined) =>
      spend(visitorCtx(test.db), 'sign-in', clientAddress(peer, heard, trusted), 'Wait.')
    for (let time = 0; time < 20; time++) await signIn('127.0.0.1', '203.0.113.60')
    await expect(signIn('127.0.0.1', '203.0.113.60')).rejects.toMatchObject({ code: 'rate-limited' })
    await expect(
      signIn('127.0.0.1', '127.0.0.1, 203.0.113.60'),
      'what a client wrote before it',
    ).rejects.toMatchObject({ code: 'rate-limited' })
    await signIn('127.0.0.1', '203.0.113.61')
    for (let time = 0; time < 21; time++) await signIn('127.0.0.1', undefined)
    for (let time = 0; time < 20; time++) await signIn('127.0.0.1', '127.0.0.1')
    await expect(signIn('127.0.0.1', '127.0.0.1'), 'claims to be this machine').rejects.toMatchObject({
      code: 'rate-limited',
    })
  })

  it.each([
    ['match', '203.0.113.1', undefined, 600],
    ['sign-in', '203.0.113.1', undefined, 20],
    ['match', '127.0.0.1', undefined, null],
    ['match', '::1', undefined, null],
    ['match', 'unknown', undefined, 600],
    ['match', '127.0.0.1', '50', 50],
    ['sign-in', '127.0.0.1', '50', 20],
    ['sign-in', '127.0.0.1', 'matches=1,sign-ins=3', 3],
    ['match', '203.0.113.1', 'off', null],
    ['code-mail', 'a link', 'off', 6],
  ] as const)('%s of %s with RATE_LIMIT %s: %s', (name, key, setting, points) => {
    expect(pointsFor(name, key, setting)).toBe(points)
  })

  it.each([
    ['203.0.113.1', '203.0.113.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('counts %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
