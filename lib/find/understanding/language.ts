import type { Lexicon } from './lexicon.ts'
import type { Language } from './model.ts'
import type { Token } from './normalise.ts'

/** Letters that only one of our Latin-script languages uses. */
const VIETNAMESE = /[ăơưđ\u1ea0-\u1ef9]/
const SPANISH = /[ñ¿¡]/
/** Letters that English words do not have and Spanish ones do. */
const ACCENTED = /[áéíóúü]/
/** Any letter beyond those of English. */
const MARKED = /[^\p{ASCII}’ʼ´]/u
/** A second language counts from this share of the first one's score. */
const MIXED = 0.34
const LATIN: readonly Language[] = ['en', 'es', 'vi', 'ht', 'tl']

/**
 * The languages of a text, the strongest first: by script, then by small words and phrase words each language
 * knows. English is always among them in Latin script, because everybody mixes it in (program names).
 */
export function languagesOf(
  tokens: readonly Token[],
  lexicons: ReadonlyMap<Language, Lexicon>,
  hint?: string,
): Language[] {
  const scores = new Map<Language, number>()
  const add = (language: Language, points: number): void => {
    scores.set(language, (scores.get(language) ?? 0) + points)
  }
  for (const token of tokens) {
    if (token.kind === 'han') add('zh', 1)
    else if (/\p{Script=Arabic}/u.test(token.fold)) add('ar', 1.5)
    else if (token.kind === 'word') {
      for (const language of LATIN) add(language, latinPoints(language, token, lexicons))
      // Arabic typed in Latin letters (`bidi amoot`): the lexicon has some phrases of it.
      if (lexicons.get('ar')?.vocabulary.words.has(token.fold)) add('ar', 1)
    }
  }
  for (const [language, score] of scores) if (score === 0) scores.delete(language)
  const asked = LATIN.find((language) => language === hint)
  if (asked !== undefined && scores.size > 0) add(asked, 0.4)
  const best = Math.max(0, ...scores.values())
  const spoken = [...scores]
    .filter(([language, score]) => score >= best * MIXED && (language !== 'vi' || score >= best * 0.6))
    .sort((a, b) => b[1] - a[1])
    .map(([language]) => language)
  const latin = tokens.some((token) => token.kind === 'word' && /\p{Script=Latin}/u.test(token.fold))
  if (latin && !spoken.includes('en')) spoken.push('en')
  return spoken
}

function latinPoints(language: Language, token: Token, lexicons: ReadonlyMap<Language, Lexicon>): number {
  if (VIETNAMESE.test(token.text)) return language === 'vi' ? 2 : 0
  const lexicon = lexicons.get(language)
  if (lexicon === undefined) return 0
  const marked = language === 'es' ? (SPANISH.test(token.text) ? 1 : ACCENTED.test(token.text) ? 0.4 : 0) : 0
  if (language === 'en' && ACCENTED.test(token.text)) return 0
  const english = language === 'en' ? undefined : lexicons.get('en')
  // Program names and loan words stand in every lexicon and tell nothing of the language.
  if (english && isOf(english, token.fold)) return lexicon.small.has(token.fold) ? 0.4 : 0.1
  if (lexicon.small.has(token.fold)) return marked + 1
  if (lexicon.vocabulary.words.has(token.fold) || lexicon.spellings.has(token.fold)) return marked + 0.6
  return marked + (lexicon.vocabulary.known.has(token.fold) ? 0.3 : 0)
}

/**
 * Tokens that mean nothing in `language` because they are everyday words of a stronger language of the text:
 * Spanish `son` (are) is no English son.
 */
export function foreignTokens(
  tokens: readonly Token[],
  language: Language,
  spoken: readonly Language[],
  lexicons: ReadonlyMap<Language, Lexicon>,
): Set<number> {
  const own = lexicons.get(language)?.small
  const isEnglish = language === 'en' && spoken[0] !== 'en'
  const stronger = spoken.slice(0, spoken.indexOf(language)).flatMap((other) => lexicons.get(other) ?? [])
  return new Set(
    tokens.flatMap((token, index) => {
      const taken = stronger.some(
        ({ language: other, small, vocabulary }) =>
          !(other === 'en' && ACCENTED.test(token.text)) &&
          (small.has(token.fold) || (token.fold.length <= 4 && vocabulary.words.has(token.fold))),
      )
      // `mẹ` is no English "me".
      if (isEnglish && token.kind === 'word' && MARKED.test(token.text)) return [index]
      // A small word of both (`me`) hinders neither.
      return taken && token.kind === 'word' && !own?.has(token.fold) ? [index] : []
    }),
  )
}

function isOf({ small, vocabulary, spellings }: Lexicon, word: string): boolean {
  return small.has(word) || vocabulary.words.has(word) || vocabulary.known.has(word) || spellings.has(word)
}
