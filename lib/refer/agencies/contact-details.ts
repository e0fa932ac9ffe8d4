import { IANAZone } from 'luxon'
import { z } from 'zod'
import { LOCALES } from '#base/i18n/locales.ts'
import { normalisePhones } from '#find/directory/normalise/phone.ts'
import { PREFERRED_CHANNELS } from './model.ts'

/** Past closed days older than this count for no running clock any more. */
const KEPT_DAYS = 366
const MAX_CLOSED_DAYS = 200
/** Longer than any break that an agency takes. */
const MAX_BREAK_DAYS = 120

const NUMBER = 'Write a telephone number with its area code.'

/** One number of a numbering plan, with an extension where there is one; as it was written. */
const phone = z
  .string()
  .trim()
  .max(60)
  .refine((text) => {
    const { value } = normalisePhones(text)
    return value.length === 1 && (value[0]?.e164 ?? null) !== null
  }, NUMBER)

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give the time as hours and minutes.')
const day = z.iso.date('Give the date as year-month-day, for example 2026-12-01.')

/** What whoever keeps an agency sets at once; the mailbox and the text number want a proof besides. */
export const contactDetailsSchema = z
  .object({
    contactName: z.string().trim().max(120).optional(),
    phone: phone.optional(),
    callHours: z.object({ from: time, to: time }).optional(),
    phoneHours: z.string().trim().max(300).optional(),
    fax: phone.optional(),
    preferredChannel: z.enum(PREFERRED_CHANNELS).optional(),
    /** The one that it is written to in; `locale` is the page's. */
    language: z.enum(LOCALES).optional(),
    // Listings lie in zones that nobody has to choose among, such as America/Detroit.
    timezone: z.string().refine(IANAZone.isValidZone),
    workingDays: z
      .array(z.coerce.number().int().min(1).max(7))
      .min(1, 'Choose at least one day.')
      .transform((days) => [...new Set(days)].sort()),
    /** Those that stay of the days on file, and those of a new break. */
    closedDays: z.array(day).max(MAX_CLOSED_DAYS).default([]),
    closedFrom: day.optional(),
    closedTo: day.optional(),
  })
  .superRefine((given, issues) => {
    const wrong = (path: string, message: string) =>
      issues.addIssue({ code: 'custom', path: [path], message })
    if (given.callHours && given.callHours.from >= given.callHours.to)
      wrong('callHours.to', 'The end must be after the beginning.')
    if (given.preferredChannel === 'telephone' && !given.phone) wrong('phone', NUMBER)
    if (given.preferredChannel === 'fax' && !given.fax) wrong('fax', NUMBER)
    if (given.closedTo && !given.closedFrom) wrong('closedFrom', 'Give the first day too.')
    if (given.closedFrom && given.closedTo && given.closedTo < given.closedFrom)
      wrong('closedTo', 'The last day must not be before the first.')
    if (
      given.closedFrom &&
      daysBetween(given.closedFrom, given.closedTo ?? given.closedFrom) > MAX_BREAK_DAYS
    )
      wrong('closedTo', 'That is a long break. Enter it in parts.')
  })
export type ContactDetails = z.output<typeof contactDetailsSchema>

const DAY = 86_400_000
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY

/** The closed days on file from now on, in order: those that stay, and the new break. */
export function closedDaysOf(details: ContactDetails, now: Date): string[] {
  const days = new Set(details.closedDays)
  const { closedFrom: from, closedTo: to = from } = details
  if (from && to)
    for (let at = Date.parse(from); at <= Date.parse(to); at += DAY)
      days.add(new Date(at).toISOString().slice(0, 10))
  const oldest = new Date(now.getTime() - KEPT_DAYS * DAY).toISOString().slice(0, 10)
  return [...days].filter((each) => each >= oldest).sort()
}

/** Where a text can go, as gateways want it: E.164, from however it is written. */
export const textNumberSchema = z
  .string()
  .trim()
  .max(60)
  .transform((written, issues) => {
    const [number, second] = normalisePhones(written).value
    if (number?.e164 && !number.extension && !second) return number.e164
    issues.addIssue({ code: 'custom', message: NUMBER })
    return z.NEVER
  })
