import {
  MONEY_AFTER,
  MONEY_BEFORE,
  NOT_A_PLACE_BEFORE,
  NUMBERED,
  PERSON_BEFORE_NAME,
  SURELY_BEFORE_PLACE,
  WORDY_STATE_CODES,
  WORDY_STATES,
} from '#data/places/context-words.ts'
import { CITIES_IN_OTHER_SCRIPTS, WORDY_COUNTIES } from '#data/places/vocabulary.ts'
import {
  citiesCalled,
  cityPlace,
  findCity,
  findCounty,
  findPostalCode,
  findState,
  type Place,
} from './gazetteer.ts'
import { foldName } from './names.ts'
import type { City } from './tables.ts'
import {
  elsewhere,
  leadTo,
  namesAt,
  readText,
  stateAfter,
  stateNameAt,
  type Text,
  type Token,
} from './text-around.ts'

/** `phrase` is the text itself from `start` to `end`, so that a caller can take it out of the words it reads. */
export type PlaceInText = { place: Place; phrase: string; start: number; end: number }

type Found = { place: Place; start: number; end: number; strength: number }
/** In capitals only: "LA" after "in" is said of the city far more than of Louisiana. */
const CAPITAL_SHORTS: ReadonlyMap<string, { city: string; alone: boolean }> = new Map([
  ['LA', { city: 'Los Angeles, CA', alone: false }],
  ['SF', { city: 'San Francisco, CA', alone: true }],
  ['DC', { city: 'Washington, DC', alone: true }],
])

/** How many times the people of the next a county must have to be meant by its name alone, in a search. */
const LIKELIER = 2

/** People needed for a name to stand without "in": any case, or capitalised at the end or after a comma. */
const LARGE = 100_000
const KNOWN = 15_000
/** People needed for a name in small letters after "in": below, an ordinary word is likelier. */
const SMALL_LETTERS = 2_000

/**
 * The one place that the text asks about, or undefined. Only what is said counts: a ZIP code, a city with its
 * state, a county by that word, a city or state after "in", "near", "en", "cerca de", or a large city whose name
 * means nothing else. Where somebody was born, served or moved from is not where help is wanted.
 */
export function findPlaceInText(text: string): PlaceInText | undefined {
  const whole = readText(text)
  const { tokens } = whole
  let best: Found | undefined
  for (let index = 0; index < tokens.length; index++) {
    for (const found of placesAt(whole, index)) {
      if (elsewhere(whole, index)) continue
      if (!best || found.strength > best.strength) best = found
    }
  }
  best ??= inOtherScripts(text)
  if (!best) return undefined
  const start = joinedStart(whole, best)
  return { place: best.place, phrase: text.slice(start, best.end), start, end: best.end }
}

/** What stands in a field that asks for a place, where every word is meant as one: "Mission", "tx", "bexar". */
export function findPlaceNamed(text: string): Place | undefined {
  return (
    findPostalCode(text) ??
    findPlaceInText(text)?.place ??
    findCity(text) ??
    findState(text) ??
    findCounty(text, undefined, LIKELIER)
  )
}

function inOtherScripts(text: string): Found | undefined {
  if (!/[\p{Script=Han}\p{Script=Arabic}]/u.test(text)) return undefined
  for (const [words, name] of CITIES_IN_OTHER_SCRIPTS) {
    const start = text.indexOf(words)
    const place = start < 0 ? undefined : findCity(name)
    if (place) return { place, start, end: start + words.length, strength: 50 }
  }
  return undefined
}

function placesAt(whole: Text, index: number): Found[] {
  return [
    postalCodeAt(whole, index),
    countyAt(whole, index),
    cityAt(whole, index),
    stateAt(whole, index),
  ].filter((found) => found !== undefined)
}

function postalCodeAt({ text, tokens }: Text, index: number): Found | undefined {
  const token = tokens[index]
  if (!token || !/^\d{5}$/.test(token.raw)) return undefined
  const before = text.slice(Math.max(0, token.start - 24), token.start)
  const after = text.slice(token.end, token.end + 14)
  if (/[\d$#£€]\s?$|\d[-./,]$/.test(before) || /^[-./]?\d{5,}/.test(after)) return undefined
  if (NUMBERED.test(before) || MONEY_BEFORE.test(before) || MONEY_AFTER.test(after)) return undefined
  // A house number: "12345 Main St".
  const following = tokens.slice(index + 1, index + 4)
  if (following.some((next) => NOT_A_PLACE_BEFORE.has(next.folded) && next.start - token.end < 30))
    return undefined
  const place = findPostalCode(token.raw)
  const plusFour = /^-\d{4}\b/.exec(after)?.[0].length ?? 0
  return place && { place, start: token.start, end: token.end + plusFour, strength: 100 }
}

function countyAt(whole: Text, index: number): Found | undefined {
  const { tokens } = whole
  const start = tokens[index]
  if (!start) return undefined
  const leading =
    /^(?:condado|parroquia|municipio)$/.test(start.folded) ||
    (start.folded === 'county' && tokens[index + 1]?.folded === 'of')
  let from = index
  if (leading) {
    from = index + 1
    while (['de', 'del', 'of'].includes(tokens[from]?.folded ?? '')) from++
  }
  for (const { name, next, last } of namesAt(whole, from)) {
    const word = /^(?:county|cnty|parish|borough|condado)$/.test(tokens[next]?.folded ?? '')
      ? tokens[next]
      : undefined
    const stated = leading || word !== undefined || foldName(name) === 'miami dade'
    const wordEnd = leading || !word ? last.end : word.end
    if (!stated && goesWithoutTheWord(whole, index, name)) {
      const place = findCounty(name)
      if (place) return { place, start: start.start, end: last.end, strength: 71 }
    }
    if (!stated || (word && whole.text.slice(last.end, word.start).trim() !== '')) continue
    const state = stateAfter(whole, leading || !word ? next : next + 1, wordEnd)
    const place = findCounty(name, state?.state, LIKELIER)
    if (place) return { place, start: start.start, end: state?.end ?? wordEnd, strength: state ? 92 : 85 }
  }
  return undefined
}

/** "in Cuyahoga", "near Bexar": no word, hardly a city's name, and after a word that only places follow. */
function goesWithoutTheWord(whole: Text, index: number, name: string): boolean {
  if (/^(?:condado|county)$/i.test(name) || name.length < 4 || WORDY_COUNTIES.has(foldName(name)))
    return false
  if ((citiesCalled(name)[0]?.population ?? 0) >= KNOWN) return false
  return SURELY_BEFORE_PLACE.has(leadTo(whole, index) ?? '')
}

function cityAt(whole: Text, index: number): Found | undefined {
  const { tokens, text } = whole
  const start = tokens[index]
  if (!start) return undefined
  for (const { name, next, last } of namesAt(whole, index)) {
    const named = citiesCalled(name)
    if (named.length === 0) continue
    // "Washington state" is not the city.
    if (tokens[next]?.folded === 'state' && findState(name)) return undefined
    const state = stateAfter(whole, next, last.end)
    const stated = state && citiesCalled(name, state.state)[0]
    if (stated) return { place: cityPlace(stated), start: start.start, end: state.end, strength: 90 }
    if (
      NOT_A_PLACE_BEFORE.has(tokens[next]?.folded ?? '') &&
      /^\s*$/.test(text.slice(last.end, tokens[next]?.start))
    ) {
      return undefined
    }
    if (
      /\d/.test(tokens[index - 1]?.raw ?? '') &&
      /^\s*$/.test(text.slice(tokens[index - 1]?.end, start.start))
    ) {
      continue
    }
    const strength = strengthAlone(whole, index, named[0], last)
    if (named[0] && strength > 0)
      return { place: cityPlace(named[0]), start: start.start, end: last.end, strength }
  }
  return undefined
}

/** 70 after "in", 50 standing alone, 0 when the name is not enough to go by. */
function strengthAlone(whole: Text, index: number, city: City | undefined, last: Token): number {
  const first = whole.tokens[index]
  // A state's own name without a city's state is the state: "Nevada", "Oregon". New York is the city.
  if (!city || !first) return 0
  if (findState(city.name) && city.population < LARGE) return 0
  const capital = /^\p{Lu}/u.test(first.raw) && !whole.shouting
  const lead = leadTo(whole, index)
  if (city.ambiguity === 2) {
    return capital && lead !== undefined && SURELY_BEFORE_PLACE.has(lead) && city.population >= LARGE ? 65 : 0
  }
  if (lead !== undefined) {
    if (city.ambiguity === 0 && (capital || city.population >= SMALL_LETTERS)) return 70
    if (SURELY_BEFORE_PLACE.has(lead) && city.population >= KNOWN) return 70
    return city.ambiguity === 1 && city.population >= LARGE && lead !== 'for' && lead !== 'to' ? 70 : 0
  }
  if (PERSON_BEFORE_NAME.has(whole.tokens[index - 1]?.folded ?? '')) return 0
  const alone = index === 0 && last === whole.tokens.at(-1)
  if (alone && city.population >= (capital ? KNOWN : LARGE)) return 50
  if (alone && city.ambiguity === 0 && (capital || /[\s-]/.test(city.name) || city.population >= KNOWN))
    return 50
  if (city.ambiguity === 1) return 0
  const after = whole.text.slice(last.end)
  const before = whole.text.slice(0, first.start)
  const apart = /(?:^|[,;:.(-])\s*$/.test(before) && /^\s*(?:$|[,;:.)!?-])/.test(after)
  const ends = /^\s*[.!?)]*\s*$/.test(after)
  if (city.population >= LARGE) return 50
  return (apart || ends) && city.population >= (capital ? KNOWN : LARGE) ? 50 : 0
}

function stateAt(whole: Text, index: number): Found | undefined {
  const start = whole.tokens[index]
  if (!start) return undefined
  const led = leadTo(whole, index) !== undefined
  const short = CAPITAL_SHORTS.get(start.raw.replaceAll('.', ''))
  if (short && !whole.shouting && (led || short.alone)) {
    const place = findCity(short.city)
    return place && { place, start: start.start, end: start.end, strength: 58 }
  }
  const named = stateNameAt(whole, index)
  if (named) {
    const wordy = WORDY_STATES.has(foldName(named.name))
    if (wordy && !led) return undefined
    return { place: named.place, start: start.start, end: named.end, strength: led ? 60 : 40 }
  }
  if (!led || !/^[A-Z]{2}$/.test(start.raw) || whole.shouting) return undefined
  const place =
    WORDY_STATE_CODES.has(start.folded) && !['in', 'en'].includes(whole.tokens[index - 1]?.folded ?? '')
      ? undefined
      : findState(start.raw)
  return place && { place, start: start.start, end: start.end, strength: 55 }
}

/** "San Antonio, TX 78204": the ZIP decides, and the city's words before it belong to the phrase. */
function joinedStart(whole: Text, best: Found): number {
  if (best.place.kind !== 'zip') return best.start
  for (let index = 0; index < whole.tokens.length; index++) {
    const city = cityAt(whole, index)
    if (city && city.end < best.start && /^[\s,]*$/.test(whole.text.slice(city.end, best.start)))
      return city.start
  }
  return best.start
}
