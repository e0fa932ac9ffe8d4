import type { z } from 'zod'
import { once } from '#base/core/once.ts'
import { readRows } from './lexicon-files.ts'
import {
  type CrisisKind,
  type CrisisStrength,
  classRowSchema,
  crisisRowSchema,
  factRowSchema,
  LANGUAGES,
  type Language,
  needRowSchema,
  type Strength,
  wordRowSchema,
} from './model.ts'
import { fold } from './normalise.ts'
import { pairsOf } from './passages.ts'
import { type Compiler, compilerFor, type Pattern, phrasesOf, wordsOf } from './pattern.ts'
import { buildVocabulary, type Vocabulary } from './spelling.ts'
import { literalKey } from './stems.ts'

export type Meaning =
  | { kind: 'need'; need: string; strength: Strength }
  | { kind: 'fact'; fact: string; value: string }
  | { kind: 'crisis'; crisis: CrisisKind | '-'; strength: CrisisStrength }
  | { kind: 'class'; name: string }

/** One phrase of the lexicon and what it means; it does not hold where one of `unless` stands in the text. */
export type Rule = { pattern: Pattern; meaning: Meaning; unless: () => readonly Pattern[] }

const NEVER = (): readonly Pattern[] => []

/** Rules by the first key of their first part: a word's key, `@class` or `#`. */
export type RuleIndex = ReadonlyMap<string, readonly Rule[]>

export type Lexicon = {
  language: Language
  /** Small words: they may stand between the words of a phrase, and carry no need. */
  small: ReadonlySet<string>
  /** Number words, as written and folded. Several of them in a row are added up. */
  numbers: ReadonlyMap<string, number>
  /** What people type → the words they mean. */
  spellings: ReadonlyMap<string, readonly string[]>
  /** ISO 639 code or calendar word → its names, as patterns. */
  classes: readonly RuleIndex[]
  /** Phrases of crises: looked for first. */
  crises: RuleIndex
  /** Phrases of needs and facts. */
  rules: RuleIndex
  /** Words of crises, as keys and folded (of Chinese pairs of characters), and how much they say: where to read a long text. */
  danger: ReadonlyMap<string, number>
  vocabulary: Vocabulary
}

/** How ideas together make a crisis: one grammar for all languages, which name the ideas in `crisis-words.csv`. */
const CRISIS_RULES = 'crisis-rules.csv'

/** Reads one language's files. Throws an error that names file and row where one is malformed. */
export function readLexicon(language: Language): Lexicon {
  const words = readRows(`${language}/words.csv`, wordRowSchema)
  const wordsFor = (meaning: string): string[] =>
    words.filter((row) => row.means === meaning).flatMap((row) => phrasesOf(row.words))
  const topics = readRows(`${language}/topics.csv`, classRowSchema)
  const needs = readRows(`${language}/needs.csv`, needRowSchema)
  const facts = readRows(`${language}/facts.csv`, factRowSchema)
  const crisisWords = readRows(`${language}/crisis-words.csv`, classRowSchema)
  const crisisRows = [
    ...readRows(CRISIS_RULES, crisisRowSchema),
    ...readRows(`${language}/crisis.csv`, crisisRowSchema),
  ]
  const classRows = [
    ...readRows(`${language}/classes.csv`, classRowSchema),
    ...topics,
    ...crisisWords,
    ...readRows(`${language}/crisis-signs.csv`, classRowSchema),
    ...readRows(`${language}/languages.csv`, wordRowSchema).flatMap((row) => [
      { class: `lang-${row.means}`, phrases: row.words },
      { class: 'language', phrases: row.words },
    ]),
    ...readRows(`${language}/calendar.csv`, wordRowSchema).flatMap((row) => [
      { class: `day-${row.means}`, phrases: row.words },
      { class: 'day', phrases: row.words },
    ]),
  ]
  const rows = [
    ...[...needs, ...combinations()].map((row) => ({
      ...row,
      meaning: { kind: 'need' as const, need: row.need, strength: row.strength },
    })),
    ...facts.map((row) => ({
      ...row,
      meaning: { kind: 'fact' as const, fact: row.fact, value: row.value },
    })),
    ...crisisRows.map((row) => ({
      ...row,
      meaning: { kind: 'crisis' as const, crisis: row.kind, strength: row.strength },
    })),
  ]
  const compiler = compilerFor(language)
  checkClasses(language, classRows, rows)
  const rules = rows.flatMap(({ meaning, phrases, unless }) => {
    let compiled: Pattern[] | undefined
    // Few phrases are found in a text, so most vetoes are never needed: compiled at their first use.
    const vetoes = (): Pattern[] => {
      compiled ??= compiler.compile(unless)
      return compiled
    }
    return compiler.compile(phrases).map((pattern): Rule => ({ pattern, meaning, unless: vetoes }))
  })
  const withJoined = (all: Rule[]): Rule[] =>
    language === 'en' ? all.flatMap((rule) => [rule, ...joined(compiler, rule)]) : all
  const classRules = new Map(
    classRows.map((row) => [
      row,
      withJoined(
        compiler.compile(row.phrases).map((pattern) => ({
          pattern,
          meaning: { kind: 'class', name: row.class },
          unless: NEVER,
        })),
      ),
    ]),
  )
  const allRules = withJoined(rules)
  // Most texts need one or two languages of the seven: stems and indexes are worked out for those alone.
  const classes = once(() =>
    layers(classRows).map((layer) =>
      indexRules(
        compiler,
        layer.flatMap((row) => classRules.get(row) ?? []),
      ),
    ),
  )
  const crises = once(() =>
    indexRules(
      compiler,
      allRules.filter(({ meaning }) => meaning.kind === 'crisis'),
    ),
  )
  const others = once(() =>
    indexRules(
      compiler,
      allRules.filter(({ meaning }) => meaning.kind !== 'crisis'),
    ),
  )
  const danger = once(() =>
    dangerIn(
      language,
      [...crisisWords, ...crisisRows],
      [...topics, ...facts, ...needs.filter(({ need }) => !OF_DANGER.test(need))],
    ),
  )
  const small = new Set(wordsFor('small').map(fold))
  return {
    language,
    small,
    numbers: readNumbers(language),
    spellings: new Map(
      readRows(`${language}/spellings.csv`, wordRowSchema).flatMap((row) =>
        phrasesOf(row.words).map((typed) => [fold(typed), row.means.split(' ').map(fold)] as const),
      ),
    ),
    get classes() {
      return classes()
    },
    get crises() {
      return crises()
    },
    get rules() {
      return others()
    },
    get danger() {
      return danger()
    },
    vocabulary: buildVocabulary(language, new Set(compiler.words), [
      ...small,
      ...wordsFor('common').map(fold),
    ]),
  }
}

function dangerIn(
  language: Language,
  crises: readonly { phrases: string }[],
  ordinary: readonly { phrases: string }[],
): Map<string, number> {
  const wordsIn = (rows: readonly { phrases: string }[]): string[] => [
    ...new Set(rows.flatMap(({ phrases }) => wordsOf(phrases))),
  ]
  const keys = (word: string): string[] =>
    language === 'zh' ? pairsOf(word) : [literalKey(language, word), fold(word)]
  const everyday = new Set(wordsIn(ordinary).flatMap(keys))
  return new Map(
    wordsIn(crises).flatMap((word) =>
      keys(word).map((key) => [key, everyday.has(key) ? EVERYDAY : 1] as const),
    ),
  )
}

/** A word of crises that ordinary requests use too says little by itself. */
const EVERYDAY = 0.1
/** Needs whose phrases speak of danger themselves. */
const OF_DANGER = /^(safety|substance|mental\.(crisis|mobile))/

/** Topics that ask for a need when they meet, the same in every language. */
function combinations(): z.infer<typeof needRowSchema>[] {
  combined ??= readRows('combinations.csv', needRowSchema)
  return combined
}

let combined: z.infer<typeof needRowSchema>[] | undefined

function readNumbers(language: Language): Map<string, number> {
  return new Map(
    readRows(`${language}/numbers.csv`, wordRowSchema).flatMap((row) =>
      phrasesOf(row.words).flatMap((word) =>
        [word.toLowerCase(), fold(word)].map((form) => [form, Number(row.means)] as const),
      ),
    ),
  )
}

type ClassRow = z.infer<typeof classRowSchema>

const classNames = (cell: string): string[] => cell.match(/(?<=@)[a-z-]+/g) ?? []

function checkClasses(
  language: Language,
  classRows: readonly ClassRow[],
  rows: readonly { phrases: string; unless: string }[],
): void {
  const names = new Set(classRows.map((row) => row.class))
  for (const cell of [
    ...classRows.map(({ phrases }) => phrases),
    ...rows.flatMap(({ phrases, unless }) => [phrases, unless]),
  ]) {
    const unknown = classNames(cell).find((name) => !names.has(name))
    if (unknown === undefined) continue
    const source = phrasesOf(cell).find((phrase) => classNames(phrase).includes(unknown))
    throw new Error(
      `data/lexicon/${language}: the phrase "${source}" uses the class @${unknown}, which neither classes.csv nor topics.csv has.`,
    )
  }
}

/**
 * Classes may use classes: those that use none come first, and so on, and a class that others use is finished
 * before them. Throws when they go in a circle.
 */
function layers(rows: readonly ClassRow[]): ClassRow[][] {
  const found: ClassRow[][] = []
  let left = [...rows]
  while (left.length > 0) {
    const open = new Set(left.map((row) => row.class))
    const waiting = new Set(
      left.filter((row) => classNames(row.phrases).some((name) => open.has(name))).map((row) => row.class),
    )
    const layer = left.filter((row) => !waiting.has(row.class))
    if (layer.length === 0) throw new Error(`Classes go in a circle: ${[...open].join(', ')}.`)
    found.push(layer)
    left = left.filter((row) => waiting.has(row.class))
  }
  return found
}

function indexRules(compiler: Compiler, rules: readonly Rule[]): RuleIndex {
  const index = new Map<string, Rule[]>()
  for (const rule of rules) {
    for (const key of compiler.firstKeys(rule.pattern.source)) {
      const known = index.get(key)
      if (known) known.push(rule)
      else index.set(key, [rule])
    }
  }
  return index
}

/** People write `foodbank` for `food bank`: English phrases of two plain words are also found as one. */
function joined(compiler: Compiler, rule: Rule): Rule[] {
  const plain = /^([a-z]{3,}) ([a-z]{3,})$/.exec(rule.pattern.source)
  if (plain === null) return []
  return compiler.compile(`${plain[1]}${plain[2]}`).map((pattern) => ({ ...rule, pattern }))
}

let loaded: ReadonlyMap<Language, Lexicon> | undefined

/** All languages, read at the first call and kept (some tens of megabytes); each is indexed at its first text. */
export function lexicons(): ReadonlyMap<Language, Lexicon> {
  loaded ??= new Map(LANGUAGES.map((language) => [language, readLexicon(language)]))
  return loaded
}
