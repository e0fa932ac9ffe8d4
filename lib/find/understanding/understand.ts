import type { Residence } from '#find/eligibility/facts.ts'
import { findPlaceInText, type Place } from '#find/geo/places.ts'
import { CRISIS_NEEDS, crisisOf } from './crisis-rules.ts'
import { type Findings, findingsOf } from './findings.ts'
import { foreignTokens, languagesOf } from './language.ts'
import { lexicons } from './lexicon.ts'
import { type Reading, readAs } from './match.ts'
import type { UnderstandOptions, Understood, UnderstoodNeed } from './model.ts'
import { rankNeeds } from './needs.ts'
import { readable, type Token, tokenise } from './normalise.ts'
import { personOf } from './person.ts'
import { requestOf } from './request.ts'

/**
 * What a request in anybody's words asks for. Pure and deterministic, reads at most 2,400 characters, never
 * throws on any text; needs neither network nor database.
 */
export function understand(text: string, options: UnderstandOptions = {}): Understood {
  const read = readable(text)
  const tokens = tokenise(read)
  const all = lexicons()
  const languages = languagesOf(tokens, all, options.locale)
  const located = findPlaceInText(read)
  const inPlace = new Set(
    tokens.flatMap((token, index) =>
      located && token.start >= located.start && token.end <= located.end ? [index] : [],
    ),
  )
  const readings: Reading[] = languages.flatMap((language, order) => {
    const lexicon = all.get(language)
    const foreign = foreignTokens(tokens, language, languages, all)
    return lexicon
      ? [readAs(lexicon, tokens, { foreign: new Set([...foreign, ...inPlace]), spelling: order === 0 })]
      : []
  })
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
        ? { ...person, residence: residenceOf(located.place) }
        : person,
    ...requestOf(findings.facts, readings, options),
    crisis,
    words: tokens.flatMap((token, index) =>
      readings.some((reading) => reading.small[index]) || token.kind === 'number' || inPlace.has(index)
        ? []
        : [token.text],
    ),
    languages,
  }
}

/** "I live in Bexar county" says where the person lives; "food in Houston" says where to look. */
function livesThere({ facts }: Findings, placeStart: number, tokens: readonly Token[]): boolean {
  return facts.some(({ rule: { meaning }, end }) => {
    if (meaning.kind !== 'fact' || meaning.fact !== 'lives') return false
    const between = tokens.filter((token, index) => index >= end && token.start < placeStart)
    return (tokens[end - 1]?.end ?? 0) <= placeStart && between.length <= 2
  })
}

function residenceOf({ postalCode, city, county, state }: Place): Residence {
  return {
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(city === undefined ? {} : { city }),
    ...(county === undefined ? {} : { county }),
    state,
  }
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
