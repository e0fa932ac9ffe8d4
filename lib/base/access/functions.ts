import {
  ADMINISTRATORS,
  CARRYING,
  CLIENT,
  COORDINATING,
  RECEIVING,
  SYSTEM,
  VIEWER_NAMES,
  type Viewer,
} from './tables.ts'

/**
 * Functions of the database that act as the owner of the tables, past every row policy: whom each answers about the rows
 * of the walk, or why nobody asks it. One that is not here fails the test, which asks PostgreSQL for all.
 */
export type FunctionRule = { answers: readonly Viewer[] } | { because: string }

/** Whoever acts for the client's organization, in whatever role. */
const OF_THE_ORGANIZATION = [
  ...COORDINATING,
  'agency-staff: same organization',
  'agency-admin: same organization',
  'steward',
  'administrator: same organization',
  'external',
] as const
const IN_EMERGENCY = ['coordinator: break-glass', 'supervisor: break-glass'] as const
const AGENCY = ['agency-staff: receiver', 'agency-admin: receiver'] as const

export const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  agencies_of_actor: { answers: AGENCY },
  app_colleague: { answers: OF_THE_ORGANIZATION },
  app_may_reset: { answers: [...ADMINISTRATORS, 'agency-admin: same organization'] },
  carries_client: { answers: CARRYING },
  claim_agency: { because: 'a trigger: it follows the opening of an organization, which a policy decides' },
  // By what somebody in an emergency can name of a person, and only that there is a record and which.
  clients_by_keys: { answers: COORDINATING },
  colleagues_with_similar: { answers: CARRYING },
  emergencies_now: { answers: IN_EMERGENCY },
  enqueue: { answers: VIEWER_NAMES.filter((viewer) => !/^(visitor|external)/.test(viewer)) },
  forget_old_rows: { answers: SYSTEM },
  may_put_in_team: { answers: ['supervisor: team', ...ADMINISTRATORS] },
  need_is_taken: {
    answers: [...CARRYING, ...CLIENT, ...RECEIVING, 'administrator: same organization', ...SYSTEM],
  },
  needs_in_emergency: { answers: ['coordinator: caseload', ...IN_EMERGENCY] },
  notices_of: { answers: CARRYING },
  opened_client: { answers: ['coordinator: caseload'] },
  opened_in_emergency: { answers: ['coordinator: caseload', ...IN_EMERGENCY] },
  own_client: { answers: OF_THE_ORGANIZATION },
  receives_referral: { answers: RECEIVING },
  sees_client: { answers: [...CARRYING, ...CLIENT, ...SYSTEM] },
  sends_referral: { answers: [...CARRYING, ...CLIENT, ...SYSTEM] },
  shares_attachments: { answers: AGENCY },
  visible_clients: { answers: [...CARRYING, ...CLIENT] },
  withdraw_disclosure: {
    answers: [...CARRYING, ...CLIENT, ...AGENCY, 'administrator: same organization', ...SYSTEM],
  },
}
