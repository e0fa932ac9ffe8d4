import type { Locale } from '#base/i18n/locales.ts'
import ar from '#data/messages/ar/broken.json' with { type: 'json' }
import en from '#data/messages/en/broken.json' with { type: 'json' }
import es from '#data/messages/es/broken.json' with { type: 'json' }

/** The few words of the error page, in a file of their own: a client component must not carry all messages. */
export const BROKEN: Record<Locale, typeof en> = { en, es, ar }
