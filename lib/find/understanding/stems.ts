import snowball from 'snowball-stemmers'
import type { Language } from './model.ts'
import { fold, type Token } from './normalise.ts'

const english = snowball.newStemmer('english')
const spanish = snowball.newStemmer('spanish')

/**
 * The keys under which a phrase's word is found. A request's word may have several (`keysOf`): the two meet on
 * any key they share. A key that begins with `=` is the word itself, not its stem.
 */
export function literalKey(language: Language, word: string): string {
  if (language === 'vi') return vietnameseLiteral(word)
  const plain = fold(word)
  if (language === 'en') return english.stem(plain)
  if (language === 'es') return spanish.stem(plain)
  if (language === 'ar') return arabicStem(plain)
  if (language === 'tl') return tagalogSound(plain)
  return plain
}

/** `accented`: the text as a whole carries Vietnamese accents, so a bare word in it is bare on purpose. */
export function keysOf(language: Language, token: Token, accented: boolean): string[] {
  const { fold: plain, text } = token
  if (language === 'en') return unique([`=${plain}`, english.stem(plain)])
  if (language === 'es') return unique([`=${plain}`, spanish.stem(plain)])
  if (language === 'ar') return unique([`=${plain}`, ...arabicStems(plain)])
  if (language === 'tl') return unique([`=${plain}`, ...tagalogRoots(plain)])
  if (language === 'vi') return vietnameseKeys(text, plain, accented)
  return [`=${plain}`, plain]
}

const unique = (keys: string[]): string[] => [...new Set(keys)]

/**
 * Vietnamese accents tell words apart (`thuê` to rent, `thuế` tax), but many people type none. A bare word meets
 * every accented one (key `~`); an accented word meets its own spelling only.
 */
function vietnameseLiteral(word: string): string {
  return word.toLowerCase().normalize('NFC')
}

function vietnameseKeys(text: string, plain: string, accented: boolean): string[] {
  const keys = [text, `=${plain}`]
  if (text === plain && !accented) keys.push(`~${plain}`)
  return keys
}

/** Second key of a Vietnamese literal: the word as somebody types it without accents. */
export function bareVietnamese(word: string): string {
  return `~${fold(word)}`
}

const ARABIC_PREFIXES = [
  'وال',
  'فال',
  'بال',
  'كال',
  'ولل',
  'لل',
  'ال',
  'و',
  'ف',
  'ب',
  'ل',
  'ك',
  'ه',
  'ع',
  'م',
]
const ARABIC_VERBS = ['سن', 'سي', 'ست', 'سا', 'بي', 'بت', 'بن', 'با', 'حا', 'حي', 'رح', 'ي', 'ت', 'ن', 'ا']
const ARABIC_SUFFIXES = [
  ...[
    'تهم',
    'تها',
    'تنا',
    'تني',
    'تكم',
    'هما',
    'كما',
    'ونه',
    'وني',
    'ات',
    'ون',
    'ين',
    'ان',
    'ها',
    'هم',
    'هن',
  ],
  ...['نا', 'كم', 'ني', 'ته', 'تي', 'تك', 'وا', 'يه', 'ه', 'ي', 'ك', 'ا', 'ت'],
]

/** The noun's light stem: article and one conjunction or preposition off the front, one ending off the back. */
export function arabicStem(word: string): string {
  return cutBack(cutFront(word, ARABIC_PREFIXES.slice(0, 7)), ARABIC_SUFFIXES, 3)
}

function cutFront(word: string, prefixes: string[]): string {
  const found = prefixes.find((prefix) => word.startsWith(prefix) && word.length - prefix.length >= 3)
  return found === undefined ? word : word.slice(found.length)
}

function cutBack(word: string, suffixes: string[], left: number): string {
  const found = suffixes.find((suffix) => word.endsWith(suffix) && word.length - suffix.length >= left)
  return found === undefined ? word : word.slice(0, -found.length)
}

/** "And not", "and in": particles too short for the rule of three letters. */
const AND_PARTICLE = /^[وف](?:ما|لا|لم|لن|من|في|هو|هي|عن|ان|قد|هم|كل)$/

/** Written Arabic glues and, to, by, the, I, my and him to the word: every reading with three letters left. */
function arabicStems(word: string): string[] {
  const fronts = new Set([word])
  for (const prefix of ARABIC_PREFIXES) {
    if (word.startsWith(prefix) && word.length - prefix.length >= 3) fronts.add(word.slice(prefix.length))
  }
  if (AND_PARTICLE.test(word)) fronts.add(word.slice(1))
  // Spoken: `هالايجار` this rent, `عالباب` at the door, `وبالبيت` and at home.
  const clitics = /^و?[هعبفكم]ال(?=.{3})/.exec(word)?.[0]
  if (clitics !== undefined) fronts.add(word.slice(clitics.length))
  for (const front of [...fronts]) {
    for (const prefix of ARABIC_VERBS) {
      if (front.startsWith(prefix) && front.length - prefix.length >= 3)
        fronts.add(front.slice(prefix.length))
    }
  }
  const stems = new Set<string>()
  for (const front of fronts) {
    stems.add(front)
    for (const suffix of ARABIC_SUFFIXES) {
      if (front.endsWith(suffix) && front.length - suffix.length >= 3)
        stems.add(front.slice(0, -suffix.length))
    }
  }
  return [...stems]
}

/** Tagalog writes o and u, e and i for the same vowels as endings come and go: `tulong`, `tulungan`. */
function tagalogSound(word: string): string {
  return word.replaceAll('o', 'u').replaceAll('e', 'i')
}

const TAGALOG_PREFIXES = [
  ...['nakikipag', 'makipag', 'nakipag', 'ipinag', 'ipinang', 'nakaka', 'makaka', 'nakapag', 'makapag'],
  ...[
    'nagpapa',
    'magpapa',
    'pinaka',
    'napaka',
    'ipag',
    'ipa',
    'ipina',
    'pinag',
    'pina',
    'pang',
    'pam',
    'pan',
  ],
  ...[
    'pag',
    'mag',
    'nag',
    'mang',
    'nang',
    'maka',
    'naka',
    'maki',
    'naki',
    'pa',
    'ma',
    'na',
    'ka',
    'um',
    'in',
    'i',
  ],
]
const TAGALOG_SUFFIXES = ['hang', 'han', 'hin', 'ang', 'ing', 'an', 'in', 'ng', 'g']

/** Readings of a Tagalog word with affixes, the -um- and -in- inside, and the doubled syllable taken off. */
function tagalogRoots(word: string): string[] {
  const start = tagalogSound(word)
  const roots = new Set([start])
  let edge = [start]
  for (let depth = 0; depth < 3 && roots.size < 40; depth += 1) {
    const next: string[] = []
    for (const form of edge) {
      for (const shorter of tagalogShorter(form)) {
        if (shorter.length >= 3 && !roots.has(shorter)) {
          roots.add(shorter)
          next.push(shorter)
        }
      }
    }
    edge = next
  }
  return [...roots]
}

function tagalogShorter(form: string): string[] {
  const forms: string[] = []
  for (const prefix of TAGALOG_PREFIXES) if (form.startsWith(prefix)) forms.push(form.slice(prefix.length))
  for (const suffix of TAGALOG_SUFFIXES) if (form.endsWith(suffix)) forms.push(form.slice(0, -suffix.length))
  const infix = /^([bcdghklmnprstwy]{1,2})(um|in)(?=[aiu])/.exec(form)
  if (infix) forms.push(`${infix[1]}${form.slice(infix[0].length)}`)
  const doubled = /^([bcdghklmnprstwy]?[aiu])\1/.exec(form)
  if (doubled?.[1] !== undefined) forms.push(form.slice(doubled[1].length))
  return forms
}
