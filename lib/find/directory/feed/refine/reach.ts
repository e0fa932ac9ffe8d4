import { normaliseLanguages } from '../../normalise/language.ts'
import { normalisePhones } from '../../normalise/phone.ts'
import { type Draft, isBlank, keepOriginal, replaceValue, type Told } from './refine.ts'

/** One row a number: a field with three numbers in it is three telephones. */
export function refinePhone(draft: Draft, told: Told): Draft[] {
  const { values, extra } = draft
  // One exporter writes the number of a list that it does not export.
  if (/^\d+$/.test(String(values.type ?? ''))) replaceValue(draft, 'type', null)
  const raw = isBlank(values.number) ? '' : String(values.number)
  const { value: phones, note } = normalisePhones(raw, told.country)
  if (note) told.note(note)
  if (phones.length === 0) return [draft]
  if (phones.length > 1) keepOriginal(extra, 'number', raw)
  return phones.map(({ number, e164, extension, type, description }) => ({
    extra: { ...extra },
    values: {
      ...values,
      number: phones.length > 1 ? number : raw.trim(),
      e164,
      extension: isBlank(values.extension) ? extension : values.extension,
      type: isBlank(values.type) ? type : values.type,
      description: isBlank(values.description) ? description : values.description,
    },
  }))
}

/** One row a language: "English, Spanish and other languages by interpreter" is three. */
export function refineLanguage(draft: Draft, told: Told): Draft[] {
  const { values, extra } = draft
  const code = isBlank(values.code) ? '' : String(values.code)
  const words = isBlank(values.name) ? code : String(values.name)
  const { value: languages, note } = normaliseLanguages(words)
  if (note) told.note(note)
  if (languages.length === 0) return [draft]
  if (languages.length > 1) keepOriginal(extra, 'name', words)
  const stated = code ? (normaliseLanguages(code).value[0]?.code ?? null) : null
  if (code && stated !== code) keepOriginal(extra, 'code', code)
  return languages.map((language) => ({
    extra: { ...extra },
    values: {
      ...values,
      name: languages.length > 1 ? language.name : words,
      code: languages.length === 1 ? (stated ?? language.code) : language.code,
      note: isBlank(values.note) ? language.note : values.note,
      spoken_by: language.spokenBy,
    },
  }))
}
