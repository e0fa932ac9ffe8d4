import { describe, expect, it } from 'vitest'
import { availabilityOf } from './availability.ts'
import type { Listing } from './model.ts'

const intakeOf = (description: string, more: Partial<Listing> = {}) =>
  availabilityOf({ capacities: [], alert: null, waitTime: null, description, ...more } as unknown as Listing)
    .intake

describe('whether a listing takes new people, by its words', () => {
  it.each([
    'Currently not accepting new patients.',
    'Grocery delivery program not currently accepting referrals',
    'The waitlist is currently closed to new applicants.',
    'There are currently no openings.',
    'Site at capacity',
    'The shelter is full.',
    'All beds are full at this time.',
    'Both houses are now full and we take no calls.',
    'Funds are exhausted for this year.',
    'For those who ask, we are not accepting new clients until January.',
    'No estamos aceptando nuevos clientes.',
  ])('takes nobody now: %s', (text) => {
    expect(intakeOf(text)).toBe('closed')
  })

  it.each([
    'A waiting list is provided for applicants who apply when program is full.',
    'If there are no openings children will be placed on a waiting list and will be called.',
    'Families join the waiting list until units are available.',
    'Should the house be at capacity you may ask for the wait list.',
    'The wait list is long; the program is often at capacity.',
  ])('has a waiting list: %s', (text) => {
    expect(intakeOf(text)).toBe('waitlist')
  })

  it.each([
    'The program is full-time.',
    'Head Start is full day, all year.',
    'It is full of books.',
    'This is full service legal help.',
    'Focus on education (not taking official positions on laws).',
    'We are not accepting donations.',
    'Currently not accepting insurance.',
    'When the shelter is full we name another.',
    'No funds are given to individuals.',
    'Si el programa está sin cupo le llamamos.',
    'We call as soon as beds are available.',
  ])('says nothing of it: %s', (text) => {
    expect(intakeOf(text)).toBeNull()
  })

  it.each(['Now accepting new clients.', 'Two beds available.', 'There is no waiting list.'])(
    'has room: %s',
    (text) => {
      expect(intakeOf(text)).toBe('open')
    },
  )

  it('believes the newest words first', () => {
    expect(intakeOf('Now accepting new clients.', { alert: 'The house is full.' })).toBe('closed')
  })
})
