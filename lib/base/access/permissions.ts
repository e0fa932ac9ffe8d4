import { notFound } from '../core/errors.ts'
import type { Actor, Role } from './actor.ts'

/**
 * How an actor stands to a record. `any` needs no relation. The database enforces the same relations by row policies;
 * `caseload` is what the actor carries, `team` is what a supervisor's coordinators carry; an open break-glass stands for
 * either in `client:read` and in nothing else.
 */
export const RELATIONS = ['any', 'self', 'caseload', 'team', 'organization', 'sender', 'receiver'] as const
export type Relation = (typeof RELATIONS)[number]

type Entity =
  | 'directory'
  | 'confidential-address'
  | 'client'
  | 'need'
  | 'consent'
  | 'referral'
  | 'packet'
  | 'message'
  | 'file'
  | 'agency'
  | 'task'
  | 'account'
  | 'membership'
  | 'team'
  | 'organization'
  | 'audit'
  | 'disclosure'
  | 'break-glass'
  | 'api-key'
export type Permission = `${Entity}:${string}`

/**
 * Who may do what, and to which records. What is not here is refused. Read a line as a sentence: "a client may be read
 * by a coordinator on whose caseload it is, by a supervisor of such a coordinator's team, and by the client".
 */
export const PERMISSIONS = {
  'directory:read': {
    visitor: 'any',
    client: 'any',
    coordinator: 'any',
    supervisor: 'any',
    'agency-staff': 'any',
    'agency-admin': 'any',
    steward: 'any',
    administrator: 'any',
    system: 'any',
    external: 'any',
  },
  'directory:curate': { steward: 'any', administrator: 'any', system: 'any' },
  'confidential-address:read': { steward: 'any', administrator: 'any', system: 'any' },

  'client:open': { coordinator: 'organization', supervisor: 'organization' },
  'client:read': { coordinator: 'caseload', supervisor: 'team', client: 'self', system: 'any' },
  'client:change': { coordinator: 'caseload', supervisor: 'team' },
  'client:hand-over': { coordinator: 'caseload', supervisor: 'team' },
  'client:link': { coordinator: 'caseload', supervisor: 'team' },
  'need:write': { coordinator: 'caseload', supervisor: 'team' },
  'need:outcome': {
    coordinator: 'caseload',
    supervisor: 'team',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },

  'consent:record': { coordinator: 'caseload', supervisor: 'team', client: 'self', system: 'any' },
  'consent:read': { coordinator: 'caseload', supervisor: 'team', client: 'self', system: 'any' },
  'consent:revoke': { coordinator: 'caseload', supervisor: 'team', client: 'self', system: 'any' },

  'referral:create': {
    coordinator: 'caseload',
    supervisor: 'team',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },
  'referral:read': {
    coordinator: 'sender',
    supervisor: 'sender',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },
  'referral:act': {
    coordinator: 'sender',
    supervisor: 'sender',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    administrator: 'any',
    system: 'any',
  },
  'referral:assign': { 'agency-staff': 'receiver', 'agency-admin': 'receiver' },
  'packet:read': {
    coordinator: 'sender',
    supervisor: 'sender',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },
  'message:write': {
    coordinator: 'sender',
    supervisor: 'sender',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
  },
  'message:read': {
    coordinator: 'sender',
    supervisor: 'sender',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },

  'file:add': {
    coordinator: 'caseload',
    supervisor: 'team',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },
  'file:read': {
    coordinator: 'caseload',
    supervisor: 'team',
    client: 'self',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    system: 'any',
  },

  'agency:read': {
    coordinator: 'any',
    supervisor: 'any',
    'agency-staff': 'receiver',
    'agency-admin': 'receiver',
    steward: 'any',
    administrator: 'any',
    client: 'any',
    system: 'any',
  },
  'agency:keep': { 'agency-admin': 'organization', steward: 'any', administrator: 'any', system: 'any' },
  'task:do': { coordinator: 'caseload', supervisor: 'team', system: 'any' },

  'account:read': {
    coordinator: 'organization',
    supervisor: 'organization',
    'agency-staff': 'organization',
    'agency-admin': 'organization',
    administrator: 'any',
    system: 'any',
  },
  'account:deactivate': { administrator: 'any', system: 'any' },
  // Never one's own, and an agency's only of people who act for that agency alone: see reset-second-factor.ts.
  'account:reset-second-factor': { 'agency-admin': 'organization', administrator: 'any', system: 'any' },
  'membership:manage': {
    supervisor: 'organization',
    'agency-admin': 'organization',
    administrator: 'any',
    system: 'any',
  },
  'organization:open': { administrator: 'any', system: 'any' },
  'organization:protect': { steward: 'any', administrator: 'any', system: 'any' },
  // A supervisor arranges whom they supervise already: another's coordinator would bring their clients' records along.
  'team:manage': { supervisor: 'organization', administrator: 'any', system: 'any' },
  'team:bring': { administrator: 'any', system: 'any' },
  'api-key:manage': {
    supervisor: 'organization',
    'agency-admin': 'organization',
    administrator: 'any',
    system: 'any',
  },
  'audit:search': { administrator: 'any', system: 'any' },
  'disclosure:account': {
    administrator: 'any',
    coordinator: 'caseload',
    supervisor: 'team',
    client: 'self',
    system: 'any',
  },
  'break-glass:open': { coordinator: 'organization', supervisor: 'organization' },
} as const satisfies Record<Permission, Partial<Record<Role, Relation>>>

export type PermissionName = keyof typeof PERMISSIONS

/** The relation that this actor must have to the record, or undefined when the role may not do it to any. */
export function relationFor(actor: Pick<Actor, 'role'>, permission: PermissionName): Relation | undefined {
  const allowed: Partial<Record<Role, Relation>> = PERMISSIONS[permission]
  return allowed[actor.role]
}

/** @throws what an absent record throws: forbidden and absent look the same from outside. */
export function requirePermission(actor: Pick<Actor, 'role'>, permission: PermissionName): Relation {
  const relation = relationFor(actor, permission)
  if (!relation) throw notFound()
  return relation
}
