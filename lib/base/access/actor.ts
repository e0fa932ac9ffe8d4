/**
 * Who acts. Every read and write has one: an anonymous visitor is an actor too.
 * A person with several memberships acts for one organization at a time.
 */
export const ROLES = [
  'visitor',
  'client',
  'coordinator',
  'supervisor',
  'agency-staff',
  'agency-admin',
  'steward',
  'administrator',
  'system',
  'external',
] as const

export type Role = (typeof ROLES)[number]

export type Actor = {
  readonly role: Role
  /** The signed-in account, or null for visitors, links and the system. */
  readonly accountId: string | null
  /** The organization (tenant) that the actor acts for. */
  readonly organizationId: string | null
  /** What the actor is, for the audit trail, when there is no account: a job, a link id, an API key id. */
  readonly via: string | null
  /** A client's link acts for this client alone. */
  readonly clientId?: string
  /** Set when a client's link was made for somebody who decides for them: it shows what that person was asked. */
  readonly giver?: 'guardian' | 'representative'
  /** An agency's link acts for this referral alone. */
  readonly referralId?: string
}

export const VISITOR: Actor = { role: 'visitor', accountId: null, organizationId: null, via: null }

/** The product itself: importer, indexer, timers. `job` names which. */
export function systemActor(job: string): Actor {
  return { role: 'system', accountId: null, organizationId: null, via: job }
}
