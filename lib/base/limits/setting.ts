import { isIP } from 'node:net'
import { isLoopback } from '../runtime/client-address.ts'
import { LIMITS, type LimitName } from './model.ts'

/**
 * How many points a limit has for this key; null when there is none.
 * @param setting `RATE_LIMIT`: `off`, a number of matches a minute, or `matches=600,sign-ins=20`
 */
export function pointsFor(name: LimitName, key: string, setting: string | undefined): number | null {
  const { points, by } = LIMITS[name]
  if (by === 'subject') return points
  if (setting === 'off' || (!setting && isLoopback(key))) return null
  const named = Object.fromEntries(
    (setting ?? '').split(',').map((pair) => pair.split('=').map((part) => part.trim())),
  )
  const number = (text: string | undefined) => (Number(text) > 0 ? Number(text) : points)
  if (name === 'match') return number(named.matches ?? setting)
  if (name === 'sign-in') return number(named['sign-ins'])
  return points
}

/** An IPv6 customer holds at least a /64: counting single addresses would count nothing. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const front = head.split(':').filter(Boolean)
  const back = (tail ?? '').split(':').filter(Boolean)
  const groups = [
    ...front,
    ...Array(tail === undefined ? 0 : 8 - front.length - back.length).fill('0'),
    ...back,
  ]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
