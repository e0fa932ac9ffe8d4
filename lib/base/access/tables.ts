/**
 * The database's half of permissions.ts: which of select, insert, update and delete PostgreSQL allows whom in which
 * table. What is not here is refused, and a table without an entry fails the test, which asks PostgreSQL for each.
 */
export const OPERATIONS = ['select', 'insert', 'update', 'delete'] as const
export type Operation = (typeof OPERATIONS)[number]

/** Roles by how they stand to the row: Rosa's record, on Ana's caseload at Riverbend, referred to the pantry. */
export const VIEWER_NAMES = [
  'visitor',
  'client: own record',
  'client: another',
  'coordinator: caseload',
  'coordinator: care team',
  'coordinator: break-glass',
  'coordinator: break-glass over',
  'coordinator: colleague',
  'coordinator: caseload, acting elsewhere',
  'coordinator: other organization',
  'coordinator: receiving organization',
  'supervisor: team',
  'supervisor: break-glass',
  'supervisor: other team',
  'supervisor: other organization',
  'supervisor: receiving organization',
  'agency-staff: receiver',
  'agency-staff: same organization',
  'agency-staff: other agency',
  'agency-admin: receiver',
  'agency-admin: same organization',
  'agency-admin: other agency',
  'link: this referral',
  'link: another referral',
  'steward',
  'administrator: same organization',
  'administrator: other organization',
  'external',
  'external: receiving organization',
  'system',
] as const
export type Viewer = (typeof VIEWER_NAMES)[number]

export type TableRule = { readonly [O in Operation]?: readonly Viewer[] }

export const SYSTEM = ['system'] as const
export const ADMINISTRATORS = [
  'administrator: same organization',
  'administrator: other organization',
] as const
const CURATORS = ['steward', ...ADMINISTRATORS, ...SYSTEM] as const
/** Those who carry this client. */
export const CARRYING = ['coordinator: caseload', 'coordinator: care team', 'supervisor: team'] as const
/** Those who see the record itself: an emergency opens it to be read, and nothing else about the client. */
const SEEING = [...CARRYING, 'coordinator: break-glass', 'supervisor: break-glass'] as const
const SUPERVISORS = ['supervisor: team', 'supervisor: break-glass', 'supervisor: other team'] as const
/** Coordinators and supervisors of the client's organization, whether or not they care for this client. */
export const COORDINATING = [
  'coordinator: caseload',
  'coordinator: care team',
  'coordinator: break-glass',
  'coordinator: break-glass over',
  'coordinator: colleague',
  ...SUPERVISORS,
] as const
const COORDINATING_ANYWHERE = [
  ...COORDINATING,
  'coordinator: caseload, acting elsewhere',
  'coordinator: other organization',
  'coordinator: receiving organization',
  'supervisor: other organization',
  'supervisor: receiving organization',
] as const
const COLLEAGUES = [
  ...COORDINATING,
  'agency-staff: same organization',
  'agency-admin: same organization',
] as const
export const RECEIVING = ['agency-staff: receiver', 'agency-admin: receiver', 'link: this referral'] as const
const AGENCIES = [
  ...RECEIVING,
  'agency-staff: same organization',
  'agency-staff: other agency',
  'agency-admin: same organization',
  'agency-admin: other agency',
  'link: another referral',
] as const
/** The person whose account it is, for whatever organization they act. */
const OWN_ACCOUNT = ['coordinator: caseload', 'coordinator: caseload, acting elsewhere'] as const
export const CLIENT = ['client: own record'] as const
const PARTIES = [...CARRYING, ...RECEIVING, ...CLIENT] as const

const directory: TableRule = { select: VIEWER_NAMES, insert: CURATORS, update: CURATORS, delete: CURATORS }
const curatorsOnly: TableRule = { ...directory, select: CURATORS }
const systemOnly: TableRule = { select: SYSTEM, insert: SYSTEM, update: SYSTEM }
const care: TableRule = {
  select: [...CARRYING, ...SYSTEM],
  insert: [...CARRYING, ...SYSTEM],
  update: [...CARRYING, ...SYSTEM],
}
const ownSetting: TableRule = Object.fromEntries(
  OPERATIONS.map((operation) => [operation, [...OWN_ACCOUNT, ...SYSTEM]]),
)
const referral: TableRule = {
  select: [...PARTIES, 'administrator: same organization', ...SYSTEM],
  insert: [...CARRYING, ...SYSTEM],
  update: [...PARTIES, 'administrator: same organization', ...SYSTEM],
}

/** An entry's name is a table, and after a comma what is special about the row. */
export const TABLES: Readonly<Record<string, TableRule>> = {
  // The directory is public; who curates it writes it. Hidden addresses and import reports are the exception.
  accessibility: directory,
  address: directory,
  attribute: directory,
  contact: directory,
  cost_option: directory,
  funding: directory,
  language: directory,
  location: directory,
  metadata: directory,
  organization: directory,
  organization_identifier: directory,
  phone: directory,
  program: directory,
  required_document: directory,
  response_record: directory,
  schedule: directory,
  search_pending: directory,
  search_rebuild: directory,
  service: directory,
  service_area: directory,
  service_at_location: directory,
  service_capacity: directory,
  service_card: directory,
  service_eligibility: directory,
  service_need: directory,
  source: directory,
  taxonomy: directory,
  taxonomy_term: directory,
  unit: directory,
  url: directory,
  confidential_address: curatorsOnly,
  import_run: curatorsOnly,
  listing_doubt: { select: CURATORS, insert: SYSTEM, update: CURATORS },

  // People and how they sign in.
  account: {
    select: [...COLLEAGUES, ...ADMINISTRATORS, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: SYSTEM,
    update: [...ADMINISTRATORS, ...OWN_ACCOUNT, ...SYSTEM],
  },
  'account, of somebody who left': {
    select: [...ADMINISTRATORS, ...SYSTEM],
    insert: SYSTEM,
    update: [...ADMINISTRATORS, ...SYSTEM],
  },
  care_organization: {
    select: [
      ...COORDINATING_ANYWHERE,
      ...AGENCIES,
      ...CURATORS,
      'client: own record',
      'client: another',
      'external',
      'external: receiving organization',
    ],
    insert: [...ADMINISTRATORS, ...SYSTEM],
    update: [...ADMINISTRATORS, 'agency-admin: same organization', ...SYSTEM],
  },
  membership: {
    select: [...COLLEAGUES, ...ADMINISTRATORS, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
    update: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
  },
  "membership, an administrator's": {
    select: [...COLLEAGUES, ...ADMINISTRATORS, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: [...ADMINISTRATORS, ...SYSTEM],
    update: [...ADMINISTRATORS, ...SYSTEM],
  },
  invitation: {
    select: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
    insert: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
    update: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
  },
  'invitation, to agency staff': {
    select: ['agency-admin: same organization', ...ADMINISTRATORS, ...SYSTEM],
    insert: ['agency-admin: same organization', ...ADMINISTRATORS, ...SYSTEM],
    update: ['agency-admin: same organization', ...ADMINISTRATORS, ...SYSTEM],
  },
  api_key: {
    select: [...SUPERVISORS, ...ADMINISTRATORS, 'agency-admin: same organization', ...SYSTEM],
    insert: [...SUPERVISORS, ...ADMINISTRATORS, 'agency-admin: same organization', ...SYSTEM],
    update: [...SUPERVISORS, ...ADMINISTRATORS, 'agency-admin: same organization', ...SYSTEM],
  },
  team: {
    select: [...COORDINATING, ...ADMINISTRATORS, ...SYSTEM],
    insert: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
    update: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
  },
  // A supervisor arranges those whom they supervise already, and brings nobody else in.
  team_member: {
    select: [...COORDINATING, ...ADMINISTRATORS, ...SYSTEM],
    insert: ['supervisor: team', ...ADMINISTRATORS, ...SYSTEM],
    update: ['supervisor: team', ...ADMINISTRATORS, ...SYSTEM],
    delete: [...SUPERVISORS, ...ADMINISTRATORS, ...SYSTEM],
  },
  session: {
    select: [...ADMINISTRATORS, ...OWN_ACCOUNT, ...SYSTEM],
    insert: SYSTEM,
    update: [...ADMINISTRATORS, ...OWN_ACCOUNT, ...SYSTEM],
  },
  // Whose every current role the actor may give, and never their own.
  second_factor_reset: { select: SYSTEM, insert: [...ADMINISTRATORS, ...SYSTEM], update: SYSTEM },
  'second_factor_reset, of agency staff': {
    select: SYSTEM,
    insert: ['agency-admin: same organization', ...ADMINISTRATORS, ...SYSTEM],
    update: SYSTEM,
  },
  'second_factor_reset, of agency staff who act elsewhere too': {
    select: SYSTEM,
    insert: [...ADMINISTRATORS, ...SYSTEM],
    update: SYSTEM,
  },
  'second_factor_reset, of somebody who left': systemOnly,
  'second_factor_reset, of oneself': systemOnly,
  passkey: ownSetting,
  account_identity: {
    select: [...OWN_ACCOUNT, ...SYSTEM],
    insert: SYSTEM,
    delete: [...OWN_ACCOUNT, ...SYSTEM],
  },
  passkey_challenge: { select: SYSTEM, insert: SYSTEM, delete: SYSTEM },
  recovery_code: ownSetting,
  saved_view: ownSetting,
  notification_setting: ownSetting,
  sign_in_attempt: { select: [...OWN_ACCOUNT, ...SYSTEM], insert: SYSTEM, update: SYSTEM },
  sign_in_link: systemOnly,
  // A step queues its mail as the system, in its own transaction: no role writes to whom it likes.
  mail_message: systemOnly,
  rate_limit: { ...systemOnly, delete: SYSTEM },
  notification: {
    select: [...OWN_ACCOUNT, ...SYSTEM],
    insert: SYSTEM,
    update: [...OWN_ACCOUNT, ...SYSTEM],
  },

  // The record of who did what: everybody adds under their own name, nobody changes or removes.
  audit_event: {
    select: [...ADMINISTRATORS, ...OWN_ACCOUNT, ...CLIENT, ...SYSTEM],
    insert: ['coordinator: caseload'],
  },
  'audit_event, a disclosure': {
    select: [...ADMINISTRATORS, ...CARRYING, ...CLIENT, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: ['coordinator: caseload'],
  },
  "audit_event, the actor's own": {
    select: [...ADMINISTRATORS, ...OWN_ACCOUNT, ...CLIENT, ...SYSTEM],
    insert: VIEWER_NAMES,
  },
  'audit_event, under another role': { select: [], insert: [] },
  audit_seal: { select: [...ADMINISTRATORS, ...SYSTEM], insert: SYSTEM },
  break_glass: {
    select: [...SUPERVISORS, 'coordinator: caseload', ...SYSTEM],
    insert: ['coordinator: caseload', ...SYSTEM],
    update: SYSTEM,
  },
  "break_glass, the actor's own": {
    select: [...SUPERVISORS, 'coordinator: caseload', ...SYSTEM],
    insert: [...COORDINATING, ...SYSTEM],
    update: SYSTEM,
  },

  'break_glass, for another organization': { insert: SYSTEM },

  // Clients.
  client: {
    select: [...SEEING, ...CLIENT, ...SYSTEM],
    insert: [...COORDINATING, ...SYSTEM],
    // Whoever opened the record in an emergency reads it; changing it is for those who carry the client.
    update: [...CARRYING, ...SYSTEM],
  },
  'client, handed over': { select: SYSTEM, insert: [...COORDINATING, ...SYSTEM], update: SYSTEM },
  'client, of another organization on a caseload': {
    select: ['coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: [
      'coordinator: caseload, acting elsewhere',
      'coordinator: other organization',
      'supervisor: other organization',
      ...SYSTEM,
    ],
    update: ['coordinator: caseload, acting elsewhere', ...SYSTEM],
  },
  caseload: {
    select: [...SEEING, ...CLIENT, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: [...CARRYING, ...SYSTEM],
  },
  'caseload, the actor takes it': { insert: [...CARRYING, ...SYSTEM] },
  'caseload, the actor takes a client just opened': { insert: ['coordinator: caseload', ...SYSTEM] },
  'caseload, of a client just opened': { insert: ['coordinator: caseload', ...SYSTEM] },
  'caseload, of a client just opened, to another': { insert: SYSTEM },
  client_link: care,
  "client_link, to a colleague's client": { insert: SYSTEM },
  "client_link, from a colleague's client": { insert: SYSTEM },
  client_need: { ...care, select: [...CARRYING, ...CLIENT, ...SYSTEM] },
  need_outcome: {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: SYSTEM,
  },
  'need_outcome, said by the agency': {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...RECEIVING, ...SYSTEM],
    update: SYSTEM,
  },
  'need_outcome, said by the client': {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CLIENT, ...SYSTEM],
    update: SYSTEM,
  },
  shortlist_entry: { ...care, delete: [...CARRYING, ...SYSTEM] },
  consent: {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...CLIENT, ...SYSTEM],
    update: [...CARRYING, ...CLIENT, ...SYSTEM],
  },
  task: {
    select: [...CARRYING, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
    insert: [...COORDINATING, ...SYSTEM],
    update: [...CARRYING, 'coordinator: caseload, acting elsewhere', ...SYSTEM],
  },

  // Referrals, once sent.
  agency: {
    select: [...COORDINATING_ANYWHERE, ...RECEIVING, ...CURATORS, 'client: own record', 'client: another'],
    insert: [...COORDINATING_ANYWHERE, ...CURATORS],
    update: [...CURATORS, 'agency-admin: receiver'],
  },
  contact_proof: {
    select: [...CURATORS, 'agency-admin: receiver'],
    insert: [...CURATORS, 'agency-admin: receiver'],
    update: [...CURATORS, 'agency-admin: receiver'],
  },
  referral,
  'referral, self-referred': { ...referral, insert: [...CLIENT, ...SYSTEM] },
  'referral, not sent yet': {
    ...referral,
    select: [...CARRYING, ...CLIENT, 'administrator: same organization', ...SYSTEM],
    update: [...CARRYING, ...CLIENT, 'administrator: same organization', ...SYSTEM],
  },
  referral_event: { select: referral.select ?? [], insert: referral.update ?? [] },
  referral_packet: {
    select: [...PARTIES, ...SYSTEM],
    insert: [...CARRYING, ...CLIENT, ...SYSTEM],
    update: [...PARTIES, ...SYSTEM],
  },
  'referral_packet, closed': {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...CLIENT, ...SYSTEM],
    update: [...CARRYING, 'agency-staff: receiver', 'agency-admin: receiver', ...CLIENT, ...SYSTEM],
  },
  referral_message: {
    select: [...PARTIES, ...SYSTEM],
    insert: [...PARTIES, ...SYSTEM],
    update: [...PARTIES, ...SYSTEM],
  },
  // What the sender adds goes to the agency only when the packet says so; the papers of a consent never do.
  attachment: {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: SYSTEM,
  },
  'attachment, that the packet gives': {
    select: [...CARRYING, 'agency-staff: receiver', 'agency-admin: receiver', ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: SYSTEM,
  },
  'attachment, that a closed packet gave': {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: SYSTEM,
  },
  "attachment, the agency's": {
    select: [...PARTIES, ...SYSTEM],
    insert: [...RECEIVING, ...SYSTEM],
    update: SYSTEM,
  },
  "attachment, the client's": {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CLIENT, ...SYSTEM],
    update: SYSTEM,
  },
  'attachment, a paper of a consent': {
    select: [...CARRYING, ...CLIENT, ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: SYSTEM,
  },
  "attachment, the agency's, for a consent": { insert: SYSTEM },
  access_link: {
    select: [...CARRYING, ...SYSTEM],
    insert: [...CARRYING, ...CLIENT, ...SYSTEM],
    update: [...PARTIES, ...SYSTEM],
  },
  held_answer: care,
  // Nobody coordinates who referred themselves: the agency says whether the answer is its own.
  'held_answer, of a self-referral': {
    select: [...CARRYING, 'agency-staff: receiver', 'agency-admin: receiver', ...SYSTEM],
    insert: [...CARRYING, ...SYSTEM],
    update: [...CARRYING, 'agency-staff: receiver', 'agency-admin: receiver', ...SYSTEM],
  },
}

/** Nobody of the application changes or removes a row of these. */
export const APPEND_ONLY = ['audit_event', 'audit_seal', 'referral_event'] as const

export function tableOf(entry: string): string {
  return entry.split(',')[0] ?? entry
}
