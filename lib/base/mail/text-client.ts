/** A text message as it goes out: a neutral sentence and a link, never a word about a person. */
export type Text = {
  to: string
  body: string /** The same for each try of the same message. */
  messageId: string
}

export type TextTransport = {
  /** @returns the provider's own id of the message. @throws TextRefused, or what the network says. */
  send(text: Text): Promise<string>
}

/** The provider's answer to a message that it did not take. `final`: trying again would change nothing. */
export class TextRefused extends Error {
  readonly code: string
  readonly final: boolean

  constructor(status: number) {
    super(`The text gateway answered ${status}.`)
    this.name = 'TextRefused'
    this.code = `EHTTP${status}`
    // 429 and 5xx pass; 408 is a slow network. Everything else of 4xx is about this message or this account.
    this.final = status >= 400 && status < 500 && status !== 408 && status !== 429
  }
}

const TIMEOUT_MS = 15_000

/**
 * Twilio's Messages API, which several other providers speak as well: one form posted over HTTPS.
 * @param smsUrl `https://<account>:<token>@api.twilio.com`
 * @param from the sending number, E.164
 */
export function connectText(smsUrl: string, from: string): TextTransport {
  const { origin, username, password } = new URL(smsUrl)
  const account = decodeURIComponent(username)
  const authorization = `Basic ${Buffer.from(`${account}:${decodeURIComponent(password)}`).toString('base64')}`
  return {
    async send({ to, body, messageId }) {
      const response = await fetch(
        `${origin}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`,
        {
          method: 'POST',
          headers: {
            Authorization: authorization,
            'Content-Type': 'application/x-www-form-urlencoded',
            'I-Twilio-Idempotency-Token': messageId,
          },
          body: new URLSearchParams({ To: to, From: from, Body: body }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
          redirect: 'error',
        },
      )
      const answer = (await response.json().catch(() => ({}))) as { sid?: unknown }
      if (!response.ok) throw new TextRefused(response.status)
      return typeof answer.sid === 'string' ? answer.sid : 'accepted'
    },
  }
}
