/** A place where a phrase may not run on: the end of a sentence, a line, a bullet. */
export const STOP = '.'
export const COMMA = ','

const TOKEN = /[\p{L}\p{N}]+|[.!?;:\n•*]|,/gu

/** One plural for singular and plural, English and Spanish alike; the same is done to the phrases. */
export function stem(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/**
 * Words without case, accents and plural, with STOP and COMMA kept as tokens of their own.
 * `aliases` turns spellings ("counselling") into the one the phrases use; keys and values are stems.
 */
export function tokenize(text: string, aliases: ReadonlyMap<string, string>): string[] {
  const plain = text
    .replace(/\\[nr]/g, '\n')
    .replace(/<[^>]{1,200}>/g, ' ')
    .replace(/&[a-z#0-9]{2,8};/gi, "'")
    .replace(/[’']s\b/gi, 's')
    .replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  const tokens: string[] = []
  for (const [word] of plain.matchAll(TOKEN)) {
    if (word === ',') tokens.push(COMMA)
    else if (/[\p{L}\p{N}]/u.test(word)) tokens.push(canonical(word, aliases))
    else if (tokens.at(-1) !== STOP) tokens.push(STOP)
  }
  return tokens
}

function canonical(word: string, aliases: ReadonlyMap<string, string>): string {
  const stemmed = stem(word)
  return aliases.get(stemmed) ?? stemmed
}
