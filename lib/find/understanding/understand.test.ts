import { expect, it } from 'vitest'
import { understand } from './understand.ts'

const now = new Date('2026-11-24T15:00:00Z')
const needsIn = (text: string): string[] => understand(text).needs.map((need) => need.id)

it('finds several needs, most likely first, with their own words', () => {
  const { needs } = understand('Lost my job Friday. I need food stamps and to keep the lights on')
  expect(needs.map((need) => need.id)).toEqual(
    expect.arrayContaining(['food.benefits', 'work.search', 'utilities.energy']),
  )
  expect(needs.find((need) => need.id === 'food.benefits')?.phrase).toBe('food stamps')
})

it('reads misspelt words', () => {
  expect(needsIn('therepist neer me')).toContain('mental.counseling')
  expect(needsIn('dentchers')).toContain('health.dental')
})

it('leaves out what is refused', () => {
  expect(needsIn('not looking for a job, just need groceries')).not.toContain('work.search')
})

it('tells the person who needs help from the one who types', () => {
  expect(understand('my mom is 82 and cant leave the house, she needs food').person).toMatchObject({
    age: 82,
    gender: 'woman',
    populations: { homebound: true },
  })
  expect(understand("I'm 45, looking for memory care for my mom").person.age).toBeUndefined()
})

it('reads income a month, a year, a week', () => {
  expect(understand('I make $2,400 a month').person.monthlyIncome).toBe(2400)
  expect(understand('we make 36k a year').person.monthlyIncome).toBe(3000)
})

it('tells where one lives from where one looks', () => {
  const moved = understand('I live in Houston, food pantry')
  expect(moved.person.residence).toMatchObject({ city: 'Houston', state: 'TX' })
  const looking = understand('food pantry in Houston')
  expect(looking.place?.city).toBe('Houston')
  expect(looking.person.residence).toBeUndefined()
})

it('gives the day by which help is needed', () => {
  expect(understand('court tuesday, eviction', { now }).deadline).toBe('2026-12-01')
  expect(understand('lights get shut off friday', { now, timeZone: () => 'America/Chicago' }).deadline).toBe(
    '2026-11-27',
  )
  expect(understand('court tuesday, eviction').deadline).toBeNull()
})

it('says the same every time', () => {
  const text = 'need help w rent and a therepist for my 6 yr old in tucson'
  expect(understand(text)).toEqual(understand(text))
})
