import LANGUAGE_CODES from '#data/languages/codes.json' with { type: 'json' }
import type { SpokenBy } from '../model.ts'
import { type Normalised, normalised, remembering } from './normalised.ts'

export type SpokenLanguage = {
  /** The words that name it. */
  name: string
  /** BCP 47; `mul` for "other languages"; null when not understood. */
  code: string | null
  spokenBy: SpokenBy
  /** "limited", "by appointment": what the words say beside the name. */
  note: string | null
}

/** Names that no locale data has, or has for another language than is meant in a directory. */
const ALIASES: Readonly<Record<string, string>> = {
  creole: 'ht',
  'haitian creole': 'ht',
  haitian: 'ht',
  kreyol: 'ht',
  'kreyol ayisyen': 'ht',
  'french creole': 'ht',
  'cape verdean creole': 'kea',
  'cape verdean': 'kea',
  asl: 'ase',
  'american sign language': 'ase',
  'sign language': 'ase',
  'lengua de senas': 'ase',
  'lenguaje de senas': 'ase',
  mandarin: 'zh',
  'mandarin chinese': 'zh',
  putonghua: 'zh',
  'simplified chinese': 'zh',
  'traditional chinese': 'zh-Hant',
  cantonese: 'yue',
  toisanese: 'yue',
  taiwanese: 'nan',
  tagalog: 'tl',
  filipino: 'tl',
  pilipino: 'tl',
  farsi: 'fa',
  dari: 'fa-AF',
  panjabi: 'pa',
  pushto: 'ps',
  pashtu: 'ps',
  bangla: 'bn',
  cambodian: 'km',
  khmer: 'km',
  burmese: 'my',
  kiche: 'quc',
  quiche: 'quc',
  mam: 'mam',
  kanjobal: 'kjb',
  qanjobal: 'kjb',
  mixteco: 'mix',
  mixtec: 'mix',
  zapoteco: 'zap',
  zapotec: 'zap',
  nahuatl: 'nah',
  triqui: 'trc',
  karen: 'kar',
  'sgaw karen': 'ksw',
  karenni: 'kyu',
  chin: 'cnh',
  rohingya: 'rhg',
  hmong: 'hmn',
  mien: 'ium',
  laotian: 'lo',
  chuukese: 'chk',
  marshallese: 'mh',
  ilocano: 'ilo',
  ilokano: 'ilo',
  visayan: 'ceb',
  tongan: 'to',
  samoan: 'sm',
  kinyarwanda: 'rw',
  kirundi: 'rn',
  oromo: 'om',
  tigrinya: 'ti',
  tigrigna: 'ti',
  bosnian: 'bs',
  'serbo croatian': 'sh',
  castilian: 'es',
  castellano: 'es',
  espanol: 'es',
  ingles: 'en',
  frances: 'fr',
  portugues: 'pt',
  'brazilian portuguese': 'pt-BR',
  'mexican sign language': 'mfs',
  russion: 'ru',
  vietnamesse: 'vi',
  spainish: 'es',
  spansih: 'es',
  chinesse: 'zh',
}

/** Two-letter codes are known by their names in these: "Español", "中文", "Tiếng Việt"; all others in English. */
const NAMED_IN = ['en', 'es', 'fr', 'zh', 'vi', 'ar', 'ht', 'tl', 'pt', 'ru', 'ko'] as const

let byName: Map<string, string> | undefined

function languageNames(): ReadonlyMap<string, string> {
  if (byName) return byName
  byName = new Map()
  for (const locale of NAMED_IN) {
    const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' })
    for (const code of LANGUAGE_CODES) if (locale === 'en' || code.length === 2) addName(names.of(code), code)
  }
  // A language in its own name: "አማርኛ", "ភាសាខ្មែរ".
  for (const code of LANGUAGE_CODES) if (code.length === 2) addName(ownName(code), code)
  for (const [name, code] of Object.entries(ALIASES)) byName.set(name, code)
  return byName
}

function ownName(code: string): string | undefined {
  const locale = Intl.DisplayNames.supportedLocalesOf([code])[0]
  return locale && new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' }).of(code)
}

/** The first code for a name stays: two letters before three, English before others. */
function addName(name: string | undefined, code: string): void {
  const folded = name && fold(name)
  // "fil" is what newer tables call "tl", and "tl" is the contract's.
  if (folded && !byName?.has(folded)) byName?.set(folded, code === 'fil' ? 'tl' : code)
}

function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’ʼ]/g, '')
    .toLowerCase()
    .replace(/[-–/\s]+/g, ' ')
    .trim()
}

const INTERPRETED =
  /interpret|translat|tranlat|traduc|intérprete|interprete|language ?line|tele-?interp|línea de idiomas/i
const WRITTEN = /website|web ?site|written|publication|material|brochure|forms?\b|printed|página web/i
const STAFFED = /staff|bi-?lingual|fluent|native|counsel(?:or|ing)|speak|spoken|habl|personal bilingüe/i
const OTHERS =
  /\b(?:(?:any|all|most|many|multiple|various|additional|\d{2,3}\+?)(?: other)? languages?|(?:other|another)s?(?: languages?)?|others|otros(?: idiomas)?|todos los idiomas|cualquier idioma|\d+ idiomas)\b|language ?line/i
const LIMITS =
  /limited|some\b|sometimes|at times|as needed|when needed|upon request|on request|by appointment|may be|varies|depend\w*|based on|based upon|not always|occasion|availab|limitado|a pedido|por cita/i
const SEPARATORS = /\\n|\n|[,;/•|]|\.(?=\s|$)|(?<!\w)\*|\s(?:and|y|et|&|\+)\s/i

/**
 * The languages that a field names: lists, brackets ("Spanish (limited)"), who speaks ("Creole with translators as
 * needed"), "other languages available upon request" (`mul`, by interpreter). What names no language is kept with
 * code null and noted.
 */
export const normaliseLanguages: (raw: string) => Normalised<SpokenLanguage[]> = remembering((raw) => {
  const whole = bcp47(raw.trim())
  if (whole) return normalised([{ name: raw.trim(), code: whole, spokenBy: 'unknown', note: null }])
  const found = new Map<string, SpokenLanguage>()
  const unknown: SpokenLanguage[] = []
  for (const { words, bracket } of clausesOf(raw)) {
    const languages = languagesOf(words, bracket)
    for (const language of languages) {
      if (language.code === null) unknown.push(language)
      else if (!found.has(language.code)) found.set(language.code, language)
    }
  }
  const value = [...found.values(), ...unknown]
  return normalised(value, unknown.length > 0 ? 'language-not-understood' : undefined)
})

/** Splits outside brackets; each clause with what its brackets say. */
function clausesOf(raw: string): { words: string; bracket: string }[] {
  const held: string[] = []
  const text = raw.replace(/\(([^)]*)\)?/g, (_, inside: string) => ` ⟦${held.push(inside) - 1}⟧ `)
  return text
    .split(SEPARATORS)
    .map((clause) => {
      const bracket = [...clause.matchAll(/⟦(\d+)⟧/g)].map(([, at]) => held[Number(at)] ?? '').join(', ')
      return {
        words: clause.replace(/⟦\d+⟧/g, ' ').replace(/\s+/g, ' ').trim(),
        bracket,
      }
    })
    .flatMap(({ words, bracket }) =>
      // "Spanish (Portuguese - publications only)": the bracket speaks of a language of its own.
      words !== '' && namesIn(bracket).length > 0
        ? [
            { words, bracket: '' },
            { words: bracket, bracket: '' },
          ]
        : [{ words, bracket }],
    )
    .filter(({ words, bracket }) => /\p{L}/u.test(words) || /\p{L}/u.test(bracket))
}

function languagesOf(words: string, bracket: string): SpokenLanguage[] {
  const said = `${words} ${bracket}`
  const spokenBy: SpokenBy = INTERPRETED.test(said)
    ? 'interpreter'
    : WRITTEN.test(said)
      ? 'written'
      : STAFFED.test(said)
        ? 'staff'
        : 'unknown'
  const note = bracket.trim() || (LIMITS.test(words) ? words : null)
  const named = namesIn(words)
  if (named.length > 0) return named.map(({ name, code }) => ({ name, code, spokenBy, note }))
  if (OTHERS.test(said) || spokenBy === 'interpreter') {
    return [
      {
        name: words || bracket,
        code: 'mul',
        spokenBy: spokenBy === 'unknown' ? 'interpreter' : spokenBy,
        note,
      },
    ]
  }
  return namesIn(bracket).length > 0 || words === ''
    ? namesIn(bracket).map(({ name, code }) => ({ name, code, spokenBy, note }))
    : [{ name: words, code: null, spokenBy, note }]
}

const LONGEST_NAME = 3

/** Language names among the words, longest first: "Haitian Creole" before "Creole". */
function namesIn(words: string): { name: string; code: string }[] {
  const names = languageNames()
  const tokens = words.match(/[\p{L}\p{M}'’]+/gu) ?? []
  const found: { name: string; code: string }[] = []
  for (let at = 0; at < tokens.length; at++) {
    for (let length = Math.min(LONGEST_NAME, tokens.length - at); length > 0; length--) {
      const name = tokens.slice(at, at + length).join(' ')
      const code = names.get(fold(name))
      if (!code || isPlainWord(name, tokens.length)) continue
      found.push({ name, code })
      at += length - 1
      break
    }
  }
  return found
}

/** Small words that are language names somewhere on earth ("Are", "So", "The") count only when they stand alone. */
const isPlainWord = (name: string, tokens: number) =>
  name.length <= 3 && tokens > 1 && !/^(?:asl|twi|lao|mam|ewe|ibo)$/i.test(name)

/** A field that holds a code and not a name: `es`, `en-US`, `spa`. */
function bcp47(text: string): string | undefined {
  if (!/^[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/.test(text) || languageNames().has(fold(text))) return undefined
  try {
    const code = Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0]
    const known = code && new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code)
    return known ? code : undefined
  } catch {
    return undefined
  }
}
