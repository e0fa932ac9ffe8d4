import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
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
import { type Choice, type Compiler, compilerFor, type Pattern } from './pattern.ts'
import { buildVocabulary, type Vocabulary } from './spelling.ts'

export type Meaning =
  | { kind: 'need'; need: string; strength: Strength }
  | { kind: 'fact'; fact: string; value: string }
  | { kind: 'crisis'; crisis: CrisisKind | '-'; strength: CrisisStrength }
  | { kind: 'class'; name: string }

/** One phrase of the lexicon and what it means; it does not hold where one of `unless` stands in the text. */
export type Rule = { pattern: Pattern; meaning: Meaning; unless: readonly Pattern[] }

/** Rules by the first key of their first part: a word's key, `@class` or `#`. */
export type RuleIndex = ReadonlyMap<string, readonly Rule[]>

export type Lexicon = {
  language: Language
  /** Small words: they may stand between the words of a phrase, and carry no need. */
  small: ReadonlySet<string>
  /** Number words, folded. Several of them in a row are added up. */
  numbers: ReadonlyMap<string, number>
  /** What people type → the words they mean. */
  spellings: ReadonlyMap<string, readonly string[]>
  /** ISO 639 code or calendar word → its names, as patterns. */
  classes: readonly RuleIndex[]
  rules: RuleIndex
  vocabulary: Vocabulary
}

const FOLDER = 'data/lexicon'
/** How ideas together make a crisis: one grammar for all languages, which name the ideas in `crisis-words.csv`. */
const CRISIS_RULES = 'crisis-rules.csv'

function readRows<Schema extends z.ZodType>(
  language: Language | '',
  file: string,
  schema: Schema,
): z.infer<Schema>[] {
  const path = join(FOLDER, language, file)
  const full = join(process.cwd(), path)
  if (!existsSync(full)) return []
  const rows: unknown[] = parse(readFileSync(full), {
    columns: true,
    bom: true,
    trim: true,
    relax_column_count: false,
    skip_empty_lines: true,
    comment: '//',
    comment_no_infix: true,
  })
  return rows.map((row, index) => {
    const read = schema.safeParse(row)
    if (read.success) return read.data
    throw new Error(`${path}, row ${index + 2}: ${z.prettifyError(read.error)}`)
  })
}

const phrasesOf = (cell: string): string[] =>
  cell
    .split(';')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

/** Reads one language's files. Throws an error that names file and row where one is malformed. */
export function readLexicon(language: Language): Lexicon {
  const words = readRows(language, 'words.csv', wordRowSchema)
  const wordsFor = (meaning: string): string[] =>
    words.filter((row) => row.means === meaning).flatMap((row) => phrasesOf(row.words))
  const classRows = [
    ...readRows(language, 'classes.csv', classRowSchema),
    ...readRows(language, 'crisis-words.csv', classRowSchema),
    ...readRows(language, 'languages.csv', wordRowSchema).flatMap((row) => [
      { class: `lang-${row.means}`, phrases: row.words },
      { class: 'language', phrases: row.words },
    ]),
    ...readRows(language, 'calendar.csv', wordRowSchema).flatMap((row) => [
      { class: `day-${row.means}`, phrases: row.words },
      { class: 'day', phrases: row.words },
    ]),
  ]
  const compiler = compilerFor(language)
  const patterns = (cell: string): Pattern[] => phrasesOf(cell).map(compiler.compile)
  const classes = classRows.flatMap((row) =>
    patterns(row.phrases).map(
      (pattern): Rule => ({ pattern, meaning: { kind: 'class', name: row.class }, unless: [] }),
    ),
  )
  const rules = [
    ...readRows(language, 'needs.csv', needRowSchema).map((row) => ({
      ...row,
      meaning: { kind: 'need' as const, need: row.need, strength: row.strength },
    })),
    ...readRows(language, 'facts.csv', factRowSchema).map((row) => ({
      ...row,
      meaning: { kind: 'fact' as const, fact: row.fact, value: row.value },
    })),
    ...[
      ...readRows('', CRISIS_RULES, crisisRowSchema),
      ...readRows(language, 'crisis.csv', crisisRowSchema),
    ].map((row) => ({
      ...row,
      meaning: { kind: 'crisis' as const, crisis: row.kind, strength: row.strength },
    })),
  ].flatMap(({ meaning, phrases, unless }) => {
    const vetoes = patterns(unless)
    return patterns(phrases).map((pattern): Rule => ({ pattern, meaning, unless: vetoes }))
  })
  checkClasses(language, [...classes, ...rules], new Set(classRows.map((row) => row.class)))
  const small = new Set(wordsFor('small').map(fold))
  const joins = language === 'en'
  return {
    language,
    small,
    numbers: readNumbers(language),
    spellings: new Map(
      readRows(language, 'spellings.csv', wordRowSchema).flatMap((row) =>
        phrasesOf(row.words).map((typed) => [fold(typed), row.means.split(' ').map(fold)] as const),
      ),
    ),
    classes: layers(classes).map((layer) => indexRules(compiler, layer, joins)),
    rules: indexRules(compiler, rules, joins),
    vocabulary: buildVocabulary(language, compiler.words, [...small, ...wordsFor('common').map(fold)]),
  }
}

function readNumbers(language: Language): Map<string, number> {
  return new Map(
    readRows(language, 'numbers.csv', wordRowSchema).flatMap((row) =>
      phrasesOf(row.words).map((word) => [fold(word), Number(row.means)] as const),
    ),
  )
}

function classNames(pattern: Pattern): string[] {
  return pattern.parts
    .flat()
    .flatMap((element) => element.choice.others)
    .flatMap((alternative) => (alternative.kind === 'class' ? [alternative.name] : []))
}

function checkClasses(language: Language, rules: readonly Rule[], names: ReadonlySet<string>): void {
  for (const pattern of new Set(rules.flatMap((rule) => [rule.pattern, ...rule.unless]))) {
    const unknown = classNames(pattern).find((name) => !names.has(name))
    if (unknown === undefined) continue
    throw new Error(
      `data/lexicon/${language}: the phrase "${pattern.source}" uses the class @${unknown}, which classes.csv does not have.`,
    )
  }
}

/** Classes may use classes: those that use none come first, and so on. Throws when they go in a circle. */
function layers(classes: readonly Rule[]): Rule[][] {
  const found: Rule[][] = []
  let left = [...classes]
  while (left.length > 0) {
    const open = new Set(left.map(nameOfClass))
    const layer = left.filter((rule) => !classNames(rule.pattern).some((name) => open.has(name)))
    if (layer.length === 0) throw new Error(`Classes go in a circle: ${[...open].join(', ')}.`)
    // A class's own phrases stay together: it is finished before another layer may use it.
    const late = new Set(left.filter((rule) => !layer.includes(rule)).map(nameOfClass))
    found.push(layer)
    left = left.filter((rule) => !layer.includes(rule) && late.has(nameOfClass(rule)))
  }
  return found
}

const nameOfClass = (rule: Rule): string => (rule.meaning.kind === 'class' ? rule.meaning.name : '')

function indexRules(compiler: Compiler, rules: readonly Rule[], joins: boolean): RuleIndex {
  const index = new Map<string, Rule[]>()
  const all = joins ? rules.flatMap((rule) => [rule, ...joined(compiler, rule)]) : rules
  for (const rule of all) {
    for (const key of firstKeys(rule.pattern.parts[0][0]?.choice)) {
      const known = index.get(key)
      if (known) known.push(rule)
      else index.set(key, [rule])
    }
  }
  return index
}

function firstKeys(choice: Choice | undefined): Set<string> {
  const keys = new Set(choice?.words)
  for (const other of choice?.others ?? []) {
    if (other.kind === 'class') keys.add(`@${other.name}`)
    else if (other.kind === 'number') keys.add('#')
    else for (const key of other.keys[0] ?? []) keys.add(key)
  }
  return keys
}

/** People write `foodbank` for `food bank`: English phrases of two plain words are also found as one. */
function joined(compiler: Compiler, rule: Rule): Rule[] {
  const plain = /^([a-z]{3,}) ([a-z]{3,})$/.exec(rule.pattern.source)
  return plain === null ? [] : [{ ...rule, pattern: compiler.compile(`${plain[1]}${plain[2]}`) }]
}

let loaded: ReadonlyMap<Language, Lexicon> | undefined

/** All languages, read at the first call and kept: about 0.2 s and some tens of megabytes. */
export function lexicons(): ReadonlyMap<Language, Lexicon> {
  loaded ??= new Map(LANGUAGES.map((language) => [language, readLexicon(language)]))
  return loaded
}
