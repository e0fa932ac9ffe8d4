import { z } from 'zod'
import { LOCALES, type Locale } from '#base/i18n/locales.ts'
import data from '#data/needs/labels.json' with { type: 'json' }

const inEveryLanguage = z.record(z.enum(LOCALES), z.string().min(1))

/** data/needs/labels.json. */
export const labelsSchema = z.strictObject({
  about: z.string(),
  /** Who, native in the language, read it and when; null until somebody has. */
  reviewed: z.record(z.enum(LOCALES), z.strictObject({ by: z.string(), on: z.iso.date() }).nullable()),
  labels: z.record(z.string(), inEveryLanguage),
})

const LABELS = new Map(Object.entries(labelsSchema.parse(data).labels))

/** The plain word of a need or a domain (`food.pantry`, `food`); the id itself where it is unknown. */
export function needLabel(id: string, locale: Locale): string {
  return LABELS.get(id)?.[locale] ?? id
}
