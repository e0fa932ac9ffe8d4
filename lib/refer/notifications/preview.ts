import { requirePermission } from '#base/access/permissions.ts'
import { record } from '#base/audit/store.ts'
import { notFound } from '#base/core/errors.ts'
import { type Ctx, transact } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Letter } from '#base/mail/model.ts'
import { renderMail, renderText } from '#base/mail/render.ts'
import { readConfig } from '#base/runtime/config.ts'
import { type LinkGiver, localeOfClient, type Reach, reachOfGiver } from '#refer/clients/reach.ts'
import { findClient, requireCarrier } from '#refer/clients/store.ts'
import { linkPath } from './links.ts'
import { CLIENT_NEWS, type ClientNews, templateOf } from './recipients.ts'

/** One message as it would go out now, and all that it would be sent for. */
export type PreviewedMessage = {
  to: LinkGiver
  topics: readonly ClientNews[]
  reach: Reach
  /** Null where the rules let none leave. */
  letter: Pick<Letter, 'subject' | 'text'> | null
}
export type Preview = { locale: Locale; messages: PreviewedMessage[] }

/**
 * Every message that could go out to this client, exactly as it would leave now, the secret of its link aside: what is
 * said the same way of several kinds of news stands once, with all of them. Nothing is sent. The reading is written down.
 * @throws not-found for absent and not carried alike.
 */
export async function previewOf(ctx: Ctx, clientId: string): Promise<Preview> {
  requirePermission(ctx.actor, 'client:read')
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
    const locale = localeOfClient(client.record)
    const messages: PreviewedMessage[] = []
    const add = async (to: LinkGiver, template: ReturnType<typeof templateOf>) => {
      const topics = CLIENT_NEWS.filter((news) => templateOf(news) === template)
      const reach = await reachOfGiver(tx, ctx.now, client, to, 'UTC')
      messages.push({ to, topics, reach, letter: letterOf(reach, template, locale) })
    }
    await add('client', 'client.news')
    await add('client', 'client.consent')
    // Whoever decides for them is asked under their own address, and only that.
    if (client.record.guardian) await add('guardian', 'client.consent')
    return { locale, messages }
  })
}

function letterOf(reach: Reach, template: string, locale: Locale): PreviewedMessage['letter'] {
  if (reach.channel === null) return null
  const link = readConfig().appUrl + linkPath.client(locale, '…')
  const mail = { to: reach.to, template, locale, values: {}, link }
  if (reach.channel === 'text') return { subject: '', text: renderText(mail) }
  const { subject, text } = renderMail(mail)
  return { subject, text }
}
