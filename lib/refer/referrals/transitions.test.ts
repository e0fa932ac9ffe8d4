import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { ACTIONS, type ActionName, PARTIES, type Party, STATUSES, type Status } from './model.ts'
import { decide, isEnded, MOVES, tellersOf } from './transitions.ts'

/** An independent reading of the published lifecycle, so that the code is not its own proof. */
type Row = { from: string; action: string; to: string; who: string }
const rows = (parse(readFileSync('data/referrals/referral-states.csv'), { columns: true }) as Row[]).filter(
  (row) => row.action !== 'create',
)

function froms(row: Row): Status[] {
  return row.from === 'any'
    ? STATUSES.filter((status) => status !== 'entered-in-error')
    : (row.from.split('|') as Status[])
}

function parties(row: Row): { by: Party[]; reported: Party[] } {
  const [own = '', reporters = ''] = row.who.includes('reported-by')
    ? [row.who.split('|')[0] ?? '', row.who.split('|').slice(1).join(' ')]
    : [row.who, '']
  const named = (text: string): Party[] => [
    ...(/sender|coordinator for client|requester/.test(text) ? (['sender'] as const) : []),
    ...(/client/.test(text.replace('coordinator for client', '')) ? (['client'] as const) : []),
    ...(/agency/.test(text) ? (['agency'] as const) : []),
    ...(/system/.test(text) ? (['system'] as const) : []),
    ...(/administrator/.test(text) ? (['administrator'] as const) : []),
  ]
  return {
    by: named(own.replace('agency (human action; never a GET)', 'agency')),
    reported: [
      ...(/coordinator/.test(reporters) ? (['sender'] as const) : []),
      ...(/client/.test(reporters) ? (['client'] as const) : []),
    ],
  }
}

const standing = (status: Status) => ({
  status,
  statusBefore: status === 'cancel-asked' ? ('accepted' as const) : null,
  selfReferred: false,
})

describe('the lifecycle of a referral', () => {
  it('knows every action of the published table and no other', () => {
    expect([...new Set(rows.map((row) => row.action))].sort()).toEqual([...ACTIONS].sort())
  })

  const everyTriple = STATUSES.flatMap((status) =>
    ACTIONS.flatMap((action) => PARTIES.map((party) => [status, action, party] as const)),
  )
  it.each(everyTriple)(
    'from %s, %s by %s is as published',
    (status: Status, action: ActionName, party: Party) => {
      const legal = rows.filter(
        (row) => row.action === action && froms(row).includes(status) && parties(row).by.includes(party),
      )
      const decision = decide(standing(status), action, party)
      expect(decision.ok).toBe(legal.length > 0)
      if (decision.ok) {
        const target = legal[0]?.to
        expect(decision.status).toBe(target === '(state before)' ? 'accepted' : target)
      }
    },
  )

  it.each(everyTriple)(
    'from %s, %s reported by %s is the other side’s word taken down',
    (status: Status, action: ActionName, party: Party) => {
      const reported = decide(standing(status), action, party, true)
      if (!reported.ok) return
      const byRight = decide(standing(status), action, party).ok
      const theAgencys = rows.some(
        (row) => row.action === action && froms(row).includes(status) && parties(row).by.includes('agency'),
      )
      const published = rows.some(
        (row) =>
          row.action === action && froms(row).includes(status) && parties(row).reported.includes(party),
      )
      expect(byRight || published || (party === 'sender' && theAgencys)).toBe(true)
    },
  )

  it('takes down the word of whose step it is, and the client’s where the table says they may report it', () => {
    for (const status of STATUSES)
      for (const action of ACTIONS) {
        const published = rows.filter((row) => row.action === action && froms(row).includes(status))
        const theirs = (party: 'agency' | 'client') =>
          published.some((row) => parties(row).by.includes(party) || parties(row).reported.includes(party))
        for (const teller of tellersOf({ status }, action)) expect(theirs(teller)).toBe(true)
      }
    expect(tellersOf({ status: 'sent' }, 'accept')).toEqual(['agency'])
    expect(tellersOf({ status: 'scheduled' }, 'miss')).toEqual(['agency', 'client'])
    expect(tellersOf({ status: 'accepted' }, 'close-served')).toEqual(['agency', 'client'])
    expect(tellersOf({ status: 'accepted' }, 'close-not-served')).toEqual(['agency'])
    expect(tellersOf({ status: 'draft' }, 'send')).toEqual([])
  })

  it('lets nobody leave an ended referral but by reopening or correcting it, or a late yes', () => {
    for (const status of STATUSES.filter(isEnded)) {
      const leaving = ACTIONS.filter((action) => MOVES[action].some((move) => move.from.includes(status)))
      expect(leaving.filter((action) => !['reopen', 'mark-error'].includes(action))).toEqual(
        status === 'no-response' ? ['accept'] : [],
      )
    }
  })

  it('makes a client who referred themselves the sender too', () => {
    expect(decide({ ...standing('draft'), selfReferred: true }, 'send', 'client').ok).toBe(true)
    expect(decide(standing('draft'), 'send', 'client').ok).toBe(false)
  })

  it('says why it refuses', () => {
    expect(decide(standing('draft'), 'accept', 'agency')).toEqual({ ok: false, refusal: 'not-from-here' })
    expect(decide(standing('sent'), 'accept', 'client')).toEqual({ ok: false, refusal: 'not-yours' })
    expect(decide(standing('sent'), 'accept', 'sender')).toEqual({ ok: false, refusal: 'needs-reporter' })
  })
})
