import type { Actor } from '#base/access/actor.ts'
import type { Party } from './model.ts'

/** As which party an actor moves a referral. Whether this referral is theirs to move, the row policies have said. */
export function partyOf(actor: Pick<Actor, 'role'>): Party | undefined {
  switch (actor.role) {
    case 'coordinator':
    case 'supervisor':
      return 'sender'
    case 'client':
      return 'client'
    case 'agency-staff':
    case 'agency-admin':
      return 'agency'
    case 'system':
      return 'system'
    case 'administrator':
      return 'administrator'
    case 'visitor':
    case 'steward':
    case 'external':
      return undefined
  }
}
