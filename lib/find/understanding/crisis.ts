import { z } from 'zod'
import messages from '#data/crisis/messages.json' with { type: 'json' }
import us from '#data/crisis/us.json' with { type: 'json' }
import { CRISIS_KINDS, type CrisisKind, LANGUAGES, type Language } from './model.ts'

/** One line of help. `phone` and `sms` as dialled, `smsText` the word to send, `languages` BCP 47 without interpreter. */
const contactSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  phone: z.string().nullable(),
  sms: z.string().nullable(),
  smsText: z.string().nullable(),
  url: z.url().nullable(),
  hours: z.string(),
  languages: z.array(z.string().min(2)).min(1),
  /** Whether interpreters for further languages can be had on the call. */
  interpreter: z.boolean(),
  byLanguage: z.partialRecord(
    z.enum(LANGUAGES),
    z.strictObject({ name: z.string(), smsText: z.string(), url: z.url() }).partial(),
  ),
  /** Who of the stewards rang the line last, and when (ISO 8601 day); null until somebody has. */
  checkedBy: z.string().nullable(),
  checkedOn: z.iso.date().nullable(),
})

export const countrySchema = z.strictObject({
  /** ISO 3166-1 alpha-2. */
  country: z.string().length(2),
  order: z.record(z.enum(CRISIS_KINDS), z.array(z.string()).min(1)),
  contacts: z.array(contactSchema).min(1),
})

const messageSchema = z.strictObject({
  /** The native reader who has reviewed these words; null until one has. */
  reviewedBy: z.string().nullable(),
  ...(Object.fromEntries(CRISIS_KINDS.map((kind) => [kind, z.string().min(1)])) as Record<
    CrisisKind,
    z.ZodString
  >),
})

const COUNTRIES = new Map([us].map((file) => [file.country, countrySchema.parse(file)]))
const MESSAGES = z.record(z.enum(LANGUAGES), messageSchema).parse(messages)
const DEFAULT_COUNTRY = 'US'

export type CrisisContact = {
  name: string
  phone: string | null
  sms: string | null
  /** The word to send to `sms`, where the line asks for one. */
  smsText: string | null
  url: string | null
  languages: string[]
  interpreter: boolean
}

export type CrisisAnswer = {
  kind: CrisisKind
  /** The language the message is in. */
  language: Language
  message: string
  /** The most urgent first. */
  contacts: CrisisContact[]
}

/** `es-MX` → `es`, `fil` → `tl`; English where the language is none of ours. */
function languageFor(locale: string): Language {
  const primary = locale.toLowerCase().split(/[-_]/)[0] ?? ''
  if (primary === 'fil') return 'tl'
  return LANGUAGES.find((language) => language === primary) ?? 'en'
}

/**
 * What a person in crisis is shown, in their language. From the files of this version alone, so that it stands
 * when index and database are gone. A country without a file of its own gets the United States' lines.
 */
export function crisisAnswer(
  kind: CrisisKind,
  locale: string,
  country: string = DEFAULT_COUNTRY,
): CrisisAnswer {
  const language = languageFor(locale)
  const lines = COUNTRIES.get(country) ?? COUNTRIES.get(DEFAULT_COUNTRY)
  const contacts = (lines?.order[kind] ?? []).flatMap((id) => {
    const contact = lines?.contacts.find((each) => each.id === id)
    if (contact === undefined) return []
    const own = contact.byLanguage[language]
    const { phone, sms, languages, interpreter } = contact
    return [
      {
        name: own?.name ?? contact.name,
        phone,
        sms,
        smsText: own?.smsText ?? contact.smsText,
        url: own?.url ?? contact.url,
        languages,
        interpreter,
      },
    ]
  })
  return { kind, language, message: MESSAGES[language][kind], contacts }
}

/** Who writes in a language reads it, whatever the pages are in; English is mixed into every other. */
export function writtenLanguage(languages: readonly Language[], locale: string): string {
  const [written] = languages
  return written === undefined || written === 'en' ? locale : written
}

/** The message in the language of the text and, where that is another, in that of the page. */
export function crisisMessages(
  kind: CrisisKind,
  written: string,
  locale: string,
): { message: string; language: Language }[] {
  const languages = new Set([languageFor(written), languageFor(locale)])
  return [...languages].map((language) => ({ message: MESSAGES[language][kind], language }))
}

export type UncheckedCrisis = {
  /** `US: 988 Suicide & Crisis Lifeline` */
  contacts: string[]
  /** Languages whose messages no native reader has reviewed. */
  messages: Language[]
}

/** What no steward has checked yet: `doctor` says so. */
export function uncheckedCrisis(): UncheckedCrisis {
  return {
    contacts: [...COUNTRIES.values()].flatMap(({ country, contacts }) =>
      contacts
        .filter(({ checkedBy, checkedOn }) => checkedBy === null || checkedOn === null)
        .map(({ name }) => `${country}: ${name}`),
    ),
    messages: LANGUAGES.filter((language) => MESSAGES[language].reviewedBy === null),
  }
}
