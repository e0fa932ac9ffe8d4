import { beforeEach, describe, expect, it } from 'vitest'
import { systemCtx, transact } from '#base/db/context.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import type { CardDisplay, CardFacts } from './card.ts'
import { deriveListings } from './derive.ts'

describe('deriving listings', () => {
  const held = useDatabase()
  const now = new Date('2026-11-24T12:00:00Z')
  const ctx = () => systemCtx(held.db, 'test', now)

  async function cards(serviceId: string) {
    const rows = await held.db
      .selectFrom('service_card')
      .selectAll()
      .where('service_id', '=', serviceId)
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      ...row,
      facts: row.facts as unknown as CardFacts,
      display: row.display as unknown as CardDisplay,
    }))
  }

  const pending = () => held.db.selectFrom('search_pending').selectAll().execute()

  beforeEach(() =>
    transact(ctx(), async (tx) => {
      await tx.deleteFrom('search_pending').execute()
      await tx.deleteFrom('source').execute()
    }).catch(() => {}),
  )

  it('makes a card for each place, with needs read from the words and the reason kept', async () => {
    const id = await transact(ctx(), async (tx) => {
      const serviceId = await givenListing(tx, 'Westside Food Pantry', {
        description: 'Groceries to take home every Tuesday.',
        eligibility_description: 'Anyone may come.',
        places: [
          {
            lat: 29.4,
            lng: -98.5,
            address: '1 Main St',
            city: 'San Antonio',
            state: 'TX',
            postalCode: '78204',
          },
          {
            lat: 29.5,
            lng: -98.6,
            address: '2 Oak St',
            city: 'San Antonio',
            state: 'TX',
            postalCode: '78228',
          },
        ],
        areas: [{ name: 'Bexar County', codes: ['county:48029'] }],
      })
      await deriveListings(tx, [serviceId], now)
      return serviceId
    })
    const made = await cards(id)
    expect(made).toHaveLength(2)
    expect(made.map((card) => card.needs)).toEqual([['food.pantry'], ['food.pantry']])
    expect(made.map((card) => card.display.location?.postalCode).sort()).toEqual(['78204', '78228'])
    expect(made[0]?.areas).toEqual(['county:48029'])
    expect(made[0]?.delivery).toEqual(['in-person'])
    expect(made[0]?.facts.rules.says).toBe('anyone')
    const [need] = await held.db.selectFrom('service_need').selectAll().where('service_id', '=', id).execute()
    expect(JSON.stringify(need?.evidence)).toContain('food pantry')
  })

  it('writes nothing and tells nobody when nothing changed', async () => {
    const id = await transact(ctx(), (tx) => givenListing(tx, 'Same As Ever', { needs: ['goods.clothing'] }))
    expect(await transact(ctx(), (tx) => deriveListings(tx, [id], now))).toEqual({ changed: 1 })
    await transact(ctx(), (tx) => tx.deleteFrom('search_pending').execute())
    expect(await transact(ctx(), (tx) => deriveListings(tx, [id], now))).toEqual({ changed: 0 })
    expect(await pending()).toEqual([])
  })

  it('takes away the card of a service that is withdrawn, and tells the index which document', async () => {
    const id = await transact(ctx(), async (tx) => {
      const serviceId = await givenListing(tx, 'Soon Gone', { places: [{ lat: 29.4, lng: -98.5 }] })
      await deriveListings(tx, [serviceId], now)
      return serviceId
    })
    const [card] = await cards(id)
    await transact(ctx(), async (tx) => {
      await tx.updateTable('service').set({ withdrawn_at: now }).where('id', '=', id).execute()
      await deriveListings(tx, [id], now)
    })
    expect(await cards(id)).toEqual([])
    expect((await pending()).find((row) => row.service_id === id)?.removed).toEqual([card?.id])
  })

  it('makes no card for what is inactive', async () => {
    const id = await transact(ctx(), async (tx) => {
      const serviceId = await givenListing(tx, 'Closed Room', { status: 'inactive' })
      await deriveListings(tx, [serviceId], now)
      return serviceId
    })
    expect(await cards(id)).toEqual([])
  })

  it('keeps point, address and city of a confidential place out of the card', async () => {
    const id = await transact(ctx(), async (tx) => {
      const serviceId = await givenListing(tx, 'Hidden Shelter', {
        needs: ['safety.domestic-violence'],
        places: [
          {
            lat: 29.123456,
            lng: -98.654321,
            address: '9 Secret Lane',
            city: 'Hiddenville',
            postalCode: '78999',
            confidential: true,
          },
        ],
      })
      await deriveListings(tx, [serviceId], now)
      return serviceId
    })
    const [card] = await cards(id)
    expect(card?.latitude).toBeNull()
    expect(card?.facts.hidden).toBe(true)
    expect(card?.delivery).toContain('in-person')
    const everything = JSON.stringify(card)
    for (const mark of ['29.123456', '98.654321', 'Secret Lane', 'Hiddenville', '78999']) {
      expect(everything).not.toContain(mark)
    }
  })

  it("keeps a steward's need and a confirmed rule against what the words say", async () => {
    const rules = {
      rules: [
        { when: { fact: 'age', min: 21 }, origin: 'confirmed', sure: true, words: '', on: '2026-11-01' },
      ],
      unknown: [],
      noCondition: [],
      says: 'something',
    }
    const id = await transact(ctx(), async (tx) => {
      const serviceId = await givenListing(tx, 'Food Pantry', {
        needs: ['money.cash'],
        eligibility_description: 'Adults 18 and older.',
      })
      await tx.insertInto('service_eligibility').values({ service_id: serviceId, rules }).execute()
      await deriveListings(tx, [serviceId], now)
      return serviceId
    })
    const [card] = await cards(id)
    expect(card?.facts.needs['money.cash']).toBe(1)
    expect(card?.facts.rules.rules).toEqual(rules.rules)
  })
})
