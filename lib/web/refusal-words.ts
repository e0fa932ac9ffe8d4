import { isLocale, type Locale } from '#base/i18n/locales.ts'
import { MESSAGES } from '#base/i18n/messages.ts'
import { translator } from '#base/i18n/translate.ts'

/**
 * Commands refuse in English sentences, which the API and the log keep. A page says the same sentence in its reader's
 * language: `refer.refusals` holds each under one key in every language, and the English one finds it.
 */
const REFUSALS = Object.entries(MESSAGES.en.refer.refusals)
const KEY_OF = new Map(REFUSALS.map(([key, sentence]) => [sentence, key]))

type Numbered = { key: string; form: RegExp; names: string[] }

/** Sentences with a number in them, such as how long to wait: the form of the English one finds the key and the number. */
const NUMBERED: readonly Numbered[] = REFUSALS.filter(([, sentence]) => sentence.includes('{')).map(
  ([key, sentence]) => ({ key, ...formOf(sentence) }),
)

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** A message with `{n}` or `{n, plural, one {# day} other {# days}}` as a pattern, and whose number each group holds. */
function formOf(message: string): { form: RegExp; names: string[] } {
  const names: string[] = []
  const number = (name: string) => {
    names.push(name)
    return '([\\d.,]+)'
  }
  const argument = /\{(\w+)(?:, plural,((?:\s*[\w=]+ \{[^{}]*\})+)\s*)?\}/g
  let pattern = ''
  let at = 0
  for (const found of message.matchAll(argument)) {
    const [whole, name = '', options] = found
    pattern += literal(message.slice(at, found.index))
    at = found.index + whole.length
    const choices = [...(options ?? '').matchAll(/\{([^{}]*)\}/g)].map(([, text = '']) =>
      text.split('#').map(literal).join(number(name)),
    )
    pattern += options ? `(?:${choices.join('|')})` : number(name)
  }
  return { form: new RegExp(`^${pattern}${literal(message.slice(at))}$`), names }
}

/** What zod says where a schema has no words of its own. */
const SCHEMA_WORDS: readonly [RegExp, string][] = [
  [/received undefined|^Invalid option|expected string, received/, 'Fill this in.'],
  [/^Too small: expected string/, 'Fill this in.'],
  [/^Too small: expected (array|set)/, 'Choose at least one.'],
  [/^Too big: expected string/, 'This is too long. Make it shorter.'],
  [/^Too big: expected (array|set)/, 'That is too many. Take some out.'],
  [/^(Invalid|Too small|Too big|Unrecognized|Not)\b/, 'This cannot be right. Look at it again.'],
]

/** The sentence in the reader's language; one that is not on file stays as it is. */
export function refusalWords(sentence: string, locale: Locale): string {
  const plain = SCHEMA_WORDS.find(([form]) => form.test(sentence))?.[1] ?? sentence
  const key = KEY_OF.get(plain)
  if (key) return MESSAGES[locale].refer.refusals[key as keyof typeof MESSAGES.en.refer.refusals] ?? plain
  for (const { key, form, names } of NUMBERED) {
    const numbers = form.exec(plain)?.slice(1)
    if (!numbers) continue
    const values = names.flatMap((name, index) => {
      const number = numbers[index]?.replaceAll(',', '')
      return number === undefined ? [] : [[name, Number(number)] as const]
    })
    return translator(locale)(`refer.refusals.${key}`, Object.fromEntries(values))
  }
  return plain
}

/** What a refusal is about: consent fields as a list of words, missing elements each as what to do about it. */
export function aboutWords(codes: readonly string[], locale: Locale): string {
  const { field, refusals } = MESSAGES[locale].refer
  const fields = codes.flatMap((code) => (field as Record<string, string>)[code] ?? [])
  if (fields.length === codes.length) return new Intl.ListFormat(locale).format(fields)
  return codes.map((code) => (refusals as Record<string, string>)[code] ?? code).join(' ')
}

/** The language of a form: every form carries it. */
export function formLocale(form: FormData): Locale {
  const locale = String(form.get('locale') ?? '')
  return isLocale(locale) ? locale : 'en'
}
