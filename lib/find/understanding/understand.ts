import { timezoneAt } from '#find/geo/areas.ts'
import { partsNamed } from '#find/geo/coverage.ts'
import { findPlaceInText, type PlaceInText } from '#find/geo/places.ts'
import { CRISIS_NEEDS, crisisOf } from './crisis-rules.ts'
import { type Findings, findingsOf } from './findings.ts'
import { foreignTokens, languagesOf } from './language.ts'
import { type Lexicon, lexicons } from './lexicon.ts'
import type { UnderstandOptions, Understood, UnderstoodNeed } from './model.ts'
import { rankNeeds } from './needs.ts'
import { type Token, tokenise } from './normalise.ts'
import { readable } from './passages.ts'
import { personOf } from './person.ts'
import { readAs } from './reading.ts'
import { requestOf } from './request.ts'
import type { Reading, Work } from './steps.ts'

/** Twice what the longest text of ordinary words takes; some ten thousand are taken in five milliseconds. */
export const STEPS = 120_000

/** A text as each of its languages reads it, and where it says that help is looked for. */
export function readRequest(text: string, locale?: string) {
  const all = lexicons()
  const read = readable(text, all.values())
  const tokens = tokenise(read)
  const languages = languagesOf(tokens, all, locale)
  const located = placeIn(read, all.get(languages[0] ?? 'en'))
  const inPlace = new Set(
    tokens.flatMap((token, index) =>
      located && token.start >= located.start && token.end <= located.end ? [index] : [],
    ),
  )
  const work: Work = { left: STEPS }
  const readings: Reading[] = languages.flatMap((language, order) => {
    const lexicon = all.get(language)
    const foreign = new Set([...foreignTokens(tokens, language, languages, all), ...inPlace])
    return lexicon ? [readAs(lexicon, tokens, { foreign, spelling: order === 0, work })] : []
  })
  return { read, tokens, languages, located, inPlace, readings, work }
}

/**
 * What a request in anybody's words asks for. Pure and deterministic, of a long text reads what `readable`
 * says, never throws on any text; needs neither network nor database.
 */
export function understand(text: string, options: UnderstandOptions = {}): Understood {
  const { read, tokens, languages, located, inPlace, readings } = readRequest(text, options.locale)
  const findings = findingsOf(readings)
  const crisis = crisisOf(findings, readings)
  const needs = withCrisis(rankNeeds(findings.needs, readings, read), crisis ? CRISIS_NEEDS[crisis] : [])
  const person = personOf(findings.facts, readings, needs, crisis)
  return {
    needs,
    place: located?.place ?? null,
    placePhrase: located?.phrase ?? null,
    person:
      located && livesThere(findings, located.start, tokens)
        ? { ...person, residence: partsNamed(located.place) }
        : person,
    ...requestOf(findings.facts, readings, located ? { ...options, timeZone: zoneOf(located) } : options),
    crisis,
    words: tokens.flatMap((token, index) =>
      readings.some((reading) => reading.small[index]) || token.kind === 'number' || inPlace.has(index)
        ? []
        : [token.text],
    ),
    languages,
  }
}

const zoneOf =
  ({ place }: PlaceInText) =>
  () =>
    timezoneAt(place.lat, place.lng)

/** A small-letter word that the text's own language knows is that word: Spanish `vista` is no town in California. */
function placeIn(read: string, lexicon: Lexicon | undefined): PlaceInText | null {
  const found = findPlaceInText(read)
  if (found === undefined || lexicon === undefined || lexicon.language === 'en') return found ?? null
  const isWord =
    found.phrase === found.phrase.toLowerCase() &&
    tokenise(found.phrase).every(
      ({ kind, fold }) => kind === 'word' && (lexicon.vocabulary.words.has(fold) || lexicon.small.has(fold)),
    )
  return isWord ? null : found
}

/** "I live in Bexar county" says where the person lives; "food in Houston" says where to look. */
function livesThere({ facts }: Findings, placeStart: number, tokens: readonly Token[]): boolean {
  return facts.some(({ rule: { meaning }, end }) => {
    if (meaning.kind !== 'fact' || meaning.fact !== 'lives') return false
    const between = tokens.filter((token, index) => index >= end && token.start < placeStart)
    return (tokens[end - 1]?.end ?? 0) <= placeStart && between.length <= 2
  })
}

/** In a crisis its own help comes first, whatever else is asked. */
function withCrisis(needs: UnderstoodNeed[], first: readonly string[]): UnderstoodNeed[] {
  const missing = first.filter((id) => !needs.some((need) => need.id === id))
  const phrase = needs[0]?.phrase ?? ''
  return [
    ...needs.filter((need) => first.includes(need.id)),
    ...missing.map((id) => ({ id, phrase, weight: 1 })),
    ...needs.filter((need) => !first.includes(need.id)),
  ]
}
