import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CardFacts } from '#find/directory/card.ts'
import { foldSame } from './fold.ts'
import type { Judged } from './judge.ts'
import { compareBy, type Ordered } from './order.ts'
import { partsOf, type Setting, score } from './rank.ts'
import { PARTS, RANKING } from './ranking.ts'

const now = new Date('2026-11-24T12:00:00Z')
const setting: Setting = { now, reachMeters: 8_000 }

function facts(changes: Partial<CardFacts> = {}): CardFacts {
  return {
    id: 'a',
    serviceId: 'service-a',
    sourceKey: 'one',
    sameAs: 'helping hands|pantry',
    status: 'active',
    needs: { 'food.pantry': 1 },
    areas: { codes: [], unresolved: false },
    point: null,
    hidden: false,
    delivery: ['in-person'],
    spoken: { languages: {}, interpreter: false },
    access: [],
    welcomes: {},
    availability: { available: null, updated: null, intake: null, words: null, saidFullOn: null },
    hours: { zone: null, schedules: [], appointment: false },
    confirmedOn: '2026-11-01',
    rules: { rules: [], unknown: [], noCondition: [], says: 'anyone' },
    response: null,
    ...changes,
  }
}

const NEED = {
  id: 'food.pantry',
  asked: 'food.pantry',
  closeness: 'exact',
  weight: 1,
  strand: 0,
  certainty: 1,
  share: 1,
  others: 0,
} as const

function judged(changes: Partial<Judged> = {}): Judged {
  return {
    facts: facts(),
    fit: 'fits',
    need: NEED,
    spoken: 1,
    audience: null,
    assessment: { fit: 'fits', open: 0, silent: false, reasons: [] },
    area: 'yes',
    areaBy: 'near',
    meters: 1_000,
    comesToYou: false,
    language: null,
    delivery: 'stated',
    hours: null,
    access: [],
    company: [],
    ...changes,
  }
}

const scoreOf = (changes: Partial<Judged>) => score(judged(changes), setting).score
const availability = (changes: Partial<CardFacts['availability']>) =>
  facts({
    availability: { available: null, updated: null, intake: null, words: null, saidFullOn: null, ...changes },
  })

describe('the score', () => {
  it('is the product of its parts, each above 0 and at most 1', () => {
    const { parts, score: total } = score(judged({ meters: 5_000, area: 'none' }), setting)
    const product = PARTS.reduce((sum, part) => sum * parts[part] ** RANKING.weights[part], 1)
    expect(total).toBeCloseTo(product, 3)
    for (const part of PARTS) {
      expect(parts[part], part).toBeGreaterThan(0)
      expect(parts[part], part).toBeLessThanOrEqual(1)
    }
  })

  it('falls with every metre, and further in the country reaches further', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (near, more) => {
          const at = (meters: number, reachMeters = 8_000) =>
            partsOf(judged({ meters }), { now, reachMeters }).distance
          expect(at(near + more)).toBeLessThanOrEqual(at(near))
          expect(at(near, 60_000)).toBeGreaterThanOrEqual(at(near))
        },
      ),
    )
  })

  it.each<[string, Partial<Judged>, Partial<Judged>]>([
    ['an exact need before a broader one', {}, { need: { ...NEED, id: 'food', closeness: 'broader' } }],
    ['a term before a word that may mean it', {}, { need: { ...NEED, certainty: 0.5 } }],
    ['both things asked for before one of them', {}, { need: { ...NEED, share: 0.5 } }],
    ['a need read for certain before a guess', {}, { need: { ...NEED, weight: 0.7 } }],
    ['what speaks of the words of the request before what does not', { spoken: 0.5 }, { spoken: 0 }],
    ['what is for the person before what is for others', { audience: 'yes' }, { audience: 'unknown' }],
    ['what may be for the person before what is not', { audience: 'unknown' }, { audience: 'no' }],
    [
      'who fits before who must ask',
      {},
      { assessment: { fit: 'askFirst', open: 1, silent: false, reasons: [] } },
    ],
    ['an area that holds the place before one that does not', { area: 'none' }, { area: 'no' }],
    [
      'staff before an interpreter',
      { language: { language: 'ru', by: 'staff' } },
      { language: { language: 'ru', by: 'interpreter' } },
    ],
    [
      'an interpreter before nobody known',
      { language: { language: 'ru', by: 'interpreter' } },
      { language: { language: 'ru', by: 'nobody' } },
    ],
    ['open before unknown hours', { hours: 'open' }, { hours: 'unknown' }],
    ['unknown hours before closed', { hours: 'unknown' }, { hours: 'closed' }],
    [
      'a step-free door before an unknown one',
      { access: [['wheelchair', 'yes']] },
      { access: [['wheelchair', 'unknown']] },
    ],
    ['room for a dog before no dogs', { company: [['pets', 'unknown']] }, { company: [['pets', 'no']] }],
    ['nothing said of room before a waiting list', {}, { facts: availability({ intake: 'waitlist' }) }],
    [
      'a waiting list before a closed door',
      { facts: availability({ intake: 'waitlist' }) },
      { facts: availability({ intake: 'closed' }) },
    ],
    [
      'a bed counted today before a bed counted last year',
      { facts: availability({ available: 3, updated: '2026-11-24T08:00:00Z' }) },
      { facts: availability({ available: 0, updated: '2026-11-24T08:00:00Z' }) },
    ],
    ['this autumn before 2019', {}, { facts: facts({ confirmedOn: '2019-08-15' }) }],
    ['open before closed for now', {}, { facts: facts({ status: 'temporarily closed' }) }],
  ])('puts %s', (_name, better, worse) => {
    expect(scoreOf(better)).toBeGreaterThan(scoreOf(worse))
  })

  it('puts what nobody can place below what comes to the person, and far deliveries below near ones', () => {
    const unplaced = { meters: null, area: 'none' as const }
    expect(scoreOf(unplaced)).toBeLessThan(scoreOf({ meters: 15_000, area: 'none' }))
    expect(scoreOf(unplaced)).toBeLessThan(scoreOf({ ...unplaced, comesToYou: true }))
    const delivery = (meters: number, area: 'yes' | 'none') => scoreOf({ meters, area, comesToYou: true })
    expect(delivery(4_000_000, 'none')).toBeLessThan(delivery(40_000, 'none') / 10)
    expect(delivery(4_000_000, 'yes')).toBe(delivery(400_000, 'yes'))
    expect(scoreOf({ ...unplaced, facts: facts({ hidden: true }) })).toBeGreaterThan(scoreOf(unplaced))
  })

  it('prefers a listing that is about the need to one that has it among many or in passing', () => {
    const about = (changes: Partial<CardFacts>) => scoreOf({ facts: facts(changes) })
    const many = { 'food.pantry': 1, 'food.meals': 1, 'money.tax': 1, 'work.search': 1 }
    expect(scoreOf({ need: { ...NEED, others: 3 } })).toBeLessThan(about({}))
    expect(about({ asides: ['food.pantry'] })).toBeLessThan(about({}))
    expect(about({ asides: ['money.tax'], needs: many })).toBe(about({ needs: many }))
  })

  it('forgets a count of free places as it ages', () => {
    const none = (updated: string) => scoreOf({ facts: availability({ available: 0, updated }) })
    expect(none('2026-11-24T08:00:00Z')).toBeLessThan(none('2026-10-01T08:00:00Z'))
    expect(none('2025-11-24T08:00:00Z')).toBeCloseTo(scoreOf({}), 2)
  })

  it('hardly moves for two referrals and clearly for forty, and a new agency loses nothing', () => {
    const withRecord = (referrals: number, answered: number) =>
      scoreOf({
        facts: facts({
          response: {
            referrals,
            answered,
            answerHours: 24 * answered,
            accepted: answered,
            closed: 0,
            needMet: 0,
          },
        }),
      })
    const fresh = scoreOf({})
    expect(withRecord(2, 0)).toBeGreaterThan(fresh * 0.75)
    expect(withRecord(40, 0)).toBeLessThan(fresh * 0.7)
    expect(withRecord(40, 40)).toBe(fresh)
  })
})

describe('the orders', () => {
  const candidate = (id: string, changes: Partial<Ordered>): Ordered => ({
    ...score(judged({ facts: facts({ id, serviceId: id }) }), setting),
    opening: null,
    ...changes,
  })
  const order = (sort: 'best' | 'nearest' | 'soonest', candidates: Ordered[]) =>
    [...candidates].sort(compareBy(sort)).map(({ facts: { id } }) => id)

  it('breaks ties by id, whatever the order they came in', () => {
    const tied = ['c', 'a', 'b'].map((id) => candidate(id, {}))
    expect(order('best', tied)).toEqual(['a', 'b', 'c'])
    expect(order('best', tied.reverse())).toEqual(['a', 'b', 'c'])
  })

  it('puts the nearest first and what cannot be measured last', () => {
    expect(
      order('nearest', [
        candidate('unknown', { meters: null, score: 1 }),
        candidate('far', { meters: 9_000, score: 0.9 }),
        candidate('near', { meters: 10, score: 0.1 }),
      ]),
    ).toEqual(['near', 'far', 'unknown'])
  })

  it('puts open now first, then the next opening, appointment, unknown hours, waiting list', () => {
    const waiting = facts({
      id: 'waitlist',
      availability: { available: null, updated: null, intake: 'waitlist', words: null, saidFullOn: null },
    })
    const opening = (
      state: 'open' | 'closed' | 'appointment' | 'unknown',
      opensAt: string | null = null,
    ) => ({
      opening: { state, opensAt: opensAt === null ? null : new Date(opensAt), closesAt: null },
    })
    expect(
      order('soonest', [
        candidate('waitlist', { facts: waiting, ...opening('open') }),
        candidate('unknown', opening('unknown')),
        candidate('appointment', opening('appointment')),
        candidate('thursday', opening('closed', '2026-11-26T15:00:00Z')),
        candidate('tomorrow', opening('closed', '2026-11-25T15:00:00Z')),
        candidate('open', opening('open')),
      ]),
    ).toEqual(['open', 'tomorrow', 'thursday', 'appointment', 'unknown', 'waitlist'])
  })
})

describe('folding', () => {
  const at = (id: string, changes: Partial<CardFacts>) =>
    score(judged({ facts: facts({ id, ...changes }) }), setting)
  const fold = (...candidates: ReturnType<typeof at>[]) =>
    foldSame(candidates, RANKING.sameWithinMeters).map((one) => one.facts.id)
  const here = { lat: 29.42, lng: -98.49 }
  const there = { lat: 30.27, lng: -97.74 }

  it('keeps a service once, at the place that stands first', () => {
    expect(fold(at('best', { serviceId: 's' }), at('second', { serviceId: 's' }))).toEqual(['best'])
  })

  it('folds one service told by two feeds', () => {
    const one = { serviceId: 's', sourceKey: 'one', point: here }
    expect(fold(at('a', one), at('b', { serviceId: 't', sourceKey: 'two', point: here }))).toEqual(['a'])
  })

  it('keeps two branches, and two entries that one feed tells apart', () => {
    const one = { serviceId: 's', sourceKey: 'one', point: here }
    expect(fold(at('a', one), at('b', { serviceId: 't', sourceKey: 'two', point: there }))).toEqual([
      'a',
      'b',
    ])
    expect(fold(at('a', one), at('b', { serviceId: 't', sourceKey: 'one', point: here }))).toEqual(['a', 'b'])
  })
})
