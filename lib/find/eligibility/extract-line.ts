import { z } from 'zod'
import { findState } from '#find/geo/places.ts'
import { extract } from './extract.ts'
import { type ExtractedFields, fieldsOf } from './extraction.ts'

const lineSchema = z.object({
  id: z.string({ error: 'Give "id" as a text.' }),
  text: z.string({ error: 'Give "text", the prose to read, as a text.' }),
  state: z.string().nullish(),
  /** Both languages are read in any case. */
  lang: z.string().nullish(),
})

export type ExtractedLine = { id: string; rules: ExtractedFields; sure: ExtractedFields }
export type LineResult = { line: ExtractedLine } | { error: string }

/** One JSON line `{"id","text","state"?,"lang"?}` → its rules, and those that may rule a service out. */
export function extractLine(json: string): LineResult {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { error: 'This is not JSON. Write one object a line, with "id" and "text".' }
  }
  const parsed = lineSchema.safeParse(value)
  if (!parsed.success) return { error: parsed.error.issues.map(({ message }) => message).join(' ') }
  const { id, text, state } = parsed.data
  const usps = state ? findState(state)?.state : undefined
  if (state && !usps)
    return { error: `"${state}" is no state. Give two letters, such as TX, or leave it out.` }
  const extraction = extract(text, usps ? { state: usps } : {})
  return {
    line: {
      id,
      rules: fieldsOf(extraction, { sureOnly: false }),
      sure: fieldsOf(extraction, { sureOnly: true }),
    },
  }
}
