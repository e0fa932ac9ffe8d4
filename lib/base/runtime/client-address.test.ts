import { describe, expect, it } from 'vitest'
import { clientAddress, trustedProxies } from './client-address.ts'
import { readConfig } from './config.ts'

const nobody = trustedProxies([])
const ours = trustedProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48'])

const here = trustedProxies(['127.0.0.1', '::1'])

describe('where a request comes from', () => {
  it.each([
    ['its connection, whatever it claims', '203.0.113.5', '198.51.100.1', nobody, '203.0.113.5'],
    ['what our proxy heard', '10.1.2.3', '198.51.100.1', ours, '198.51.100.1'],
    [
      'what the last of ours heard, not what a client wrote before it',
      '10.1.2.3',
      '127.0.0.1, 198.51.100.1',
      ours,
      '198.51.100.1',
    ],
    ['past several of ours', '10.1.2.3', '198.51.100.1, 192.0.2.7, 10.9.9.9', ours, '198.51.100.1'],
    ['our proxy itself when it names nobody', '10.1.2.3', undefined, ours, '10.1.2.3'],
    ['no further than what is an address', '10.1.2.3', '198.51.100.1, unknown', ours, '10.1.2.3'],
    ['an IPv4 address in IPv6 clothes', '::ffff:203.0.113.5', undefined, nobody, '203.0.113.5'],
    ['with port and brackets', '2001:db8:1::9', '[2001:db8:2::1]:4711', ours, '2001:db8:2::1'],
    ['what the proxy on this machine heard', '127.0.0.1', '198.51.100.1', here, '198.51.100.1'],
    ['past two on this machine', '::1', '198.51.100.1, 127.0.0.1', here, '198.51.100.1'],
    ['this machine, by its connection', '127.0.0.1', undefined, here, '127.0.0.1'],
    ['nowhere known for one who claims to be this machine', '127.0.0.1', '127.0.0.1', here, 'unknown'],
    ['nowhere known for the same past another proxy', '10.1.2.3', '::1', ours, 'unknown'],
    ['this machine, for a proxy on it that is not named', '127.0.0.1', '198.51.100.1', nobody, '127.0.0.1'],
    ['nowhere known', undefined, '198.51.100.1', ours, 'unknown'],
  ])('is %s', (_name, peer, forwarded, trusted, address) => {
    expect(clientAddress(peer, forwarded, trusted)).toBe(address)
  })

  it('refuses a setting that is no network, and says which', () => {
    expect(() => readConfig({ TRUSTED_PROXIES: '10.0.0.0/8,proxy.example' })).toThrow(
      /TRUSTED_PROXIES.*proxy\.example/s,
    )
    expect(() => readConfig({ TRUSTED_PROXIES: '10.0.0.0/64' })).toThrow(/TRUSTED_PROXIES/)
    expect(readConfig({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  })
})
