import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import { FeedError } from './model.ts'

/**
 * Addresses that are not on the public internet: RFC 6890 and its successors, for IPv4 and IPv6, with the IPv6
 * networks in which an IPv4 address is hidden (NAT64, Teredo, 6to4).
 */
const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6')

export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return PRIVATE.check(mapped, 'ipv4')
  // Node knows an IPv4-mapped address also in its hexadecimal form and checks it against the IPv4 rules.
  return isIP(address) === 6 ? PRIVATE.check(address, 'ipv6') : PRIVATE.check(address, 'ipv4')
}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void

/** Whether private addresses may be reached: all of them, none, or those of the hosts that are named. */
export type AllowPrivate = boolean | readonly string[]

/**
 * Request options that let a connection be made only to a public address. The check stands in the lookup that the
 * connection itself uses, so that a name cannot answer with one address when asked and with another when used.
 */
export function addressGuard(url: URL, allowPrivate: AllowPrivate) {
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (allowPrivate === true || (allowPrivate !== false && allowPrivate.includes(literal))) return {}
  if (isIP(literal) !== 0) {
    if (isPrivateAddress(literal)) throw notPublic(url.hostname)
    return {}
  }
  return {
    lookup(hostname: string, options: LookupOptions, done: LookupDone) {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, '')
        const first = addresses[0]
        if (!first || addresses.some(({ address }) => isPrivateAddress(address)))
          return done(notPublic(hostname), '')
        if (options.all) done(null, addresses)
        else done(null, first.address, first.family)
      })
    },
  }
}

function notPublic(host: string): FeedError {
  return new FeedError(
    `${host} is an address of this machine or of a private network. If the feed is meant to come from there, name it in IMPORT_ALLOW_PRIVATE.`,
  )
}
