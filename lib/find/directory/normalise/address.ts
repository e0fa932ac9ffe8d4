import { findCounty, findPostalCode, findState } from '#find/geo/places.ts'
import { type Normalised, normalised, remembering } from './normalised.ts'

const CANADA = /^([A-Z]\d[A-Z]) ?-?(\d[A-Z]\d)$/
const UNITED_KINGDOM = /^([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})$/
const CANADIAN_PROVINCES = new Set('AB BC MB NB NL NS NT NU ON PE QC SK YT'.split(' '))

/**
 * A postal code: US as `78204` or `78204-1234`, leading zeros that a spreadsheet ate put back (noted), Canadian and
 * British ones kept in their own form, anything else kept as it is and noted.
 */
export function normalisePostalCode(raw: string | number | null | undefined): Normalised<string | null> {
  return postalCodeOf(String(raw ?? ''))
}

const postalCodeOf = remembering((raw): Normalised<string | null> => {
  const text = raw.replace(/\s+/g, ' ').trim().toUpperCase().replace(/\.0+$/, '')
  if (text === '') return normalised(null)
  const american = /^(\d{5})(?:[- ]?(\d{4}))?$/.exec(text)
  if (american?.[1]) {
    const { 1: zip, 2: plus } = american
    return normalised(
      plus && plus !== '0000' ? `${zip}-${plus}` : zip,
      findPostalCode(zip) ? undefined : 'postal-code-unknown',
    )
  }
  const foreign = CANADA.exec(text) ?? UNITED_KINGDOM.exec(text)
  if (foreign) return normalised(`${foreign[1]} ${foreign[2]}`)
  const padded = /^\d{3,4}$/.test(text) ? text.padStart(5, '0') : ''
  if (findPostalCode(padded)) return normalised(padded, 'postal-code-padded')
  return normalised(raw.trim(), 'postal-code-not-understood')
})

/** The USPS code of a state, however written (`FL `, `Fla.`, `Florida`); other countries' provinces as they are. */
export function normaliseState(raw: string | null | undefined): Normalised<string | null> {
  return stateOf(raw ?? '')
}

const stateOf = remembering((raw): Normalised<string | null> => {
  const text = raw.replace(/\s+/g, ' ').trim()
  if (text === '') return normalised(null)
  const state =
    findState(text) ?? findState(OLD_ABBREVIATIONS.get(text.toLowerCase().replaceAll('.', '')) ?? '')
  if (state) return normalised(state.state)
  if (CANADIAN_PROVINCES.has(text.toUpperCase())) return normalised(text.toUpperCase())
  return normalised(text, 'state-not-understood')
})

/** How people shortened states before the two letters, where that is not the start of one name only. */
const OLD_ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ala: 'AL',
    ariz: 'AZ',
    ark: 'AR',
    calif: 'CA',
    cal: 'CA',
    colo: 'CO',
    conn: 'CT',
    del: 'DE',
    fla: 'FL',
    ill: 'IL',
    ind: 'IN',
    kan: 'KS',
    kans: 'KS',
    mass: 'MA',
    mich: 'MI',
    minn: 'MN',
    miss: 'MS',
    mont: 'MT',
    neb: 'NE',
    nebr: 'NE',
    nev: 'NV',
    okla: 'OK',
    ore: 'OR',
    penn: 'PA',
    penna: 'PA',
    tenn: 'TN',
    tex: 'TX',
    wash: 'WA',
    wis: 'WI',
    wisc: 'WI',
    wyo: 'WY',
  }),
)

/** FIPS of a county name or code; the state decides between counties of one name. */
export function normaliseCounty(
  raw: string | null | undefined,
  state?: string | null | undefined,
): Normalised<string | null> {
  const text = (raw ?? '').replace(/\s+/g, ' ').trim()
  if (text === '') return normalised(null)
  const county = findCounty(/^\d{4}$/.test(text) ? `0${text}` : text, state ?? undefined)
  return county?.county ? normalised(county.county) : normalised(null, 'county-not-understood')
}

const COUNTRIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    usa: 'US',
    'united states': 'US',
    'united states of america': 'US',
    america: 'US',
    'estados unidos': 'US',
    can: 'CA',
    canada: 'CA',
    gbr: 'GB',
    uk: 'GB',
    'united kingdom': 'GB',
    england: 'GB',
    mex: 'MX',
    mexico: 'MX',
    spain: 'ES',
    españa: 'ES',
    esp: 'ES',
    'puerto rico': 'US',
  }),
)

/** ISO 3166 alpha-2, or null when nothing or nothing known stands there. */
export function normaliseCountry(raw: string | null | undefined): Normalised<string | null> {
  const text = (raw ?? '').trim().replaceAll('.', '')
  if (text === '') return normalised(null)
  if (/^[a-z]{2}$/i.test(text) && text.toLowerCase() !== 'uk') return normalised(text.toUpperCase())
  const code = COUNTRIES.get(text.toLowerCase())
  return code ? normalised(code) : normalised(null, 'country-not-understood')
}

type AddressParts = {
  city?: string | null | undefined
  county?: string | null | undefined
  stateProvince?: string | null | undefined
  postalCode?: string | number | null | undefined
  country?: string | null | undefined
}

/** The parts of one address that are checked against each other; `county` is FIPS. */
export type CheckedAddress = {
  city: string | null
  county: string | null
  stateProvince: string | null
  postalCode: string | null
  country: string | null
}

/** All parts at once: a missing state or county follows from the ZIP code, a state that contradicts it is noted. */
export function normaliseAddress(parts: AddressParts): { value: CheckedAddress; notes: string[] } {
  const postalCode = normalisePostalCode(parts.postalCode)
  const state = normaliseState(parts.stateProvince)
  const country = normaliseCountry(parts.country)
  const zip = postalCode.value ? findPostalCode(postalCode.value) : undefined
  const stateProvince = state.value ?? zip?.state ?? null
  const known = stateProvince !== null && findState(stateProvince) !== undefined
  const county = normaliseCounty(parts.county, known ? stateProvince : undefined)
  const city = (parts.city ?? '').replace(/\s+/g, ' ').trim().replace(/,$/, '')
  const notes = [postalCode.note, state.note, country.note, county.note].filter((note) => note !== undefined)
  const contradicts = zip !== undefined && known && zip.state !== stateProvince
  if (contradicts) notes.push('state-differs-from-postal-code')
  return {
    value: {
      city: city === '' ? null : city,
      county: county.value ?? (contradicts ? null : (zip?.county ?? null)),
      stateProvince,
      postalCode: postalCode.value,
      country: country.value ?? (known ? 'US' : null),
    },
    notes,
  }
}
