import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { LOCALES } from '#base/i18n/locales.ts'
import { MESSAGES } from '#base/i18n/messages.ts'
import { translator } from '#base/i18n/translate.ts'
import { aboutWords, refusalWords } from './refusal-words.ts'

/** Where sentences are written that a page may show as a refusal. */
const PLACES = ['lib/base', 'lib/web', 'lib/refer', 'lib/find', 'app']

/** What stands there and is said to somebody else. */
const NOT_TO_READERS = [
  // Whoever runs the machine.
  /^lib\/base\/(runtime|db|outbox)\//,
  // Programs: the API answers in English. (A page that gets no answer has words of its own.)
  /^lib\/web\/(api|in-time|match-api|openapi)\.ts$/,
  /^app\/api\//,
  // Programs, and what a feed's report says: only the commands refuse a reader.
  /^lib\/find\/(?!.*commands|matching\/asked)/,
]

/** A bug, which nobody reads but the log: `new Error('…')`. */
const BUG = /(new (\w*Error)\(|super\()\s*$/

/** Every sentence in the code of these places: from a capital to a full stop, in any of the three kinds of quotes. */
function sentences(): { file: string; sentence: string }[] {
  const files = PLACES.flatMap((place) =>
    readdirSync(place, { recursive: true, encoding: 'utf8' }).map((file) => `${place}/${file}`),
  ).filter(
    (file) =>
      /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !NOT_TO_READERS.some((not) => not.test(file)),
  )
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '')
    const quoted = source.matchAll(
      /'([A-Z](?:[^'\\\n]|\\')*[.?!])'|"([A-Z][^"\n]*[.?!])"|`([A-Z][^`]*[.?!])`/g,
    )
    return [...quoted].flatMap((match) => {
      const before = source.slice(0, match.index)
      const raised = BUG.exec(before)
      if (raised && !raised[0].includes('DomainError')) return []
      const sentence = (match[1]?.replaceAll("\\'", "'") ?? match[2] ?? match[3] ?? '').replace(
        /\$\{[^}]*\}/g,
        '7',
      )
      return sentence.includes(' ') ? [{ file, sentence }] : []
    })
  })
}

const OTHERS = LOCALES.filter((locale) => locale !== 'en')

describe('a refusal', () => {
  it('has words in every language for every sentence with which anything refuses', () => {
    const found = sentences()
    expect(found.length).toBeGreaterThan(100)
    const missing = found.filter(({ sentence }) =>
      OTHERS.some((locale) => refusalWords(sentence, locale) === sentence),
    )
    expect(missing).toEqual([])
  })

  it('has words for what a schema says without words of its own', () => {
    const schemas: [z.ZodType, unknown][] = [
      [z.string(), undefined],
      [z.string(), 5],
      [z.string().min(1), ''],
      [z.string().max(1), 'ab'],
      [z.string().regex(/a/), 'b'],
      [z.email(), 'x'],
      [z.uuid(), 'x'],
      [z.url(), 'x'],
      [z.iso.date(), 'x'],
      [z.iso.datetime(), 'x'],
      [z.coerce.number(), 'x'],
      [z.number().min(1), 0],
      [z.number().max(1), 2],
      [z.int(), 1.5],
      [z.number().multipleOf(2), 3],
      [z.enum(['a']), 'b'],
      [z.literal('a'), 'b'],
      [z.array(z.string()).min(1), []],
      [z.array(z.string()).max(1), ['a', 'b']],
      [z.array(z.string()), 'a'],
      [z.strictObject({}), { a: 1 }],
      [z.union([z.literal('a'), z.number()]), 'b'],
      [z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]), { kind: 'b' }],
      [z.string().refine(() => false), 'a'],
      [z.boolean(), 'a'],
      [z.date(), 'a'],
    ]
    const said = schemas.map(([schema, given]) => schema.safeParse(given).error?.issues[0]?.message ?? '')
    expect(said.filter((message) => message === '')).toEqual([])
    for (const locale of LOCALES) {
      const words = Object.values(MESSAGES[locale].refer.refusals)
      expect(said.filter((message) => !words.includes(refusalWords(message, locale)))).toEqual([])
    }
  })

  it('keeps its number, in the words of each language for one and for many', () => {
    const numbered = Object.entries(MESSAGES.en.refer.refusals).filter(([, words]) => words.includes('{'))
    expect(numbered.length).toBeGreaterThan(0)
    for (const [key, words] of numbered)
      for (const count of [1, 2, 5, 60]) {
        const values = Object.fromEntries(
          [...words.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => [name, count]),
        )
        const say = (locale: (typeof LOCALES)[number]) => translator(locale)(`refer.refusals.${key}`, values)
        for (const locale of LOCALES) expect(refusalWords(say('en'), locale)).toBe(say(locale))
      }
    expect(refusalWords('Too many tries. Wait 1 minute.', 'es')).toBe('Demasiados intentos. Espere 1 minuto.')
  })

  it('names what it is about in words, never in codes', () => {
    expect(aboutWords(['income', 'age'], 'en')).toBe('income and age')
    expect(aboutWords(['expiry', 'signedOn'], 'en')).toBe(
      'Give the day on which the consent ends. Give the day of signing.',
    )
    expect(aboutWords(['income'], 'es')).toBe('ingresos')
  })
})
