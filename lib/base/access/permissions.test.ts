import { describe, expect, it } from 'vitest'
import { ROLES, type Role } from './actor.ts'
import { PERMISSIONS, type PermissionName, RELATIONS, type Relation } from './permissions.ts'
import { type Operation, TABLES, VIEWER_NAMES, type Viewer } from './tables.ts'

/**
 * The two halves of the permissions, compared line by line: what a command asks (permissions.ts) against what PostgreSQL
 * allows (tables.ts, which row-policies.test.ts holds against the real thing). Every line stands in both.
 */
type Held = {
  /** Entries of tables.ts that the permission writes or reads. */
  by: readonly `${string}: ${Operation}`[]
  /** Whom the table lets in besides: for another permission, or because the row is their own. */
  besides?: readonly Viewer[]
  /** Whom the command lets ask and the table then refuses. */
  without?: readonly Viewer[]
}

const EMERGENCY = ['coordinator: break-glass', 'supervisor: break-glass'] as const
const CARRYING = ['coordinator: caseload', 'coordinator: care team', 'supervisor: team'] as const
const ELSEWHERE = 'coordinator: caseload, acting elsewhere'
const RECEIVERS = ['agency-staff: receiver', 'agency-admin: receiver', 'link: this referral'] as const

// `besides: EMERGENCY`: an emergency opens the record to be read, and nothing else about the client.
const HELD: Readonly<Record<PermissionName, Held>> = {
  'directory:read': { by: ['service: select'] },
  'directory:curate': {
    by: ['service: insert', 'service: update', 'service: delete', 'listing_doubt: update'],
  },
  'confidential-address:read': { by: ['confidential_address: select'] },
  'client:open': { by: ['client: insert'], besides: ['system'] },
  'client:read': { by: ['client: select'], besides: EMERGENCY },
  'client:change': { by: ['client: update'], besides: ['system'] },
  'client:hand-over': {
    by: ['caseload: insert', 'caseload: update'],
    besides: ['system'],
  },
  'client:link': {
    by: ['client_link: insert', 'client_link: update'],
    besides: ['system'],
  },
  'need:write': {
    by: ['client_need: insert', 'client_need: update'],
    besides: ['system'],
  },
  'need:outcome': {
    by: [
      'need_outcome: insert',
      'need_outcome, said by the agency: insert',
      'need_outcome, said by the client: insert',
    ],
  },
  'consent:record': { by: ['consent: insert'] },
  'consent:read': { by: ['consent: select'] },
  'consent:revoke': { by: ['consent: update'] },
  // An agency asks for an onward referral; the system makes it, once the client's coordinator or consent says yes.
  'referral:create': {
    by: ['referral: insert', 'referral, self-referred: insert'],
    without: RECEIVERS,
  },
  'referral:read': { by: ['referral: select'], besides: ['administrator: same organization'] },
  'referral:act': { by: ['referral: update'], without: ['administrator: other organization'] },
  'referral:assign': {
    by: ['referral: update'],
    besides: [...CARRYING, 'client: own record', 'administrator: same organization', 'system'],
  },
  'packet:read': { by: ['referral_packet: select'] },
  'message:write': { by: ['referral_message: insert'], besides: ['system'] },
  'message:read': { by: ['referral_message: select'] },
  'file:add': {
    by: ['attachment: insert', "attachment, the agency's: insert", "attachment, the client's: insert"],
  },
  'file:read': { by: ["attachment, the agency's: select"] },
  'agency:read': { by: ['agency: select'] },
  // The agency of the walk is the pantry's: who keeps it stands to it as its receiver.
  'agency:keep': {
    by: ['agency: update', 'contact_proof: insert', 'contact_proof: update'],
    besides: ['agency-admin: receiver'],
    without: ['agency-admin: same organization'],
  },
  'task:do': { by: ['task: update'], besides: [ELSEWHERE] },
  'account:read': { by: ['account: select'], besides: [ELSEWHERE] },
  'account:deactivate': { by: ['account: update'], besides: ['coordinator: caseload', ELSEWHERE] },
  'account:reset-second-factor': {
    by: ['second_factor_reset: insert', 'second_factor_reset, of agency staff: insert'],
  },
  'membership:manage': { by: ['invitation: insert', 'invitation, to agency staff: insert'] },
  'organization:open': { by: ['care_organization: insert'] },
  'organization:protect': { by: ['agency: update'], besides: ['agency-admin: receiver'] },
  'team:manage': { by: ['team: insert', 'team_member: delete'] },
  // Whom one supervises already, one may put into another team of one's own: that is arranging, not bringing.
  'team:bring': { by: ['team_member: insert'], besides: ['supervisor: team'] },
  'api-key:manage': { by: ['api_key: insert', 'api_key: update'] },
  'audit:search': {
    by: ['audit_event: select'],
    besides: ['coordinator: caseload', ELSEWHERE, 'client: own record'],
  },
  'disclosure:account': { by: ['audit_event, a disclosure: select'], besides: [ELSEWHERE] },
  'break-glass:open': { by: ["break_glass, the actor's own: insert"], besides: ['system'] },
}

/** Who of a role stands in a relation to the rows of the walk. */
function viewersOf(role: Role, relation: Relation): readonly Viewer[] {
  const all = VIEWER_NAMES.filter(
    (viewer) => viewer.split(':')[0] === role || (role === 'agency-staff' && viewer.startsWith('link:')),
  )
  const named = (...names: string[]) => all.filter((viewer) => names.includes(viewer.split(': ')[1] ?? ''))
  switch (relation) {
    case 'any':
      return all
    case 'self':
      return named('own record')
    case 'receiver':
      return named('receiver', 'this referral')
    case 'organization':
      return all.filter((viewer) => !/other|elsewhere|receiv|link/.test(viewer) || /other team/.test(viewer))
    case 'caseload':
    case 'team':
    case 'sender':
      return named('caseload', 'care team', 'team')
  }
}

type Lines = Readonly<Record<string, Partial<Record<Role, Relation>>>>

/** The permissions whose two halves say different things. */
function disagreements(permissions: Lines): string[] {
  return Object.entries(HELD).flatMap(([name, { by, besides = [], without = [] }]) => {
    const asked = Object.entries(permissions[name] ?? {}).flatMap(([role, relation]) =>
      viewersOf(role as Role, relation),
    )
    const allowed = by.flatMap((each) => {
      const [entry = '', operation = ''] = each.split(': ')
      return TABLES[entry]?.[operation as Operation] ?? []
    })
    const said = asked.filter((viewer) => !without.includes(viewer))
    const right =
      without.every((viewer) => asked.includes(viewer)) &&
      besides.every((viewer) => !asked.includes(viewer)) &&
      String([...new Set([...said, ...besides])].sort()) === String([...new Set(allowed)].sort())
    return right ? [] : [name]
  })
}

describe('the permissions of the commands', () => {
  it('are those of the tables, line by line', () => {
    expect(Object.keys(HELD).sort()).toEqual(Object.keys(PERMISSIONS).sort())
    expect(disagreements(PERMISSIONS)).toEqual([])
  })

  it('cannot be changed in any line without this test noticing', () => {
    const survivors: string[] = []
    let mutants = 0
    for (const [name, line] of Object.entries(PERMISSIONS as Lines))
      for (const role of ROLES)
        for (const relation of [undefined, ...RELATIONS]) {
          const [before, after] = [line[role], relation].map((each) => (each ? viewersOf(role, each) : []))
          // `caseload`, `team` and `sender` are one thing said of different entities, and some relations a role never has.
          if (String(before) === String(after)) continue
          mutants++
          const { [role]: _, ...others } = line
          const mutant = { ...PERMISSIONS, [name]: relation ? { ...others, [role]: relation } : others }
          if (disagreements(mutant).length === 0) survivors.push(`${name} ${role} ${relation}`)
        }
    expect(survivors).toEqual([])
    expect(mutants).toBeGreaterThan(500)
  })
})
