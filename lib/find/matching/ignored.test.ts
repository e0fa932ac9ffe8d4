import { expect, it } from 'vitest'
import { understand } from '#find/understanding/understand.ts'
import { IGNORABLE, withoutIgnored } from './ignored.ts'

const NOW = new Date('2026-11-24T18:00:00Z')
const TEXT =
  'I am 67, a veteran in Oakland, CA, and need food and a ride to the doctor. I use a wheelchair and want to die'
const understood = understand(TEXT, { locale: 'en', now: NOW })

it('understands what the cases below take out', () => {
  expect(understood.person).toMatchObject({ age: 67, populations: { veteran: true } })
  expect(understood.place?.label).toBe('Oakland, CA')
  expect(understood.needs.map(({ id }) => id)).toContain('transport.medical')
  expect(understood.crisis).toBe('suicide')
})

it('takes out a fact, a population, a need and the place, and nothing else', () => {
  const left = withoutIgnored(understood, ['fact:age', 'fact:veteran', 'need:transport.medical', 'place'])
  expect(left.person.age).toBeUndefined()
  expect(left.person.populations?.veteran).toBeUndefined()
  expect(left.place).toBeNull()
  expect(left.needs).toEqual(understood.needs.filter(({ id }) => id !== 'transport.medical'))
  expect(left.access).toEqual(understood.access)
})

it('forgets the whole person, but never a crisis', () => {
  const left = withoutIgnored(understood, ['person'])
  expect(left.person).toEqual({})
  expect(left.access).toEqual([])
  expect(left.crisis).toBe('suicide')
})

it('knows what may be ignored', () => {
  for (const good of ['need:food.pantry', 'need:food', 'fact:age', 'fact:access-asl', 'person', 'place'])
    expect(good).toMatch(IGNORABLE)
  for (const bad of ['crisis', 'need:', 'fact:<b>', 'place2']) expect(bad).not.toMatch(IGNORABLE)
})
