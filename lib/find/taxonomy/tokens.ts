/** A place where a phrase may not run on: the end of a sentence, a line, a bullet. */
export const STOP = '.'
export const COMMA = ','

const STOPS = new Set('.!?;:\n•*')

const TOKEN = /[\p{L}\p{N}]+|[.!?;:\n•*]|,/gu

/** Words that end like a plural and are none: AIDS is not what an aid society is about. */
const SINGULAR = new Set(['aids'])

/** One plural for singular and plural, English and Spanish alike; the same is done to the phrases. */
export function stem(word: string): string {
  if (SINGULAR.has(word)) return word
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/**
 * Words without case, accents and plural, with STOP and COMMA kept as tokens of their own.
 * `aliases` turns spellings ("counselling") into the one the phrases use; keys and values are stems.
 */
export function tokenize(text: string, aliases: ReadonlyMap<string, string>): string[] {
  const tokens: string[] = []
  for (const word of plain(text).match(TOKEN) ?? []) {
    if (word === COMMA) tokens.push(COMMA)
    else if (STOPS.has(word)) {
      if (tokens.at(-1) !== STOP) tokens.push(STOP)
    } else {
      const stemmed = stem(word)
      tokens.push(aliases.get(stemmed) ?? stemmed)
    }
  }
  return tokens
}

/** Most listings are bare ASCII without markup, and there are 100,000 of them: each step is asked for first. */
function plain(text: string): string {
  let result = text
  if (result.includes('\\')) result = result.replace(/\\[nr]/g, '\n')
  if (result.includes('<')) result = result.replace(/<[^>]{1,200}>/g, ' ')
  if (result.includes('&')) result = result.replace(/&[a-z#0-9]{2,8};/gi, "'")
  if (/['’]/.test(result)) result = result.replace(/['’]s\b/gi, 's')
  if (/\p{L}\.\p{L}\b/u.test(result)) result = result.replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1')
  if (/[^ -~\s]/.test(result)) result = result.normalize('NFD').replace(/\p{M}+/gu, '')
  return result.toLowerCase()
}
