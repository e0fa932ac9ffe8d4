import { expect, it } from 'vitest'
import { readForm } from './read-form.ts'

const form = (fields: readonly (readonly [string, string])[]) => {
  const data = new FormData()
  for (const [name, value] of fields) data.append(name, value)
  return data
}

it('reads dotted names and lists into an object, and leaves empty text out', () => {
  expect(
    readForm(
      form([
        ['name', 'Rosa'],
        ['empty', ''],
        ['giver.kind', 'client'],
        ['giver.name', 'Rosa'],
        ['fields[]', 'name'],
        ['fields[]', 'need'],
      ]),
    ),
  ).toEqual({ name: 'Rosa', giver: { kind: 'client', name: 'Rosa' }, fields: ['name', 'need'] })
})

it.each([
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'a.__proto__.polluted',
  'toString.polluted',
  '__proto__',
  'hasOwnProperty',
])('lets no field name reach what every object inherits: %s', (name) => {
  const before = Object.getOwnPropertyNames(Object.prototype)
  const read = readForm(form([[name, 'x']]))
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  expect(({} as { polluted?: string }).polluted).toBeUndefined()
  expect(Object.toString).not.toHaveProperty('polluted')
  expect(JSON.stringify(read)).not.toContain('x')
})

it('takes a name that is both a field and the parent of one', () => {
  expect(
    readForm(
      form([
        ['a', 'x'],
        ['a.b', 'y'],
        ['c[]', 'x'],
        ['c.d', 'y'],
      ]),
    ),
  ).toEqual({ a: { b: 'y' }, c: { d: 'y' } })
})

it('leaves out the one character that cannot be stored', () => {
  expect(
    readForm(
      form([
        ['note', 'before\0after'],
        ['empty', '\0'],
      ]),
    ),
  ).toEqual({ note: 'beforeafter' })
})
