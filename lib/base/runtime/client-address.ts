import { BlockList, isIP } from 'node:net'

/** Whether a peer is one of our own proxies, whose `X-Forwarded-For` is believed. */
export type IsTrusted = (address: string) => boolean

/**
 * @param networks addresses or networks in CIDR form, IPv4 or IPv6, as `TRUSTED_PROXIES` lists them
 * @throws RangeError naming the first that is neither
 */
export function trustedProxies(networks: readonly string[]): IsTrusted {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix)
    if (isIP(address) === 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 'ipv6' ? 128 : 32))
      throw new RangeError(`"${network}" is neither an address nor a network such as 10.0.0.0/8`)
    list.addSubnet(address, bits, family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** `::ffff:192.0.2.1`, `[2001:db8::1]:443` and `192.0.2.1:443` without what stands around the address. */
function plainAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
}

export function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

/**
 * Where a request comes from. Each proxy appends whom it heard, so the list is read from its end, and only as long as
 * the one who appended is trusted: what stands further left, a client may have written itself. This machine itself, which
 * limits spare, is known by its connection and never by what a header says.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: IsTrusted,
): string {
  let address = plainAddress(peer ?? '')
  const hops = (forwardedFor ?? '').split(',').reverse()
  for (const hop of hops) {
    const before = plainAddress(hop)
    if (!isTrusted(address) || isIP(before) === 0) break
    address = before
  }
  const claimed = address !== plainAddress(peer ?? '') || (isTrusted(address) && (forwardedFor ?? '') !== '')
  return address === '' || (claimed && isLoopback(address)) ? 'unknown' : address
}
