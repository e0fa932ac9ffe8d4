import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, type Tx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Letter } from '#base/mail/model.ts'
import { isMailLocale, renderMail, renderText } from '#base/mail/render.ts'
import { readConfig } from '#base/runtime/config.ts'
import type { Client, ClientRecord } from '#refer/clients/model.ts'
import { findClient, requireCarrier } from '#refer/clients/store.ts'
import { clientTimezone } from '#refer/clients/timezone.ts'
import { mayContact } from './safe-contact.ts'

/** How the client's own rules let a message reach them now, or why none may. */
export type Reach =
  | { channel: 'mail' | 'text'; to: string; notBefore: Date }
  | { channel: null; why: 'no-contact' | 'channel' | 'no-address' }

/** E-mail before text, where both may be used: it is the quieter one. One message an event, never both. */
export function reachOf(
  { safeContact, email, phone }: Pick<ClientRecord, 'safeContact' | 'email' | 'phone'>,
  now: Date,
  timezone: string,
  gateway: boolean,
): Reach {
  let why: 'no-contact' | 'channel' | 'no-address' = 'channel'
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

export type Preview = Reach & { locale: Locale; letter: Pick<Letter, 'subject' | 'text'> | null }

/**
 * Exactly what would go out to this client if there were news now, its secret link aside. Nothing is sent. The reading is
 * written down. @throws not-found for absent and not carried alike.
 */
export async function previewOf(ctx: Ctx, clientId: string): Promise<Preview> {
  requirePermission(ctx.actor, 'client:read')
  const { sms, appUrl } = readConfig()
  return transact(ctx, async (tx) => {
    const client = await findClient(tx, clientId)
    if (!client) throw notFound()
    await requireCarrier(tx, clientId)
    await record(tx, ctx, {
      action: 'client:preview',
      entity: 'client',
      entityId: clientId,
      clientId,
      purpose: ctx.actor.role === 'client' ? 'own-record' : 'care',
    })
    const zone = (await clientTimezone(tx, clientId)) ?? 'UTC'
    const reach = reachOf(client.record, ctx.now, zone, sms !== undefined)
    const locale = localeOfClient(client.record)
    if (reach.channel === null) return { ...reach, locale, letter: null }
    const mail = {
      to: reach.to,
      template: 'client.news',
      locale,
      values: {},
      link: `${appUrl}/${locale}/my/…`,
    }
    const letter = reach.channel === 'mail' ? renderMail(mail) : { subject: '', text: renderText(mail) }
    return { ...reach, locale, letter: { subject: letter.subject, text: letter.text } }
  })
}
