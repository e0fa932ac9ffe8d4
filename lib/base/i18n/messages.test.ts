import { describe, expect, it } from 'vitest'
import { LOCALES } from './locales.ts'
import { MESSAGES } from './messages.ts'

/** Every dotted key of a message tree. */
function keys(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keys(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )
}

describe.each(LOCALES)('messages in %s', (locale) => {
  it('has every key that English has and no other', () => {
    expect(keys(MESSAGES[locale]).sort()).toEqual(keys(MESSAGES.en).sort())
  })
})
