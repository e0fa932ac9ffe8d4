/** No 0, O, 1, I: what is read from paper or aloud and typed is not mistaken. 32 signs, five bits each. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A code of so many signs from a digest (base64url). */
export function plainCode(digest: string, length: number): string {
  const bytes = Buffer.from(digest, 'base64url')
  return [...bytes.subarray(0, length)].map((byte) => ALPHABET[byte % 32]).join('')
}

/** What was typed, as a code is written: without blanks and dashes, in capitals. */
export const plainSigns = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
