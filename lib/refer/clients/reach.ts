import type { Tx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { isMailLocale } from '#base/mail/render.ts'
import { readConfig } from '#base/runtime/config.ts'
import type { Client, ClientRecord } from './model.ts'
import { mayContact } from './safe-contact.ts'
import { clientTimezone } from './timezone.ts'

/** Why no message may leave: none at all; no way that a message takes; the way is allowed and leads nowhere. */
export type Unreachable = 'no-contact' | 'channel' | 'no-address'

/** How the client's own rules let a message reach them now, or why none may. */
export type Reach =
  | { channel: 'mail' | 'text'; to: string; notBefore: Date }
  | { channel: null; why: Unreachable }

/** E-mail before text, where both may be used: it is the quieter one. One message an event, never both. */
function reachOf(
  { safeContact, email, phone }: Pick<ClientRecord, 'safeContact' | 'email' | 'phone'>,
  now: Date,
  timezone: string,
  gateway: boolean,
): Reach {
  let why: Unreachable = 'channel'
  for (const channel of gateway ? (['mail', 'text'] as const) : (['mail'] as const)) {
    const permission = mayContact(safeContact, channel, now, timezone)
    const to = channel === 'mail' ? email : phone && e164(phone)
    if (permission.allowed && to) return { channel, to, notBefore: permission.notBefore }
    if (permission.allowed) why = 'no-address'
    else if (permission.why === 'no-contact') why = 'no-contact'
  }
  return { channel: null, why }
}

/** Whose private page a link opens, and so whose address a message about it goes to. */
export type LinkGiver = 'client' | 'guardian' | 'representative'

/** Whose page asks for a consent: a minor answers on their own. */
export function linkGiverOf(giver: string | undefined): LinkGiver {
  return giver === 'guardian' || giver === 'representative' ? giver : 'client'
}

/**
 * How the client, or whoever consents for them, may be reached at `now`. @param localZone IANA zone of the agency: a person
 * who came by themselves lives, as far as is known, where they asked for help.
 */
export async function reachOfGiver(
  tx: Tx,
  now: Date,
  { id, record }: Pick<Client, 'id' | 'record'>,
  giver: LinkGiver,
  localZone: string,
): Promise<Reach> {
  const reached = giver === 'client' ? record : { ...record, email: record.guardian?.email, phone: undefined }
  const zone = (await clientTimezone(tx, id)) ?? localZone
  return reachOf(reached, now, zone, readConfig().sms !== undefined)
}

/** As gateways want a number of this country; null when it is none. */
function e164(phone: string): string | null {
  const digits = phone.replaceAll(/\D/g, '')
  if (phone.trim().startsWith('+')) return `+${digits}`
  if (digits.length === 10) return `+1${digits}`
  return digits.length === 11 && digits.startsWith('1') ? `+${digits}` : null
}

export const localeOfClient = ({ languages }: Pick<ClientRecord, 'languages'>): Locale =>
  languages.map((language) => language.slice(0, 2)).find(isMailLocale) ?? 'en'
