import fc from 'fast-check'
import { v5, validate, version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { feedId } from './ids.ts'

describe('the id of a record of a feed', () => {
  it('never changes: it is what other machines and earlier imports made of the same key', () => {
    expect(feedId('miami-211', 'service', '17')).toBe(
      v5('miami-211 service 17', '6f1b7c1e-6f5d-5b0a-9a55-5d2b3c8c0f11'),
    )
  })

  it('is the UUIDv5 of the standard, whatever the key is written in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const id = feedId('source', 'phone', key)
        expect(id).toBe(v5(`source phone ${key}`, '6f1b7c1e-6f5d-5b0a-9a55-5d2b3c8c0f11'))
        expect(validate(id) && version(id) === 5).toBe(true)
      }),
    )
  })
})
