import { timezoneAt } from '#find/geo/areas.ts'
import { normaliseAddress, normaliseCountry } from '../../normalise/address.ts'
import { normaliseCoordinates } from '../../normalise/coordinates.ts'
import { normaliseTimezone } from '../../normalise/timezone.ts'
import { type Draft, isBlank, keepOriginal, replaceValue, type Told } from './refine.ts'

/** The United States and the territories whose mail has ZIP codes. */
const OF_ZIP_CODES = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP', 'UM'])
const TYPES = new Set(['physical', 'postal', 'virtual'])

/** Coordinates that can be trusted, and the zone they lie in. What cannot be trusted gives way to the ZIP code later. */
export function refineLocation(draft: Draft, told: Told): Draft[] {
  const { values, extra } = draft
  refineType(draft, 'location_type')
  const { latitude: lat, longitude: lng } = values as Record<string, string | number | null | undefined>
  const { value, note } = normaliseCoordinates({ lat, lng })
  if (note) {
    told.refuse('latitude', note)
    keepOriginal(extra, 'latitude', lat)
    keepOriginal(extra, 'longitude', lng)
  }
  values.latitude = value?.lat ?? null
  values.longitude = value?.lng ?? null
  values.coordinates_origin = value?.origin ?? null
  // The point knows better than the feed; without one the feed's word counts.
  if (value) replaceValue(draft, 'timezone', timezoneAt(value.lat, value.lng))
  else refineTimezone(draft, 'timezone', told)
  return [draft]
}

export function refineAddress(draft: Draft, told: Told): Draft[] {
  const { values } = draft
  refineType(draft, 'address_type')
  const raw = values as Record<string, string | null | undefined>
  const country = normaliseCountry(raw.country).value
  // Postal codes and states are those of the United States: five digits in Madrid are no ZIP code.
  if (country && !OF_ZIP_CODES.has(country)) {
    replaceValue(draft, 'country', country)
    return [draft]
  }
  const { value, notes } = normaliseAddress({
    city: raw.city,
    stateProvince: raw.state_province,
    postalCode: raw.postal_code,
    country: raw.country,
  })
  for (const note of notes) told.note(note)
  const { city, stateProvince, postalCode } = value
  const understood = { city, state_province: stateProvince, postal_code: postalCode, country: value.country }
  // A word that was not understood is still what the feed says.
  for (const [column, part] of Object.entries(understood))
    if (part !== null || isBlank(raw[column])) replaceValue(draft, column, part)
  return [draft]
}

/** A zone by which clocks can be read, or none: then the ZIP code says it. */
export function refineTimezone(draft: Draft, column: string, told: Told): void {
  const raw = draft.values[column]
  if (isBlank(raw)) return
  const { value, note } = normaliseTimezone(String(raw), told.country)
  if (note) told.refuse(column, note)
  replaceValue(draft, column, value)
}

/** `physical_address`, `Physical`: one of the three words of the standard, or left open. */
function refineType(draft: Draft, column: string): void {
  const word = String(draft.values[column] ?? '')
    .toLowerCase()
    .replace(/[_ ]?address$/, '')
    .trim()
  if (TYPES.has(word)) draft.values[column] = word
  else if (!isBlank(draft.values[column])) replaceValue(draft, column, null)
}
