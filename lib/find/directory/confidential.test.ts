import { describe, expect, it } from 'vitest'
import { flaggedConfidential, saysConfidential, streetPatterns, withoutStreets } from './confidential.ts'

describe('what a text says of an address', () => {
  it.each([
    'Dahlia Confidential Shelter',
    'The shelter is at an undisclosed location.',
    'Our exact location is not disclosed online.',
    'Exact locations of the residences are kept confidential to protect our guests.',
    'Confidentially-located emergency shelter.',
    'Rooms at an address that is never given out.',
    'Location is unlisted.',
    'Confidential',
    'Address given only after intake by phone.',
    'La dirección del albergue es confidencial.',
    'Refugio confidencial para mujeres.',
  ])('is confidential: %s', (text) => {
    expect(saysConfidential(text)).toMatchObject({ from: 'words' })
  })

  it.each([
    'Services are free and confidential.',
    'All services at this location are confidential.',
    'Confidential HIV testing at our downtown site.',
    'Your address is kept confidential.',
    'Caller address is not shared with anyone.',
    'The Address Confidentiality Program gives survivors a substitute mailing address.',
    'A safe and confidential place for members to share feelings.',
    'Confidential home visits by a nurse.',
    'Open to the public at this location.',
  ])('is not: %s', (text) => {
    expect(saysConfidential(text)).toBeNull()
  })
})

describe('flags', () => {
  it.each([
    [{ confidential: 'true' }],
    [{ PhysicalAddressIsPrivate: true }],
    [{ 'Display physical address to public users?': 'No' }],
    [{ address_hidden: '1' }],
  ])('%o hides', (record) => {
    expect(flaggedConfidential(record)).toMatchObject({ from: 'flag' })
  })

  it.each([
    [{ confidential: 'no' }],
    [{ 'Display physical address to public users?': 'Yes' }],
    [{ show_address: 'true' }],
    [{ email: 'yes' }],
  ])('%o does not', (record) => {
    expect(flaggedConfidential(record)).toBeNull()
  })
})

describe('taking a street out of a text', () => {
  const patterns = streetPatterns(['4417 Marker Lane, Suite 5', 'Old Mill Yard'])

  it('finds it however it is written', () => {
    const text = 'Come to 4417 Marker Ln. Suite 5, or 4417 N. MARKER lane #9, behind Old Mill  Yard.'
    expect(withoutStreets(text, patterns)).toBe(
      'Come to (address withheld), or (address withheld), behind (address withheld).',
    )
  })

  it('leaves other numbers and streets alone', () => {
    const text = 'Call 210-555-4417. Office at 4418 Marker Lane and 12 Mill Yard.'
    expect(withoutStreets(text, patterns)).toBe(text)
  })
})
