import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedDigest, makeKey, readKeyring, seal, sealedWith, unseal } from './seal.ts'

const context = { field: 'client.record', id: 'a' } as const
const old = makeKey('k1')
const keyring = readKeyring(old)

describe('sealed text', () => {
  it('opens again, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unseal(keyring, context, seal(keyring, context, text))).toBe(Buffer.from(text).toString())
      }),
    )
  })

  it('does not open in another record, another column, or when one character changed', () => {
    const sealed = seal(keyring, context, 'Maria')
    expect(() => unseal(keyring, { ...context, id: 'b' }, sealed)).toThrow()
    expect(() => unseal(keyring, { ...context, field: 'task.result' }, sealed)).toThrow()
    const at = sealed.length - 10
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(() => unseal(keyring, context, changed)).toThrow()
  })

  it('stays open after a rotation and new text takes the new key', () => {
    const sealed = seal(keyring, context, 'Maria')
    const rotated = readKeyring(`${makeKey('k2')},${old}`)
    expect(unseal(rotated, context, sealed)).toBe('Maria')
    expect(sealedWith(seal(rotated, context, 'Maria'))).toBe('k2')
    expect(keyedDigest(rotated, 'match', 'Maria')).toBe(keyedDigest(keyring, 'match', 'Maria'))
    expect(() => unseal(readKeyring(makeKey('k2')), context, sealed)).toThrow(
      /"k1" is not in ENCRYPTION_KEYS/,
    )
  })

  it('refuses keys of the wrong length and repeated ids', () => {
    expect(() => readKeyring('k1:c2hvcnQ=')).toThrow(/32 bytes/)
    expect(() => readKeyring(`${makeKey('k1')},${makeKey('k1')}`)).toThrow(/twice/)
  })
})
