import type { Locale } from '../i18n/locales.ts'

/**
 * What a message may say beside its fixed words: names of organizations, dates, links and codes. Never a fact about a
 * person; a type cannot prove that, so a test looks through every template and every message of a scripted day.
 */
export type MailValues = Record<string, string | number>

/** A key under `mail` in the message files: `<template>.subject`, `<template>.body`, and `<template>.button` with a link. */
export type MailTemplate = string

export type NewMail = {
  /** One message an event and recipient: queueing the same key again adds nothing. */
  key: string
  to: string
  template: MailTemplate
  locale: Locale
  values?: MailValues
  /** Where the button leads. Not a secret that acts by itself: every link opens a page with a button. */
  link?: string
  /** A second address under the first, such as for who should not have got the message; `words` is a key under `mail`. */
  aside?: { words: string; link: string }
  /** What it is about, so that a withdrawal can drop it while it waits. */
  referralId?: string
  clientId?: string
  /** `text` goes by the gateway and says only that something changed. */
  channel?: 'mail' | 'text'
  /** Not sent before this time. */
  notBefore?: Date
}

export type Mail = {
  id: string
  to: string
  template: MailTemplate
  locale: Locale
  values: MailValues
  link: string | undefined
  channel: 'mail' | 'text'
  referralId: string | null
  attempts: number
}

/** A message as it goes out. */
export type Letter = { to: string; subject: string; text: string; html: string }
