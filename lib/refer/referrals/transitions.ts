import {
  type ActionName,
  isReport,
  type Party,
  REPORTS,
  type ReportName,
  type Status,
  type StepName,
} from './model.ts'

/** Where a move leads: a status, or back to where it stood before a cancellation was asked for. */
type Target = Status | 'status-before'

type Move = {
  from: readonly Status[]
  to: Target
  /** Who may make it by right. */
  by: readonly Party[]
  /** Who may also make it by taking down what the other side said ("reported by"). */
  reportedBy?: readonly Party[]
}

const ASKED = ['sent', 'opened', 'info-requested'] as const
const WORKING = ['accepted', 'contacting', 'waitlisted', 'scheduled', 'missed', 'in-service'] as const

/**
 * Every legal move: an action that is not here from where the referral stands is refused. Several rows may share an
 * action when different parties may make it from different places. The order is the contract's.
 */
export const MOVES: Readonly<Record<ActionName, readonly Move[]>> = {
  'ask-consent': [{ from: ['draft'], to: 'awaiting-consent', by: ['sender'] }],
  send: [
    { from: ['draft'], to: 'sent', by: ['sender'] },
    { from: ['awaiting-consent'], to: 'sent', by: ['sender', 'system'] },
  ],
  open: [{ from: ['sent'], to: 'opened', by: ['agency'] }],
  ask: [{ from: ['sent', 'opened'], to: 'info-requested', by: ['agency'], reportedBy: ['sender'] }],
  answer: [{ from: ['info-requested'], to: 'sent', by: ['sender', 'client'] }],
  accept: [
    { from: ASKED, to: 'accepted', by: ['agency'], reportedBy: ['sender'] },
    { from: ['no-response'], to: 'accepted', by: ['agency'], reportedBy: ['sender'] },
  ],
  decline: [{ from: ASKED, to: 'declined', by: ['agency'], reportedBy: ['sender'] }],
  lapse: [{ from: ASKED, to: 'no-response', by: ['system'] }],
  contact: [
    { from: ['accepted', 'waitlisted', 'missed'], to: 'contacting', by: ['agency'], reportedBy: ['sender'] },
  ],
  waitlist: [{ from: ['accepted', 'contacting'], to: 'waitlisted', by: ['agency'], reportedBy: ['sender'] }],
  schedule: [
    {
      from: ['accepted', 'contacting', 'waitlisted', 'missed', 'in-service'],
      to: 'scheduled',
      by: ['agency', 'client'],
      reportedBy: ['sender'],
    },
  ],
  miss: [{ from: ['scheduled'], to: 'missed', by: ['agency', 'client'], reportedBy: ['sender'] }],
  begin: [
    {
      from: ['accepted', 'contacting', 'waitlisted', 'scheduled', 'missed'],
      to: 'in-service',
      by: ['agency'],
      reportedBy: ['sender'],
    },
  ],
  'ask-cancel': [{ from: [...ASKED, ...WORKING], to: 'cancel-asked', by: ['sender', 'client'] }],
  'confirm-cancel': [
    { from: ['cancel-asked'], to: 'withdrawn', by: ['agency', 'system'], reportedBy: ['sender'] },
  ],
  keep: [{ from: ['cancel-asked'], to: 'status-before', by: ['sender', 'client'] }],
  'close-served': [
    { from: ['cancel-asked'], to: 'closed-served', by: ['agency'], reportedBy: ['sender'] },
    {
      from: ['accepted', 'scheduled', 'in-service'],
      to: 'closed-served',
      by: ['agency'],
      reportedBy: ['sender', 'client'],
    },
  ],
  'close-not-served': [{ from: WORKING, to: 'closed-not-served', by: ['agency'], reportedBy: ['sender'] }],
  withdraw: [
    { from: ['draft', 'awaiting-consent', ...ASKED], to: 'withdrawn', by: ['sender', 'client'] },
    { from: WORKING, to: 'withdrawn', by: ['agency', 'client'], reportedBy: ['sender'] },
  ],
  'revoke-consent': [{ from: [...ASKED, ...WORKING], to: 'withdrawn', by: ['client', 'sender', 'system'] }],
  reopen: [
    {
      from: ['closed-served', 'closed-not-served', 'declined', 'no-response', 'withdrawn'],
      to: 'sent',
      by: ['sender'],
    },
  ],
  'mark-error': [
    {
      from: [
        ...ASKED,
        ...WORKING,
        'draft',
        'awaiting-consent',
        'cancel-asked',
        'closed-served',
        'closed-not-served',
        'declined',
        'no-response',
        'withdrawn',
      ],
      to: 'entered-in-error',
      by: ['sender', 'administrator'],
    },
  ],
}

/**
 * What may be said of a referral that stays where it stands: from where, and whose word it is. The sender may take down the
 * agency's.
 */
const REPORTED: Readonly<Record<ReportName, { from: readonly Status[]; by: 'agency' | 'sender' }>> = {
  'ask-again': { from: ['awaiting-consent'], by: 'sender' },
  'note-progress': { from: ['in-service'], by: 'agency' },
  'confirm-waiting': { from: ['waitlisted'], by: 'agency' },
  'log-attempt': { from: ['contacting'], by: 'agency' },
  // Wherever the next step is the agency's.
  remind: { from: ['sent', 'opened', ...WORKING, 'cancel-asked'], by: 'sender' },
}

export type Standing = { status: Status; statusBefore: Status | null; selfReferred: boolean }

export type Refusal = 'not-from-here' | 'not-yours' | 'needs-reporter'
export type Decision =
  | { ok: true; status: Status; statusBefore: Status | null }
  | { ok: false; refusal: Refusal }

/**
 * May `party` make this move from where the referral stands, and where does it lead? `reported` says that the actor
 * takes down what somebody else said. A client who referred themselves is the sender too.
 */
export function decide(standing: Standing, action: StepName, party: Party, reported = false): Decision {
  if (isReport(action)) return decideReport(standing, action, party, reported)
  const moves = MOVES[action].filter((move) => move.from.includes(standing.status))
  if (moves.length === 0) return { ok: false, refusal: 'not-from-here' }
  const parties: Party[] = party === 'client' && standing.selfReferred ? ['client', 'sender'] : [party]
  const move = moves.find((each) =>
    parties.some((own) => each.by.includes(own) || (reported && each.reportedBy?.includes(own))),
  )
  if (!move) {
    const couldReport = moves.some((each) => parties.some((own) => each.reportedBy?.includes(own)))
    return { ok: false, refusal: couldReport ? 'needs-reporter' : 'not-yours' }
  }
  const status = move.to === 'status-before' ? standing.statusBefore : move.to
  if (!status) return { ok: false, refusal: 'not-from-here' }
  return { ok: true, status, statusBefore: action === 'ask-cancel' ? standing.status : null }
}

/** Who can be the one that another party takes a step down for. */
export type Teller = 'agency' | 'client'

/**
 * Whose word on this step may be taken down from where the referral stands: of those whose step it is, and of the client
 * where the table lets the client report it. An acceptance is the agency's word and never the client's, nor is a report.
 */
export function tellersOf(standing: Pick<Standing, 'status'>, action: StepName): Teller[] {
  if (isReport(action)) {
    const { from, by } = REPORTED[action]
    return by === 'agency' && from.includes(standing.status) ? ['agency'] : []
  }
  const moves = MOVES[action].filter((move) => move.from.includes(standing.status) && move.reportedBy)
  return (['agency', 'client'] as const).filter((teller) =>
    moves.some((move) => move.by.includes(teller) || move.reportedBy?.includes(teller)),
  )
}

function decideReport(standing: Standing, report: ReportName, party: Party, reported: boolean): Decision {
  const { from, by } = REPORTED[report]
  if (!from.includes(standing.status)) return { ok: false, refusal: 'not-from-here' }
  if (party === by || (party === 'sender' && reported))
    return { ok: true, status: standing.status, statusBefore: standing.statusBefore }
  return { ok: false, refusal: party === 'sender' ? 'needs-reporter' : 'not-yours' }
}

export type OpenMove = {
  action: StepName
  reported: boolean
  /** Whose word it may be, when it is reported; empty for the party's own steps. */
  tellers: Teller[]
}

/**
 * What `party` can do from here: first what leaves it where it is, then the moves in the order of the table; what it may
 * only report is marked so.
 */
export function openMoves(standing: Standing, party: Party): OpenMove[] {
  const moves: OpenMove[] = []
  for (const action of [...REPORTS, ...(Object.keys(MOVES) as ActionName[])]) {
    if (decide(standing, action, party).ok) moves.push({ action, reported: false, tellers: [] })
    else if (decide(standing, action, party, true).ok)
      moves.push({ action, reported: true, tellers: tellersOf(standing, action) })
  }
  return moves
}

/** Statuses that nothing but a reopening or a correction leaves. */
export function isEnded(status: Status): boolean {
  return [
    'closed-served',
    'closed-not-served',
    'declined',
    'no-response',
    'withdrawn',
    'entered-in-error',
  ].includes(status)
}
