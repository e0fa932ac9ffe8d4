import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseAccessibility } from './accessibility.ts'
import { normaliseAddress, normaliseCounty, normalisePostalCode, normaliseState } from './address.ts'
import { normaliseAge, normaliseAgeRange } from './age.ts'
import { normaliseCoordinates } from './coordinates.ts'
import { normaliseCost } from './cost.ts'
import { normaliseDocuments } from './document.ts'
import { normaliseLanguages } from './language.ts'
import { normalisePhones } from './phone.ts'
import { cleanText } from './text.ts'

describe('phones', () => {
  const numbers = (raw: string) => normalisePhones(raw).value.map(({ e164, extension }) => [e164, extension])
  it.each([
    ['(210) 555-0142', [['+12105550142', null]]],
    ['210 - 555 - 0142', [['+12105550142', null]]],
    ['210) 555-0142', [['+12105550142', null]]],
    ['210-555-0142 x123', [['+12105550142', '123']]],
    ['210-555-0142 xOPT2', [['+12105550142', '2']]],
    ['Phone No: (210) 555-0142 Ext: 1234', [['+12105550142', '1234']]],
    ['1-800-LAW-TEST', [['+18005298378', null]]],
    ['800-529-TEST (800-529-8378)', [['+18005298378', null]]],
    [
      '(210) 555-0142 or (210) 555-0143',
      [
        ['+12105550142', null],
        ['+12105550143', null],
      ],
    ],
    ['988', [[null, null]]],
    ['no phone', []],
    ['210-555-*142', [[null, null]]],
    ['', []],
  ])('%s', (raw, expected) => {
    expect(numbers(raw)).toEqual(expected)
  })

  it('says what each of several numbers is for', () => {
    expect(
      normalisePhones('Night line: 210-555-0142. Fax 210-555-0143, TTY: 210-555-0144').value,
    ).toMatchObject([{ description: 'Night line', type: null }, { type: 'fax' }, { type: 'tty' }])
  })

  it('notes what it gives up and keeps the words', () => {
    expect(normalisePhones('210-555-01422')).toEqual({
      value: [{ number: '210-555-01422', e164: null, extension: null, type: null, description: null }],
      note: 'phone-not-understood',
    })
  })
})

describe('languages', () => {
  const codes = (raw: string) =>
    normaliseLanguages(raw).value.map(({ code, spokenBy }) => `${code} ${spokenBy}`)
  it.each([
    ['Spanish', ['es unknown']],
    ['Creole', ['ht unknown']],
    ['Haitian-Creole and English', ['ht unknown', 'en unknown']],
    ['ASL', ['ase unknown']],
    ['Español', ['es unknown']],
    ['中文', ['zh unknown']],
    ['Tiếng Việt', ['vi unknown']],
    ['Tagalog', ['tl unknown']],
    ['pt-BR', ['pt-BR unknown']],
    ['spa', ['es unknown']],
    ['other languages available upon request', ['mul interpreter']],
    ['Interpreters for over 100 languages', ['mul interpreter']],
    ['Korean with translators when needed', ['ko interpreter']],
    ['Russian (web site)', ['ru written']],
    ['Bilingual staff speak Spanish', ['es staff']],
    ['Spanish (Portuguese - leaflets in print, publications only)', ['es unknown', 'pt written']],
    ['Somali\\nArabic, Pashto', ['so unknown', 'ar unknown', 'ps unknown']],
  ])('%s', (raw, expected) => {
    expect(codes(raw)).toEqual(expected)
  })

  it('keeps the limit beside the name', () => {
    expect(normaliseLanguages('Spanish (limited)').value[0]).toMatchObject({ code: 'es', note: 'limited' })
  })

  it('invents no language', () => {
    expect(normaliseLanguages('see each profile')).toMatchObject({
      value: [{ code: null }],
      note: 'language-not-understood',
    })
  })
})

describe('ages', () => {
  it.each([
    ['18 months', 1.5, 1.5],
    ['65+', 65, null],
    ['over 18', 18, null],
    ['18 and over', 18, null],
    ['under 18', null, 17],
    ['13 to 17', 13, 17],
    ['birth to 3', null, 3],
    ['6-18 months', 0.5, 1.5],
    ['6 weeks - 5 years', 0.12, 5],
    ['mayores de 60 años', 60, null],
    ['hasta 12 años', null, 12],
    ['0-120', null, null],
    ['all ages', null, null],
  ])('%s', (raw, minimum, maximum) => {
    expect(normaliseAgeRange(raw)).toEqual({ value: { minimum, maximum } })
  })

  it('notes words without an age, and impossible ones', () => {
    expect(normaliseAgeRange('adults')).toMatchObject({ note: 'age-not-understood' })
    expect(normaliseAgeRange('50-20')).toMatchObject({ note: 'age-range-reversed' })
  })

  it.each<[string | number, 'minimum' | 'maximum', [number | null, number | null], string?]>([
    [999, 'maximum', [null, null], 'age-impossible'],
    ['18.0', 'minimum', [18, null]],
    ['18 months', 'maximum', [null, 1.5]],
    ['65+', 'minimum', [65, null]],
    // An upper limit that begins at 65 ends nowhere.
    ['65+', 'maximum', [null, null], 'age-of-the-other-end'],
    ['under 18', 'maximum', [null, 17]],
    ['under 18', 'minimum', [null, null], 'age-of-the-other-end'],
    ['13-17', 'maximum', [13, 17]],
    ['13 to 17', 'minimum', [13, 17]],
    ['0-17', 'minimum', [null, 17]],
    ['birth to 3', 'maximum', [null, 3]],
    ['any age', 'minimum', [null, null]],
    ['adults', 'minimum', [null, null], 'age-not-understood'],
  ])('of one end: %s as %s', (raw, end, [minimum, maximum], note) => {
    expect(normaliseAge(raw, end)).toEqual({ value: { minimum, maximum }, ...(note && { note }) })
  })
})

describe('addresses', () => {
  it('reads states however they are written', () => {
    for (const raw of ['FL ', 'Fla.', 'florida', 'FLORIDA'])
      expect(normaliseState(raw)).toEqual({ value: 'FL' })
    expect(normaliseState('ON')).toEqual({ value: 'ON' })
    expect(normaliseState('Xyz')).toEqual({ value: 'Xyz', note: 'state-not-understood' })
  })

  it('keeps foreign postal codes and mends eaten zeros', () => {
    expect(normalisePostalCode('k1a0b1')).toEqual({ value: 'K1A 0B1' })
    expect(normalisePostalCode('SW1A1AA')).toEqual({ value: 'SW1A 1AA' })
    expect(normalisePostalCode(2139)).toEqual({ value: '02139', note: 'postal-code-padded' })
    expect(normalisePostalCode('78204-0000')).toEqual({ value: '78204' })
    expect(normalisePostalCode('12')).toEqual({ value: '12', note: 'postal-code-not-understood' })
  })

  it('lets the state decide between counties of one name', () => {
    expect(normaliseCounty('Jackson', 'MO')).toEqual({ value: '29095' })
    expect(normaliseCounty('Jackson')).toEqual({ value: null, note: 'county-not-understood' })
  })

  it('fills in from the ZIP code and notes what contradicts it', () => {
    expect(normaliseAddress({ city: ' Mission, ', postalCode: '78572' })).toEqual({
      value: { city: 'Mission', county: '48215', stateProvince: 'TX', postalCode: '78572', country: 'US' },
      notes: [],
    })
    expect(normaliseAddress({ stateProvince: 'AL', postalCode: '78204' })).toMatchObject({
      value: { stateProvince: 'AL', county: null },
      notes: ['state-differs-from-postal-code'],
    })
  })
})

describe('coordinates', () => {
  it.each([
    ['29.40', '-98.50', undefined],
    ['0', '0', 'coordinates-zero'],
    ['-98.50', '29.40', 'coordinates-swapped'],
    ['29', '-98', 'coordinates-whole-degrees'],
    ['29.4', '-198.5', 'coordinates-out-of-range'],
    ['n/a', '-98.5', 'coordinates-not-numbers'],
  ])('%s, %s', (lat, lng, note) => {
    const found = normaliseCoordinates({ lat, lng, postalCode: '78204' })
    expect(found.note).toBe(note)
    expect(found.value?.origin).toBe(note ? 'zip-centroid' : 'feed')
  })

  it('takes the ZIP code where nothing stands, and nothing where no ZIP stands', () => {
    expect(normaliseCoordinates({ lat: '', lng: null, postalCode: '78204' })).toMatchObject({
      value: { origin: 'zip-centroid' },
    })
    expect(normaliseCoordinates({ lat: null, lng: null })).toEqual({ value: null })
  })
})

describe('access, papers and prices', () => {
  it('keeps what is denied apart from what is there', () => {
    expect(normaliseAccessibility('Wheelchair ramp, elevator').value).toEqual([
      'wheelchair',
      'ramp',
      'elevator',
    ])
    expect(normaliseAccessibility('Not wheelchair accessible. Braille menus.')).toEqual({
      value: ['braille'],
      note: 'access-denied',
    })
    expect(normaliseAccessibility('Ask us about the level of access')).toMatchObject({ value: [] })
  })

  it('reads papers, and whether they must be shown', () => {
    expect(normaliseDocuments('Photo ID, utility bill and pay stubs').value).toEqual([
      { kind: 'photo-id', required: true },
      { kind: 'proof-of-address', required: true },
      { kind: 'proof-of-income', required: true },
    ])
    expect(normaliseDocuments('ID preferred').value).toEqual([{ kind: 'photo-id', required: false }])
    expect(normaliseDocuments('None')).toEqual({ value: [] })
    expect(normaliseDocuments('A letter of your own')).toMatchObject({ note: 'document-unknown' })
  })

  it('reads one amount and no range', () => {
    expect(normaliseCost('Free').value).toEqual({ amount: 0, currency: 'USD' })
    expect(normaliseCost('$1,250.50 a term').value).toEqual({ amount: 1250.5, currency: 'USD' })
    expect(normaliseCost('$5 to $9')).toMatchObject({ value: { amount: null }, note: 'cost-several-amounts' })
    expect(normaliseCost('sliding scale').value.amount).toBeNull()
  })
})

describe('text', () => {
  it('turns markup and literal line ends into lines', () => {
    expect(cleanText('<p>Soup&nbsp;<b>daily</b></p><ul><li>noon</li></ul>').value).toBe(
      'Soup daily\n\n• noon',
    )
    expect(cleanText('one\\ntwo\\n\\n\\n\\nthree').value).toBe('one\ntwo\n\nthree')
    expect(cleanText('a<script>alert(1)</script>b').value).toBe('ab')
  })

  it('leaves a comparison alone', () => {
    expect(cleanText('age < 18 and > 3')).toEqual({ value: 'age < 18 and > 3' })
  })

  it('mends text that was read in the wrong character set', () => {
    expect(cleanText('4:00pmGÇô5:00pm, EspaÃ±ol').value).toBe('4:00pm–5:00pm, Español')
  })
})

it('throws at no text whatever', () => {
  const parsers = [
    normalisePhones,
    normaliseLanguages,
    normaliseAgeRange,
    (text: string) => normaliseAge(text, 'maximum'),
    normaliseState,
    cleanText,
  ]
  const more = [
    normalisePostalCode,
    normaliseCounty,
    normaliseAccessibility,
    normaliseDocuments,
    normaliseCost,
  ]
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (raw) => {
      for (const parse of [...parsers, ...more]) parse(raw)
    }),
    { numRuns: 300 },
  )
})
