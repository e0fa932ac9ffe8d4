import { describe, expect, it } from 'vitest'
import { deliveriesOf } from './delivery.ts'
import type { Listing } from './model.ts'

const of = (description: string, name = 'Helpers') =>
  deliveriesOf({ name, description, applicationProcess: null, delivery: [] } as unknown as Listing, null)

describe('how help reaches people, by the words of its listing', () => {
  it.each([
    ['Free online counseling for teens.', ['online']],
    ['Classes are held online each Tuesday.', ['online']],
    ['Support groups meet in person or online.', ['online']],
    ['Telehealth visits.', ['phone', 'online']],
    ['Clases de inglés en línea.', ['online']],
    ['Home-delivered meals for seniors.', ['home']],
  ])('%s', (text, delivery) => {
    expect(of(text)).toEqual(delivery)
  })

  it.each([
    'Apply online or call the office.',
    'Food pantry. See the list of dates online.',
    'Clothing room. Our blog is online, too.',
    'Sign up for an appointment online.',
    'Order online and pick up at the door.',
  ])('not online: %s', (text) => {
    expect(of(text)).not.toContain('online')
  })

  it('a stated way wins', () => {
    const stated = { name: 'Helpers', description: 'Online classes.', delivery: ['in-person'] }
    expect(deliveriesOf(stated as unknown as Listing, null)).toEqual(['in-person'])
  })
})
