import ar from '#data/messages/ar.json' with { type: 'json' }
import en from '#data/messages/en.json' with { type: 'json' }
import es from '#data/messages/es.json' with { type: 'json' }
import type { Locale } from './locales.ts'

/** English is the shape that the other languages are checked against. */
export type Messages = typeof en

/** A static map: the bundler cannot follow a path that is put together at run time. */
export const MESSAGES: Record<Locale, Messages> = { en, es, ar }
