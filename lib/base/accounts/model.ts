import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import type { Locale } from '../i18n/locales.ts'

export const emailSchema = z
  .email('Write the e-mail address as name@example.org.')
  .max(254)
  .transform((email) => email.toLowerCase())

/** Long rather than strange: NIST SP 800-63B asks for length and forbids composition rules. */
export const passwordSchema = z
  .string()
  .min(12, 'Use at least 12 characters; a few words are easy to remember.')
  .max(200)

/** IANA zones an organization may keep its days in: one for each rule of time in the states and territories. */
export const TIMEZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'America/Adak',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'Pacific/Guam',
  'Pacific/Pago_Pago',
] as const
export type Timezone = (typeof TIMEZONES)[number]

export const MEMBER_ROLES = [
  'coordinator',
  'supervisor',
  'agency-staff',
  'agency-admin',
  'steward',
  'administrator',
] as const satisfies readonly Role[]
export type MemberRole = (typeof MEMBER_ROLES)[number]

/**
 * Roles that open records of people, or that decide where news of them goes and read addresses that are kept secret: they
 * need a second factor and are signed out sooner.
 */
export const CLIENT_ROLES: readonly Role[] = [
  'coordinator',
  'supervisor',
  'agency-staff',
  'agency-admin',
  'steward',
  'administrator',
]

export type Account = {
  id: string
  email: string
  name: string
  locale: Locale
  hasPassword: boolean
  hasTotp: boolean
  demo: boolean
  deactivatedAt: Date | null
}

export type Membership = { id: string; organizationId: string; organizationName: string; role: MemberRole }

export type SignInMethod = 'email' | 'password' | 'passkey' | 'oidc'

export type Session = {
  id: string
  accountId: string
  membershipId: string | null
  method: SignInMethod
  secondFactorAt: Date | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  /** When it last showed the second step for something that needs it fresh. */
  provenAgainAt: Date | null
  device: string
}

/** Why an administrator takes a second step away, and how they made sure who asks. */
export const RESET_REASONS = ['phone-lost', 'phone-stolen', 'phone-changed', 'codes-lost'] as const
export const RESET_CHECKS = ['in-person', 'video', 'called-back'] as const

/** Where the request comes from, for limits and for the owner's list of sessions. */
export type Origin = { address: string; device: string }

/** What a key of an outside system may ask: `POST /api/v1/match`, `GET /api/v1/search`. */
export const API_SCOPES = ['match', 'search'] as const
export type ApiScope = (typeof API_SCOPES)[number]

/** For how many days a key may be made: each ends by itself. */
export const API_KEY_DAYS = [30, 90, 365] as const

export type ApiKey = {
  id: string
  name: string
  scopes: readonly ApiScope[]
  expiresAt: Date | null
  lastUsedAt: Date | null
}
