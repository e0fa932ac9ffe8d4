import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import type { WorkCalendar } from '#refer/agencies/calendar.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { runningClock } from './clocks.ts'
import { actOnReferral } from './commands/act.ts'
import { enforceClock } from './commands/clock.ts'
import { createReferral } from './commands/create.ts'
import { foldStatus } from './fold.ts'
import { ACTIONS, type ActionName, PARTIES, type ReferralEvent, type Status } from './model.ts'
import { findReferral, readEvents } from './store.ts'
import { decide, isEnded } from './transitions.ts'

const CALENDAR: WorkCalendar = { timezone: 'America/Chicago', workingDays: [1, 2, 3, 4, 5], closedDays: [] }
const HOUR = 3_600_000

/** A legal history of moves made at random times: what the table refuses is left out. */
const histories = fc
  .array(
    fc.record({
      action: fc.constantFrom(...ACTIONS.filter((name) => name !== 'mark-error')),
      party: fc.constantFrom(...PARTIES),
      hours: fc.integer({ min: 0, max: 200 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((tries) => {
    let at = NOON.getTime()
    let standing: { status: Status; statusBefore: Status | null; selfReferred: boolean } = {
      status: 'draft',
      statusBefore: null,
      selfReferred: false,
    }
    const event = (
      action: ActionName | 'create',
      from: Status | null,
      to: Status,
      sequence: number,
    ): ReferralEvent => ({
      sequence,
      action,
      from,
      to,
      party: 'sender',
      accountId: null,
      via: null,
      reportedBy: null,
      effectiveAt: new Date(at),
      recordedAt: new Date(at),
      reason: null,
      data: action === 'schedule' ? { at: new Date(at + 48 * HOUR).toISOString() } : {},
    })
    const events = [event('create', null, 'draft', 1)]
    for (const { action, party, hours } of tries) {
      const decision = decide(standing, action, party, true)
      if (!decision.ok) continue
      at += hours * HOUR
      events.push(event(action, standing.status, decision.status, events.length + 1))
      standing = { ...standing, status: decision.status, statusBefore: decision.statusBefore }
    }
    return events
  })

describe('clocks over histories made at random', () => {
  const last = (events: readonly ReferralEvent[]) => events.at(-1) as ReferralEvent

  it('run for every standing that is not ended, and for none that is but to ask the client', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom('urgent' as const, 'routine' as const), (events, urgency) => {
        const clock = runningClock(events, urgency, CALENDAR)
        const { to } = last(events)
        if (to === 'closed-served') expect(clock?.name).toBe('ask-client')
        else expect(clock === null, to).toBe(isEnded(to))
        if (!clock) return
        expect(clock.endsAt.getTime()).toBeGreaterThanOrEqual(clock.dueAt.getTime())
        if (clock.escalateAt) expect(clock.escalateAt.getTime()).toBeGreaterThanOrEqual(clock.dueAt.getTime())
      }),
      { numRuns: 500 },
    )
  })

  it('go by when things happened, not by when they were written down', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 1000 }), (events, hours) => {
        const later = events.map((event) => ({
          ...event,
          recordedAt: new Date(event.recordedAt.getTime() + hours * HOUR),
        }))
        expect(runningClock(later, 'routine', CALENDAR)).toEqual(runningClock(events, 'routine', CALENDAR))
      }),
    )
  })

  it('move with their history: a week later, everything is due a week later, where no holiday lies between', () => {
    const everyDay: WorkCalendar = { timezone: 'UTC', workingDays: [1, 2, 3, 4, 5, 6, 7], closedDays: [] }
    fc.assert(
      fc.property(histories, (events) => {
        const clock = runningClock(events, 'routine', everyDay)
        if (clock?.name !== 'rebook' && clock?.name !== 'progress-note' && clock?.name !== 'reach') return
        const week = 7 * 24 * HOUR
        const moved = events.map((event) => ({
          ...event,
          effectiveAt: new Date(event.effectiveAt.getTime() + week),
        }))
        // Federal holidays stop even this calendar; a due day may wait for one or two of them.
        const shift = (runningClock(moved, 'routine', everyDay)?.dueAt.getTime() ?? 0) - clock.dueAt.getTime()
        expect(Math.abs(shift - week)).toBeLessThanOrEqual(2 * 24 * HOUR)
      }),
    )
  })
})

describe('a clock', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })

  async function sent(): Promise<string> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Rosa' }))
    const clientNeedId = await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' })
    const id = await createReferral(ana, { clientNeedId, serviceId: world.agency.serviceId })
    await actOnReferral(ana, {
      referralId: id,
      version: 1,
      action: { name: 'send', data: { mode: 'treatment', fields: ['name', 'need'] } },
    })
    return id
  }

  it('that rings often, late, twice or out of order leads to the same as one that rings once', async () => {
    const hours = fc.sample(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 }), {
      numRuns: 12,
      seed: 20261124,
    })
    for (const rings of hours) {
      const [often, once] = [await sent(), await sent()]
      const ring = (id: string, hour: number) =>
        enforceClock(systemCtx(test.db, 'clock', new Date(NOON.getTime() + hour * HOUR)), id)
      const ordered = [...rings].sort((a, b) => a - b)
      for (const hour of ordered) {
        await ring(often, hour)
        await ring(often, hour)
      }
      // A worker whose clock is behind changes nothing that has happened.
      await ring(often, ordered[0] as number)
      await ring(once, Math.max(...rings))
      const seen = async (id: string) =>
        transact(systemCtx(test.db, 'test', NOON), async (tx) => {
          const { events } = await readEvents(tx, id)
          return {
            status: (await findReferral(tx, id))?.status,
            fold: foldStatus(events),
            events: events.length,
          }
        })
      expect(await seen(often)).toEqual(await seen(once))
      const jobs = await test.owner
        .selectFrom('referral_event')
        .select((eb) => eb.fn.countAll<string>().as('count'))
        .where('referral_id', '=', often)
        .where('action', '=', 'lapse')
        .executeTakeFirstOrThrow()
      expect(Number(jobs.count)).toBeLessThanOrEqual(1)
    }
    // A few hundred transactions: longer than most where the machine is busy.
  }, 90_000)
})
