import nodemailer from 'nodemailer'
import type { Letter } from './model.ts'

export type MailTransport = {
  /** @returns the server's own word for what it took. @throws when it did not. */
  send(letter: Letter & { messageId: string }): Promise<string>
  close(): void
}

/** SMTP as `SMTP_URL` says: `smtps://user:password@mail.example:465`. */
export function connectMail(smtpUrl: string, from: string): MailTransport {
  const transport = nodemailer.createTransport(smtpUrl, {
    from,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html, messageId }) {
      const sent = await transport.sendMail({
        to,
        subject,
        text,
        html,
        messageId,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      })
      return sent.response
    },
    close: () => transport.close(),
  }
}

/** Without a mail server messages stay where they are and are read at /dev/mail, on this machine alone. */
export const CATCHER: MailTransport = {
  send: async () => 'caught: read it at /dev/mail',
  close: () => {},
}
