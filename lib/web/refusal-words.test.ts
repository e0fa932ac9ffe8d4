import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aboutWords, refusalWords } from './refusal-words.ts'

/** Sentences with which the commands of referring refuse, as they stand in the source. */
function sentences(): string[] {
  const files = readdirSync('lib/refer', { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /(commands|transitions|act|effects|consent)/.test(file) &&
      /\.ts$/.test(file) &&
      !file.includes('.test.'),
  )
  return files.flatMap((file) => {
    const source = readFileSync(`lib/refer/${file}`, 'utf8')
    return [
      ...source.matchAll(/new DomainError\(\s*'[a-z-]+',\s*'([^']+)'/g),
      ...source.matchAll(/message: '([^']+)'/g),
      ...source.matchAll(/^ {2}'?[a-zA-Z-]+'?:\s+'([A-Z][^']+\.)',$/gm),
    ].map((match) => match[1] as string)
  })
}

describe('a refusal', () => {
  it('has words in every language for every sentence with which referring refuses', () => {
    const found = sentences()
    expect(found.length).toBeGreaterThan(30)
    const missing = found.filter((sentence) => refusalWords(sentence, 'es') === sentence)
    expect(missing).toEqual([])
  })

  it('names what it is about in words, never in codes', () => {
    expect(aboutWords(['income', 'age'], 'en')).toBe('income and age')
    expect(aboutWords(['expiry', 'signedOn'], 'en')).toBe(
      'Give the day on which the consent ends. Give the day of signing.',
    )
    expect(aboutWords(['income'], 'es')).toBe('ingresos')
  })
})
