import { describe, expect, it } from 'vitest'
import type { WorkCalendar } from '#refer/agencies/calendar.ts'
import { CLOCK_NAMES, clockRule, runningClock } from './clocks.ts'
import type { ReferralEvent, Status } from './model.ts'

const calendar: WorkCalendar = { timezone: 'America/Chicago', workingDays: [1, 2, 3, 4, 5], closedDays: [] }

/** A history from moves and times; Monday 30 November 2026 onwards. */
function history(
  ...moves: [action: ReferralEvent['action'], to: Status, at: string, data?: Record<string, unknown>][]
): ReferralEvent[] {
  return moves.map(([action, to, at, data = {}], index) => ({
    sequence: index + 1,
    action,
    from: moves[index - 1]?.[1] ?? null,
    to,
    party: 'sender',
    accountId: null,
    via: null,
    reportedBy: null,
    effectiveAt: new Date(at),
    recordedAt: new Date(at),
    reason: null,
    data,
  }))
}

const sent = ['send', 'sent', '2026-11-30T16:00:00Z'] as const

describe('the clock of a referral', () => {
  it('has a rule for every name', () => {
    for (const name of CLOCK_NAMES) expect(clockRule(name).source).toBeTruthy()
  })

  it('gives an agency two business days to answer, one when urgent', () => {
    expect(runningClock(history([...sent]), 'routine', calendar)).toMatchObject({
      name: 'answer',
      owner: 'agency',
      dueAt: new Date('2026-12-02T16:00:00Z'),
      escalateAt: new Date('2026-12-03T16:00:00Z'),
      endsAt: new Date('2026-12-04T16:00:00Z'),
      consequence: 'lapse',
    })
    expect(runningClock(history([...sent]), 'urgent', calendar)).toMatchObject({
      dueAt: new Date('2026-12-01T16:00:00Z'),
      // A day later it lapses: the supervisor hears of it while something can still be done.
      escalateAt: new Date('2026-12-01T16:00:00Z'),
      endsAt: new Date('2026-12-02T16:00:00Z'),
    })
  })

  it('goes on when the agency opens the referral', () => {
    const opened = history([...sent], ['open', 'opened', '2026-12-01T20:00:00Z'])
    expect(runningClock(opened, 'routine', calendar)?.dueAt).toEqual(new Date('2026-12-02T16:00:00Z'))
  })

  it('pauses while the agency waits for the sender', () => {
    const answered = history(
      [...sent],
      ['ask', 'info-requested', '2026-12-01T16:00:00Z'],
      ['answer', 'sent', '2026-12-02T16:00:00Z'],
    )
    expect(runningClock(answered, 'routine', calendar)?.dueAt).toEqual(new Date('2026-12-03T16:00:00Z'))
    const waiting = answered.slice(0, 2)
    expect(runningClock(waiting, 'routine', calendar)).toMatchObject({
      name: 'reply',
      owner: 'sender',
      dueAt: new Date('2026-12-03T16:00:00Z'),
    })
  })

  it('starts anew when the referral is sent again', () => {
    const again = history(
      [...sent],
      ['lapse', 'no-response', '2026-12-04T16:00:00Z'],
      ['reopen', 'sent', '2026-12-07T16:00:00Z'],
    )
    expect(runningClock(again, 'routine', calendar)?.dueAt).toEqual(new Date('2026-12-09T16:00:00Z'))
  })

  it('does not restart with each attempt to reach the client', () => {
    const tried = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', { firstContactOn: '2026-12-03' }],
      ['contact', 'contacting', '2026-12-02T16:00:00Z'],
      ['log-attempt', 'contacting', '2026-12-08T16:00:00Z'],
    )
    expect(runningClock(tried, 'routine', calendar)).toMatchObject({
      name: 'reach',
      dueAt: new Date('2026-12-16T16:00:00Z'),
    })
  })

  it('takes the day that the agency promised for the first contact', () => {
    const accepted = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', { firstContactOn: '2026-12-08' }],
    )
    expect(runningClock(accepted, 'routine', calendar)?.dueAt.toISOString()).toBe('2026-12-09T05:59:59.999Z')
  })

  it('asks how an appointment went one business day after it, not after it was made', () => {
    const booked = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', {}],
      ['schedule', 'scheduled', '2026-12-01T17:00:00Z', { at: '2026-12-11T15:00:00Z' }],
    )
    expect(runningClock(booked, 'routine', calendar)).toMatchObject({
      name: 'appointment-outcome',
      dueAt: new Date('2026-12-14T15:00:00Z'),
    })
  })

  it('stops when nobody owes anything', () => {
    expect(
      runningClock(history([...sent], ['decline', 'declined', '2026-12-01T16:00:00Z']), 'routine', calendar),
    ).toBeNull()
  })

  it('rings no named day on a day off, but on the next on which the agency works', () => {
    const closed: WorkCalendar = { ...calendar, closedDays: ['2026-12-07'] }
    const ends = (iso: string) => new Date(`${iso}T05:59:59.999Z`)
    const accepted = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', { firstContactOn: '2026-12-05' }],
    )
    expect(runningClock(accepted, 'routine', calendar)?.dueAt).toEqual(ends('2026-12-08'))
    expect(runningClock(accepted, 'routine', closed)?.dueAt).toEqual(ends('2026-12-09'))
    const waiting = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', {}],
      ['waitlist', 'waitlisted', '2026-12-01T17:00:00Z', { recheckOn: '2026-12-25' }],
    )
    // Christmas is a Friday.
    expect(runningClock(waiting, 'routine', calendar)?.dueAt).toEqual(ends('2026-12-29'))
    const asked = history(
      [...sent],
      ['ask', 'info-requested', '2026-12-01T16:00:00Z', { dueOn: '2026-12-06' }],
    )
    expect(runningClock(asked, 'routine', calendar)?.dueAt).toEqual(ends('2026-12-08'))
  })

  const began = [
    [...sent],
    ['accept', 'accepted', '2026-12-01T16:00:00Z', {}],
    ['begin', 'in-service', '2026-12-02T16:00:00Z'],
  ] as Parameters<typeof history>

  it('asks how it goes every 30 days, anew from each note, and on a working day', () => {
    expect(runningClock(history(...began), 'routine', calendar)).toMatchObject({
      name: 'progress-note',
      // New Year's Day, a Friday, is 30 days later: the Monday after.
      dueAt: new Date('2027-01-04T16:00:00Z'),
      escalateAt: new Date('2027-01-19T16:00:00Z'),
    })
    const noted = history(...began, ['note-progress', 'in-service', '2026-12-20T16:00:00Z'])
    expect(runningClock(noted, 'routine', calendar)?.dueAt).toEqual(new Date('2027-01-19T16:00:00Z'))
    const twice = history(
      ...began,
      ['note-progress', 'in-service', '2026-12-20T16:00:00Z'],
      ['note-progress', 'in-service', '2027-01-06T16:00:00Z'],
    )
    expect(runningClock(twice, 'routine', calendar)?.dueAt).toEqual(new Date('2027-02-05T16:00:00Z'))
  })

  it('asks again about a waiting list from the day that was named last', () => {
    const waiting = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', {}],
      ['waitlist', 'waitlisted', '2026-12-01T17:00:00Z', { recheckOn: '2026-12-15' }],
      ['confirm-waiting', 'waitlisted', '2026-12-15T17:00:00Z', { recheckOn: '2027-01-05' }],
    )
    expect(runningClock(waiting, 'routine', calendar)).toMatchObject({
      name: 'recheck-waitlist',
      consequence: 'task',
      dueAt: new Date('2027-01-06T05:59:59.999Z'),
    })
  })

  it('resumes where it stood when a cancellation was not wanted after all', () => {
    const kept = history(
      ...began,
      ['ask-cancel', 'cancel-asked', '2026-12-07T16:00:00Z'],
      ['keep', 'in-service', '2026-12-09T16:00:00Z'],
    )
    // Two days were not its own, and New Year's weekend is over then.
    expect(runningClock(kept, 'routine', calendar)?.dueAt).toEqual(new Date('2027-01-04T16:00:00Z'))
    const booked = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', {}],
      ['schedule', 'scheduled', '2026-12-01T17:00:00Z', { at: '2026-12-11T15:00:00Z' }],
      ['ask-cancel', 'cancel-asked', '2026-12-02T16:00:00Z'],
      ['keep', 'scheduled', '2026-12-03T16:00:00Z'],
    )
    const clock = runningClock(booked, 'routine', calendar)
    expect(clock?.dueAt).toEqual(new Date('2026-12-14T15:00:00Z'))
    expect(clock?.remindAt.map(({ which }) => which)).toEqual(['72h', '24h'])
    const promised = history(
      [...sent],
      ['accept', 'accepted', '2026-12-01T16:00:00Z', { firstContactOn: '2026-12-03' }],
      ['ask-cancel', 'cancel-asked', '2026-12-02T16:00:00Z'],
      ['keep', 'accepted', '2026-12-07T16:00:00Z'],
    )
    expect(runningClock(promised, 'routine', calendar)?.dueAt).toEqual(new Date('2026-12-09T16:00:00Z'))
  })

  it('stands still while no consent covers what was sent, and goes on with the time that was left', () => {
    const over = history([...sent], ['consent-ended', 'sent', '2026-12-01T16:00:00Z'])
    expect(runningClock(over, 'routine', calendar)).toBeNull()
    const renewed = [...over, ...history(['renew-consent', 'sent', '2026-12-08T16:00:00Z'])]
    expect(runningClock(renewed, 'routine', calendar)?.dueAt).toEqual(new Date('2026-12-09T16:00:00Z'))
    // Sent again under a new one, it begins anew.
    const again = [
      ...over,
      ...history(
        ['withdraw', 'withdrawn', '2026-12-03T16:00:00Z'],
        ['reopen', 'sent', '2026-12-07T16:00:00Z'],
      ),
    ]
    expect(runningClock(again, 'routine', calendar)?.dueAt).toEqual(new Date('2026-12-09T16:00:00Z'))
  })

  it('counts a time once in which both a cancellation was asked for and the consent was over', () => {
    const ended = ['consent-ended', 'sent'] as const
    const asked = ['ask-cancel', 'cancel-asked'] as const
    const on = (day: number) => `2026-12-0${day}T16:00:00Z`
    const dueAfter = (...moves: Parameters<typeof history>) =>
      runningClock(history([...sent], ...moves), 'routine', calendar)?.dueAt
    // Three days each, one after the other, over each other, one within the other: the clock had one of its two days left.
    const all = [
      [
        [...ended, on(1)],
        [...asked, on(2)],
        ['keep', 'sent', on(3)],
        ['renew-consent', 'sent', on(4)],
      ],
      [
        [...asked, on(1)],
        ['consent-ended', 'cancel-asked', on(2)],
        ['keep', 'sent', on(3)],
        ['renew-consent', 'sent', on(4)],
      ],
      [
        [...ended, on(1)],
        [...asked, on(2)],
        ['renew-consent', 'cancel-asked', on(3)],
        ['keep', 'sent', on(4)],
      ],
    ] as Parameters<typeof history>[]
    for (const moves of all) expect(dueAfter(...moves)).toEqual(new Date('2026-12-07T16:00:00Z'))
  })
})
