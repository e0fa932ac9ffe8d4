import { IANAZone } from 'luxon'
import { type Normalised, normalised, remembering } from './normalised.ts'

/** Whether clocks can be read by this name. Asking takes longer than reading hours, and hundreds of places share one. */
export const isTimezone: (name: string) => boolean = remembering((name) => IANAZone.isValidZone(name))

/**
 * What people in the United States call their zones. Mountain time is missing on purpose: Arizona's clocks stand still
 * in summer, and "Mountain" does not say which.
 */
const NAMED: readonly (readonly [words: RegExp, zone: string])[] = [
  [/^(?:eastern|e[sd]?t)$/, 'America/New_York'],
  [/^(?:central|c[sd]?t)$/, 'America/Chicago'],
  [/^mdt$/, 'America/Denver'],
  [/^(?:pacific|p[sd]?t)$/, 'America/Los_Angeles'],
  [/^(?:alaskan?|ak[sd]?t)$/, 'America/Anchorage'],
  [/^(?:hawaii(?:an)?|hs?t)$/, 'Pacific/Honolulu'],
]
const AROUND = /^\(utc[^)]*\) |^us |(?: (?:standard|daylight))?(?: time)?(?: \(us (?:&|and) canada\))?$/g

/**
 * `America/Chicago`, or what a feed of the United States writes for it ("Central Time", "EST"). Null for anything
 * else: the place's ZIP code or point says it then. A bare "EST" or "MST" is a zone to a computer, one without summer
 * time, which nobody means.
 */
export function normaliseTimezone(raw: string, country: string): Normalised<string | null> {
  const name = raw.trim()
  if (name === '') return normalised(null)
  if (/^(?:utc|gmt)$/i.test(name) || (name.includes('/') && isTimezone(name))) return normalised(name)
  const bare = name.toLowerCase().replace(/\s+/g, ' ').replaceAll('u.s.', 'us').replace(AROUND, '')
  const zone = country === 'US' ? NAMED.find(([words]) => words.test(bare))?.[1] : undefined
  return zone ? normalised(zone) : normalised(null, 'this is no time zone')
}
