import type { Actor } from '#base/access/actor.ts'
import { linkGiverOf } from '#refer/clients/reach.ts'
import type { Party, Referral } from './model.ts'

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

/**
 * Whom the question for a consent is put to: is it this reader? A minor answers on their own link, as a client does; who
 * decides for somebody answers on theirs. Whose client it is, the row policies say.
 */
export function isAsked(
  { role, giver }: Pick<Actor, 'role' | 'giver'>,
  { status, proposal }: Pick<Referral, 'status' | 'proposal'>,
): boolean {
  if (role !== 'client' || status !== 'awaiting-consent') return false
  return linkGiverOf(proposal?.giver) === (giver ?? 'client')
}

/** Nobody answered the question in its time (`give-consent`): it must be sent again before a yes counts. */
export function isQuestionOver({ status, dueAt }: Pick<Referral, 'status' | 'dueAt'>, now: Date): boolean {
  return status === 'awaiting-consent' && dueAt !== null && dueAt <= now
}
