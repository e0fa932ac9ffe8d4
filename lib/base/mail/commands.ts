import { fillSecrets } from '../core/link-token.ts'
import { type Ctx, transact } from '../db/context.ts'
import { enqueue } from '../outbox/store.ts'
import { keyring } from '../runtime/keyring.ts'
import { type Bounce, isRefusedAddress } from './bounce.ts'
import type { MailTransport } from './client.ts'
import type { Mail } from './model.ts'
import { renderMail, renderText } from './render.ts'
import { lockWaitingMail, markBounced, markFailed, markSent } from './store.ts'
import { TextRefused, type TextTransport } from './text-client.ts'

/** After this many failures a message is dead: `doctor` shows it. Matches the job's own limit. */
const ATTEMPTS = 12

/**
 * Sends a queued message once. The row stays locked while it goes out, so no other worker takes it; a worker that is
 * killed between the server's "accepted" and our commit will send it again with the same Message-ID, by which mail
 * servers and the development catcher know it for the same message.
 * @throws when the server refused, so that the job is tried again with backoff.
 */
export async function deliverMail(
  ctx: Ctx,
  mailId: string,
  transport: MailTransport,
  domain: string,
  /** Null: no gateway is set. */
  text: TextTransport | null = null,
): Promise<void> {
  const failure = await transact(ctx, async (tx) => {
    const mail = await lockWaitingMail(tx, mailId)
    if (!mail) return undefined
    try {
      const response = await send(withSecrets(mail), transport, domain, text)
      await markSent(tx, mail.id, ctx.now, response.slice(0, 200))
      return undefined
    } catch (error) {
      const code =
        error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ESEND'
      const bounced = isRefusedAddress(error)
      const refused = bounced || (error instanceof TextRefused && error.final)
      const final = refused || mail.attempts + 1 >= ATTEMPTS
      await markFailed(tx, mail.id, ctx.now, code, final)
      if (bounced) await markBounced(tx, mail.id, ctx.now, code)
      if (final && mail.referralId)
        await enqueue(tx, 'mail.failed', { mailId: mail.id, referralId: mail.referralId })
      // What was refused for good is not tried again.
      return refused ? undefined : error
    }
  })
  if (failure) throw failure
}

/**
 * Writes down that a message came back after the server had taken it. Whoever sent what it was about gets the same task as
 * for one that was never taken. The same report twice is one.
 */
export async function recordBounce(ctx: Ctx, { mailId, status }: Bounce): Promise<void> {
  await transact(ctx, async (tx) => {
    const referralId = await markBounced(tx, mailId, ctx.now, status)
    if (referralId) await enqueue(tx, 'mail.failed', { mailId, referralId })
  })
}

async function send(
  mail: Mail,
  transport: MailTransport,
  domain: string,
  text: TextTransport | null,
): Promise<string> {
  if (mail.channel === 'mail')
    return transport.send({ ...renderMail(mail), messageId: `<${mail.id}@${domain}>` })
  if (!text) throw new TextRefused(404)
  return text.send({ to: mail.to, body: renderText(mail), messageId: mail.id })
}

/** Links and codes of a queued message are named by id; here, and only here, they become secrets. */
export function withSecrets<M extends Pick<Mail, 'values' | 'link'>>(mail: M): M {
  const fill = (text: string) => fillSecrets(keyring(), text)
  const values = Object.entries(mail.values).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value) : value,
  ])
  return { ...mail, values: Object.fromEntries(values), link: mail.link && fill(mail.link) }
}
