import { describe, expect, it } from 'vitest'
import {
  fillSecrets,
  linkOf,
  linkToken,
  placeheldLink,
  proofCode,
  tokenPlaceholder,
  withLink,
} from './link-token.ts'
import { makeKey, readKeyring } from './seal.ts'

const keyring = readKeyring(makeKey())
const id = '01939f00-0000-7000-8000-000000000001'

describe('a mailed link', () => {
  it('opens what it was made for and nothing else', () => {
    const token = linkToken(keyring, id)
    expect(linkOf(keyring, token)?.id).toBe(id)
    expect(linkOf(keyring, token.replace('0001.', '0002.'))).toBeNull()
    expect(linkOf(keyring, `${token}x`)).toBeNull()
    expect(linkOf(keyring, id)).toBeNull()
    expect(linkOf(readKeyring(makeKey()), token)).toBeNull()
  })

  it('gets its secrets only when it goes out', () => {
    const filled = fillSecrets(keyring, `https://handrail.example/a/{token:${id}} {code:${id}:n1}`)
    expect(filled).toBe(
      `https://handrail.example/a/${linkToken(keyring, id)} ${proofCode(keyring, id, 'n1')}`,
    )
  })

  it('is of one key, and says which', () => {
    const [old, now] = [makeKey('old'), makeKey('now')]
    const rotated = readKeyring(`${now},${old}`)
    const token = linkToken(readKeyring(old), id)
    expect(linkOf(rotated, token)).toEqual({ id, keyId: 'old' })
    expect(linkOf(rotated, linkToken(rotated, id))).toEqual({ id, keyId: 'now' })
    // Queued before and after links had a key of their own, and sent after the rotation.
    expect(fillSecrets(rotated, `{token:${id}}`)).toBe(token)
    expect(fillSecrets(rotated, tokenPlaceholder(readKeyring(old), id))).toBe(token)
    const address = withLink(rotated, `https://handrail.example/a/{token:${id}}`, id)
    expect(placeheldLink(address)).toBe(id)
    expect(fillSecrets(rotated, address)).toBe(`https://handrail.example/a/${linkToken(rotated, id)}`)
  })

  it('has a new code each round', () => {
    expect(proofCode(keyring, id, 'n1')).toMatch(/^\d{6}$/)
    const codes = new Set(Array.from({ length: 50 }, (_, round) => proofCode(keyring, id, `n${round}`)))
    expect(codes.size).toBeGreaterThan(45)
  })
})
