import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { connectSearch, type SearchEngine } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { useDatabase } from '#testing/database.ts'
import { type GivenListing, givenListing } from '#testing/given-listing.ts'
import { type MatchAnswer, matchAnswerSchema } from './answer.ts'
import { findMatches } from './queries.ts'
import { type MatchRequestInput, parseMatchRequest } from './request.ts'

const now = new Date('2026-11-24T18:00:00Z')
const DOWNTOWN = { lat: 29.41, lng: -98.5, city: 'San Antonio', state: 'TX', postalCode: '78204' }
const AUSTIN = { lat: 30.27, lng: -97.74, city: 'Austin', state: 'TX', postalCode: '78701' }
const ZONE = 'America/Chicago'
const BEXAR = [{ name: 'Bexar County', codes: ['county:48029'] }]
const TRAVIS = [{ name: 'Travis County', codes: ['county:48453'] }]
const here = { postalCode: '78204' }
const homeIn = (postalCode: string) => ({ residence: { postalCode } })
const open = { eligibility_description: 'Anyone.' }
const weekdays = (opens_at: string, closes_at: string) => [
  { freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR', opens_at, closes_at },
]

/** Every rule of the contract's Match section with a listing that shows it. Needs keep the groups apart. */
const LISTINGS: Record<string, GivenListing> = {
  // eligibility
  'Anyone Clothes': { ...open, needs: ['goods.clothing'], places: [DOWNTOWN] },
  'Silent Clothes': { needs: ['goods.clothing'], places: [DOWNTOWN] },
  'Odd Clothes': {
    needs: ['goods.clothing'],
    places: [DOWNTOWN],
    eligibility_description: 'Must bring a sock of the season.',
  },
  'Grown-up Clothes': { needs: ['goods.clothing'], places: [DOWNTOWN], minimum_age: 18 },
  'Paper Clothes': {
    ...open,
    needs: ['goods.clothing'],
    places: [DOWNTOWN],
    documents: [{ document: 'Photo ID', kind: 'photo-id' }],
  },
  // delivery and distance
  'Tax Office': { ...open, needs: ['money.tax'], places: [DOWNTOWN], areas: BEXAR },
  'Tax Office Austin': { ...open, needs: ['money.tax'], places: [AUSTIN] },
  'Tax Line Bexar': { ...open, needs: ['money.tax'], delivery: ['phone'], areas: BEXAR },
  'Tax Line Travis': { ...open, needs: ['money.tax'], delivery: ['phone'], areas: TRAVIS },
  'Tax Somewhere': { ...open, needs: ['money.tax'] },
  'Tax Hidden': {
    ...open,
    needs: ['money.tax'],
    places: [{ ...DOWNTOWN, confidential: true, name: 'Confidential' }],
    areas: BEXAR,
  },
  // areas
  'Rent Bexar': { ...open, needs: ['housing.rent-assistance'], places: [DOWNTOWN], areas: BEXAR },
  'Rent Travis': { ...open, needs: ['housing.rent-assistance'], places: [DOWNTOWN], areas: TRAVIS },
  'Rent Valley': {
    ...open,
    needs: ['housing.rent-assistance'],
    places: [DOWNTOWN],
    areas: [{ name: 'The old valley', codes: null }],
  },
  'Meals for two ZIP codes': {
    ...open,
    needs: ['food.home-delivered'],
    delivery: ['home'],
    areas: [{ name: '78204, 78207', codes: ['zip:78204', 'zip:78207'] }],
  },
  'Meals of Bexar': { ...open, needs: ['food.home-delivered'], delivery: ['home'], areas: BEXAR },
  'Meals of Travis': { ...open, needs: ['food.home-delivered'], delivery: ['home'], areas: TRAVIS },
  // hours, languages, company
  'Meals Weekdays': {
    ...open,
    needs: ['food.meals'],
    places: [{ ...DOWNTOWN, timezone: ZONE }],
    schedules: weekdays('09:00', '15:00'),
    languages: [{ code: 'vi', spokenBy: 'staff' }],
  },
  'Meals Nights': {
    ...open,
    needs: ['food.meals'],
    places: [{ ...DOWNTOWN, timezone: ZONE, access: ['wheelchair'] }],
    schedules: weekdays('18:00', '22:00'),
    description: 'Supper for all. Pets are welcome.',
  },
  'Meals Sometimes': { ...open, needs: ['food.meals'], places: [DOWNTOWN] },
  'Meals Waiting': {
    ...open,
    needs: ['food.meals'],
    places: [{ ...DOWNTOWN, timezone: ZONE }],
    schedules: weekdays('00:00', '23:59'),
    alert: 'There is a waiting list.',
  },
  // one service at two places
  'Two Places': { ...open, needs: ['goods.school'], places: [DOWNTOWN, AUSTIN] },
  'Bicycle Repair Shop': { ...open, description: 'Volunteers mend bicycles.', places: [DOWNTOWN] },
}

const server = inject('meilisearch')

describe.each(server ? ['with the engine', 'from PostgreSQL'] : ['from PostgreSQL'])(
  'matching %s',
  (mode) => {
    const held = useDatabase()
    let engine: SearchEngine | null = null

    beforeAll(async () => {
      const ctx = systemCtx(held.db, 'test', now)
      await transact(ctx, async (tx) => {
        const ids: string[] = []
        for (const [name, listing] of Object.entries(LISTINGS)) {
          ids.push(await givenListing(tx, name, { assured_date: '2026-11-01', ...listing }))
        }
        const twin = {
          ...open,
          needs: ['goods.school'],
          places: [DOWNTOWN],
          source: 'other',
          assured_date: '2020-01-01',
        }
        ids.push(await givenListing(tx, 'Two Places', twin))
        for (let i = 0; i < 60; i++) {
          ids.push(
            await givenListing(tx, `Seniors ${i}`, {
              needs: ['aging.center'],
              places: [DOWNTOWN],
              minimum_age: 60,
            }),
          )
        }
        await deriveListings(tx, ids, now)
      })
      if (server && mode === 'with the engine') {
        engine = connectSearch([server.url], server.key, `services-${randomUUID()}`)
        await rebuildIndex(ctx, engine)
      }
    })

    async function match(request: MatchRequestInput, locale: Locale = 'en'): Promise<MatchAnswer> {
      const answer = await findMatches(visitorCtx(held.db, now), parseMatchRequest(request), locale, {
        engine,
      })
      return matchAnswerSchema.parse(answer)
    }
    const names = ({ results }: MatchAnswer) => results.map(({ service }) => service.name)
    const result = (answer: MatchAnswer, name: string) =>
      answer.results.find(({ service }) => service.name === name)

    it('says whether the engine answered', async () => {
      expect((await match({ needs: ['money.tax'] })).degraded).toBe(mode === 'from PostgreSQL')
    })

    describe('fit', () => {
      const clothes = (person: MatchRequestInput['person'] = {}) =>
        match({ needs: ['goods.clothing'], near: here, person })

      it('fits where nothing is asked, asks first where nothing is said or a clause is not understood', async () => {
        const answer = await clothes({ age: 30 })
        expect(result(answer, 'Anyone Clothes')?.fit).toBe('fits')
        expect(result(answer, 'Silent Clothes')?.fit).toBe('askFirst')
        const odd = result(answer, 'Odd Clothes')
        expect(odd?.fit).toBe('askFirst')
        expect(odd?.reasons).toContainEqual(
          expect.objectContaining({
            verdict: 'unknown',
            fact: 'other',
            words: expect.stringContaining('sock'),
          }),
        )
      })

      it('never rules out for a missing paper', async () => {
        const paper = result(await clothes({ documents: [] }), 'Paper Clothes')
        expect(paper?.fit).toBe('askFirst')
        expect(paper?.reasons).toContainEqual(
          expect.objectContaining({ about: 'documents', fact: 'documents' }),
        )
      })

      it('leaves what does not fit out of the results and says why', async () => {
        const answer = await clothes({ age: 12 })
        expect(names(answer)).not.toContain('Grown-up Clothes')
        expect(answer.ruledOut).toEqual([
          expect.objectContaining({
            service: expect.objectContaining({ name: 'Grown-up Clothes', sourceId: 'Grown-up Clothes' }),
            reasons: [expect.objectContaining({ about: 'eligibility', verdict: 'no', fact: 'age' })],
          }),
        ])
        expect(answer.counts).toEqual({ fits: 1, askFirst: 3, doesNotFit: 1 })
        expect(result(await clothes({ age: 18 }), 'Grown-up Clothes')?.fit).toBe('fits')
        expect(result(await clothes(), 'Grown-up Clothes')?.fit).toBe('askFirst')
      })

      it('shows the first fifty that are ruled out and counts them all', async () => {
        const answer = await match({ needs: ['aging.center'], near: here, person: { age: 20 } })
        expect(answer.ruledOut).toHaveLength(50)
        expect(answer.counts.doesNotFit).toBe(60)
        expect(answer.relaxation).toMatchObject({
          constraint: 'person',
          fact: 'age',
          change: { person: null },
          count: 60,
        })
      })
    })

    describe('candidates', () => {
      it('are only those that carry the need', async () => {
        const answer = await match({ needs: ['goods.school'], near: here })
        expect(new Set(names(answer))).toEqual(new Set(['Two Places']))
      })

      it('are found by a domain through its needs', async () => {
        expect(names(await match({ needs: ['goods'], near: here }))).toContain('Anyone Clothes')
      })

      it('are filtered by words where no need is understood, and an empty answer says so', async () => {
        expect(names(await match({ text: 'zanzibar bicycle', near: here }))).toEqual(
          mode === 'with the engine' ? ['Bicycle Repair Shop'] : [],
        )
        expect(names(await match({ text: 'bicycle', near: here }))).toEqual(['Bicycle Repair Shop'])
        const nothing = await match({ text: 'qwzyx', near: here })
        expect(nothing.results).toEqual([])
        expect(nothing.relaxation?.constraint).toBe('text')
      })

      it('are never other needs in silence', async () => {
        const answer = await match({ needs: ['goods.baby'], near: here })
        expect(answer.results).toEqual([])
        expect(answer.relaxation).toMatchObject({ constraint: 'needs', change: { needs: ['goods'] } })
        expect(answer.relaxation?.count).toBeGreaterThan(0)
      })
    })

    describe('delivery and distance', () => {
      const tax = (request: MatchRequestInput) => match({ needs: ['money.tax'], near: here, ...request })

      it('takes delivery as hard, and what cannot be derived passes as unknown', async () => {
        const answer = await tax({ delivery: ['phone'] })
        expect(names(answer).sort()).toEqual(['Tax Line Bexar', 'Tax Line Travis', 'Tax Somewhere'])
        expect(result(answer, 'Tax Somewhere')?.reasons).toContainEqual(
          expect.objectContaining({ about: 'delivery', verdict: 'unknown' }),
        )
        expect(names(await tax({ delivery: ['in-person'] })).sort()).toEqual([
          'Tax Hidden',
          'Tax Office',
          'Tax Office Austin',
          'Tax Somewhere',
        ])
      })

      it('binds by distance what has a place, and keeps what serves the place by other ways', async () => {
        expect(names(await tax({ withinMiles: 10 })).sort()).toEqual([
          'Tax Hidden',
          'Tax Line Bexar',
          'Tax Office',
          'Tax Somewhere',
        ])
      })

      it('only ranks by distance without a limit', async () => {
        const answer = await tax({ delivery: ['in-person'] })
        expect(names(answer)).toContain('Tax Office Austin')
        expect(names(answer)[0]).toBe('Tax Office')
      })

      it('says how far it is, and gives no point, address or distance of a hidden place', async () => {
        const answer = await tax({})
        expect(result(answer, 'Tax Office')?.distanceMeters).toBeLessThan(5_000)
        const hidden = result(answer, 'Tax Hidden')
        expect(hidden?.location).toEqual({ id: expect.any(String), name: 'Confidential' })
        expect(hidden).not.toHaveProperty('distanceMeters')
      })

      it('offers the nearest change when a limit empties the list', async () => {
        const answer = await match({
          needs: ['money.tax'],
          near: { postalCode: '78701' },
          withinMiles: 0.1,
          delivery: ['in-person'],
          person: { residence: { state: 'TX' } },
        })
        expect(names(answer)).not.toContain('Tax Office Austin')
        const only = await match({ needs: ['goods.school'], near: { postalCode: '78745' }, withinMiles: 1 })
        expect(only.results).toEqual([])
        expect(only.relaxation).toMatchObject({ constraint: 'withinMiles', count: 1 })
        const withinMiles = Number(only.relaxation?.change.withinMiles)
        expect(
          names(await match({ needs: ['goods.school'], near: { postalCode: '78745' }, withinMiles })),
        ).toEqual(['Two Places'])
      })

      it('offers changes that bring what they say, wherever a fact or a way was said', async () => {
        const asked: MatchRequestInput[] = [
          { needs: ['aging.center'], text: 'I am 20', near: here, person: { gender: 'man', age: 20 } },
          { needs: ['aging.center'], text: 'I am 20', near: here },
          { needs: ['goods.baby'], near: { text: 'El Paso, TX' }, withinMiles: 5 },
          { needs: ['goods.baby'], text: 'by phone', near: here, withinMiles: 5, delivery: ['phone'] },
          { needs: ['goods.baby'], text: 'can I call by phone', near: here },
          { needs: ['goods.school'], near: { postalCode: '78745' }, withinMiles: 1 },
        ]
        for (const request of asked) {
          const { results, relaxation } = await match(request)
          expect(results, JSON.stringify(request)).toEqual([])
          const changed = Object.entries({ ...request, ...relaxation?.change }).filter(
            ([, value]) => value !== null,
          )
          const { counts } = await match(Object.fromEntries(changed))
          expect(relaxation?.count, JSON.stringify(relaxation)).toBeGreaterThan(0)
          expect(counts.fits + counts.askFirst, JSON.stringify(relaxation)).toBe(relaxation?.count)
        }
      })

      it('offers another way when the way that was asked for empties the list', async () => {
        const answer = await match({ needs: ['goods.school'], near: here, delivery: ['online'] })
        expect(answer.relaxation).toMatchObject({
          constraint: 'delivery',
          change: { delivery: ['in-person'] },
        })
      })
    })

    describe('service area', () => {
      const rent = (request: MatchRequestInput) => match({ needs: ['housing.rent-assistance'], ...request })

      it('rules out by where the person lives', async () => {
        const answer = await rent({ near: here, person: homeIn('78204') })
        expect(names(answer)[0]).toBe('Rent Bexar')
        expect(result(answer, 'Rent Bexar')?.fit).toBe('fits')
        expect(answer.ruledOut).toEqual([
          expect.objectContaining({
            service: expect.objectContaining({ name: 'Rent Travis' }),
            reasons: [expect.objectContaining({ about: 'area', verdict: 'no', fact: 'residence' })],
          }),
        ])
      })

      it('judges where the person lives and not where they look', async () => {
        const answer = await rent({ near: here, person: homeIn('78701') })
        expect(names(answer)).toContain('Rent Travis')
        expect(names(answer)).not.toContain('Rent Bexar')
      })

      it('only asks, low, when the place looked from alone is outside', async () => {
        const answer = await rent({ near: here })
        const travis = result(answer, 'Rent Travis')
        expect(travis?.fit).toBe('askFirst')
        expect(names(answer).at(-1)).toBe('Rent Travis')
        expect(travis?.reasons.find(({ about }) => about === 'area')?.text).toContain('Travis County')
      })

      it('asks where the area is not understood, and lowers nothing where no place is known', async () => {
        expect(result(await rent({ near: here }), 'Rent Valley')?.fit).toBe('askFirst')
        expect(result(await rent({}), 'Rent Travis')?.fit).toBe('fits')
      })
    })

    describe('a place that is known less closely than an area', () => {
      const meals = (request: MatchRequestInput) =>
        match({ needs: ['food.home-delivered'], withinMiles: 30, ...request })

      it.each<[string, MatchRequestInput]>([
        ['a city', { near: { text: 'San Antonio, TX' } }],
        ['a county', { near: { county: '48029' } }],
        ['a state', { near: { text: 'TX' } }],
      ])('leaves out nothing that may serve it: %s', async (_name, request) => {
        expect(names(await meals(request))).toContain('Meals for two ZIP codes')
      })

      it('looks for a home somewhere in a state where help is looked for', async () => {
        const answer = await meals({ near: here, person: { residence: { state: 'TX' } } })
        expect(names(answer).sort()).toEqual(['Meals for two ZIP codes', 'Meals of Bexar'])
        expect(result(answer, 'Meals of Bexar')?.fit).toBe('askFirst')
      })

      it('rules nobody out by the county that their ZIP code is filed under', async () => {
        const answer = await meals({ near: { postalCode: '78006' }, person: homeIn('78006') })
        expect(names(answer)).toEqual(['Meals of Bexar'])
        expect(result(answer, 'Meals of Bexar')?.fit).toBe('askFirst')
      })

      it('says of no area that it holds a point at sea', async () => {
        const answer = await match({ needs: ['food.home-delivered'], near: { lat: 0, lng: 0 } })
        expect(answer.place).toEqual({ label: '0.00, 0.00', lat: 0, lng: 0 })
        const areas = answer.results.flatMap(({ reasons }) => reasons.filter(({ about }) => about === 'area'))
        expect(new Set(areas.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']))
      })
    })

    describe('what only ranks', () => {
      const meals = (request: MatchRequestInput) => match({ needs: ['food.meals'], near: here, ...request })

      it('puts open before unknown before closed, and keeps unknown hours', async () => {
        const answer = await meals({ openAt: 'now' })
        const at = (name: string) => names(answer).indexOf(name)
        expect(at('Meals Weekdays')).toBe(0)
        expect(at('Meals Sometimes')).toBeLessThan(at('Meals Nights'))
        expect(at('Meals Sometimes')).toBeGreaterThan(0)
        expect(names(await meals({ openAt: 'evenings' }))[0]).toBe('Meals Nights')
        expect(names(await meals({ openAt: '2026-11-24T20:00:00-06:00' }))[0]).toBe('Meals Nights')
      })

      it('ranks by language, access and company', async () => {
        expect(names(await meals({ person: { languages: ['vi'] } }))[0]).toBe('Meals Weekdays')
        expect(names(await meals({ access: ['wheelchair'] }))[0]).toBe('Meals Nights')
        expect(names(await meals({ with: { pets: true } }))[0]).toBe('Meals Nights')
        expect(names(await meals({ with: { pets: true } }))).toHaveLength(4)
      })

      it('sorts soonest: open now, next to open, unknown, waiting list last', async () => {
        expect(names(await meals({ sort: 'soonest' }))).toEqual([
          'Meals Weekdays',
          'Meals Nights',
          'Meals Sometimes',
          'Meals Waiting',
        ])
      })

      it('sorts nearest by the metre', async () => {
        const { results } = await match({ needs: ['money.tax'], near: here, sort: 'nearest' })
        const measured = results.flatMap(({ distanceMeters }) => distanceMeters ?? [])
        expect(measured).toEqual([...measured].sort((a, b) => a - b))
        expect(results.slice(measured.length).every((one) => one.distanceMeters === undefined)).toBe(true)
      })
    })

    it('shows each service once, at its best location, whichever feed tells it', async () => {
      const near = await match({ needs: ['goods.school'], near: here })
      expect(near.results.map(({ location }) => location?.city)).toEqual(['San Antonio'])
      const far = await match({ needs: ['goods.school'], near: { postalCode: '78701' } })
      expect(far.results[0]?.location?.city).toBe('Austin')
    })

    it('gives pages that neither repeat nor miss a service', async () => {
      const page = (offset: number) => match({ needs: ['aging.center'], near: here, limit: 7, offset })
      const seen: string[] = []
      for (let offset = 0; offset < 60; offset += 7) seen.push(...names(await page(offset)))
      expect(new Set(seen).size).toBe(60)
      expect(seen).toHaveLength(60)
    })

    describe('understanding', () => {
      it('says what the text said and nothing else, and a request field wins over it', async () => {
        const answer = await match({
          text: 'food pantry in Austin, TX for a 70 year old',
          needs: ['goods.clothing'],
          near: here,
          person: { age: 30 },
        })
        expect(answer.understood.needs[0]).toMatchObject({ id: 'food.pantry' })
        expect(answer.understood.person).toEqual({ age: 70 })
        expect(answer.understood.place?.label).toContain('Austin')
        expect(answer.place?.label).toContain('78204')
        expect(result(answer, 'Grown-up Clothes')?.fit).toBe('fits')
        const silent = await match({ needs: ['goods.clothing'], near: here, person: { age: 30 } })
        expect(silent.understood).toMatchObject({
          needs: [],
          place: null,
          person: {},
          deadline: null,
          crisis: null,
        })
      })

      it('answers a crisis before everything', async () => {
        const { understood } = await match({ text: 'i want to kill myself', near: here })
        expect(understood.crisis?.kind).toBe('suicide')
        expect(understood.crisis?.contacts.length).toBeGreaterThan(0)
      })

      it.each<[Locale, RegExp]>([
        ['es', /Atiende a/],
        ['ar', /يخدم/],
      ])('gives reasons in %s', async (locale, words) => {
        const answer = await match({ needs: ['housing.rent-assistance'], near: here }, locale)
        expect(answer.results[0]?.reasons.find(({ about }) => about === 'area')?.text).toMatch(words)
      })
    })

    it('refuses a place that does not exist, naming the field', async () => {
      await expect(match({ near: { postalCode: '00000' } })).rejects.toMatchObject({
        code: 'invalid',
        errors: [{ path: 'near.postalCode' }],
      })
    })
  },
)
