import { describe, expect, it } from 'vitest'
import { fillSecrets, linkIdOf, linkToken, proofCode } from './link-token.ts'
import { makeKey, readKeyring } from './seal.ts'

const keyring = readKeyring(makeKey())
const id = '01939f00-0000-7000-8000-000000000001'

describe('a mailed link', () => {
  it('opens what it was made for and nothing else', () => {
    const token = linkToken(keyring, id)
    expect(linkIdOf(keyring, token)).toBe(id)
    expect(linkIdOf(keyring, token.replace('0001.', '0002.'))).toBeNull()
    expect(linkIdOf(keyring, `${token}x`)).toBeNull()
    expect(linkIdOf(keyring, id)).toBeNull()
    expect(linkIdOf(readKeyring(makeKey()), token)).toBeNull()
  })

  it('gets its secrets only when it goes out', () => {
    const filled = fillSecrets(keyring, `https://handrail.example/a/{token:${id}} {code:${id}:n1}`)
    expect(filled).toBe(
      `https://handrail.example/a/${linkToken(keyring, id)} ${proofCode(keyring, id, 'n1')}`,
    )
  })

  it('has a new code each round', () => {
    expect(proofCode(keyring, id, 'n1')).toMatch(/^\d{6}$/)
    const codes = new Set(Array.from({ length: 50 }, (_, round) => proofCode(keyring, id, `n${round}`)))
    expect(codes.size).toBeGreaterThan(45)
  })
})
