import { Icon } from './icon.tsx'

export type CrisisContact = {
  name: string
  phone: string | null
  sms: string | null
  /** The word to send, where the line asks for one. */
  smsText?: string | null
  url: string | null
}

/**
 * Help right now, above everything else. It needs no script and asks for nothing: it stands in pages that come without
 * the database too, so its words are given to it.
 */
export function CrisisBlock(props: {
  title: string
  /** In the language of the text and in that of the page, where they differ. */
  messages: readonly { message: string; language: string }[]
  contacts: readonly CrisisContact[]
  words: {
    call: (number: string) => string
    text: (number: string, word: string | null) => string
    chat: string
  }
}) {
  return (
    <section
      aria-labelledby="crisis"
      className="mb-6 rounded-lg border-2 border-stop bg-stop-tint p-4 sm:p-5"
    >
      <h2 id="crisis" className="flex items-center gap-2 text-xl text-stop-deep">
        <Icon name="warning" className="size-6 shrink-0" />
        {props.title}
      </h2>
      {props.messages.map(({ message, language }) => (
        <p key={language} lang={language} dir="auto" className="mt-1 text-lg">
          {message}
        </p>
      ))}
      <ul className="mt-3 space-y-3">
        {props.contacts.map((contact) => (
          <li key={contact.name} className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <strong className="min-w-0 sm:min-w-56">
              <bdi>{contact.name}</bdi>
            </strong>
            <span className="flex flex-wrap gap-2">
              {contact.phone && (
                <Tap href={`tel:${contact.phone}`} icon="phone">
                  {props.words.call(contact.phone)}
                </Tap>
              )}
              {contact.sms && (
                <Tap href={smsLink(contact.sms, contact.smsText)} icon="message">
                  {props.words.text(contact.sms, contact.smsText ?? null)}
                </Tap>
              )}
              {contact.url && (
                <a
                  href={contact.url}
                  rel="noreferrer nofollow"
                  className="inline-flex min-h-target items-center px-2 font-semibold text-stop-deep"
                >
                  {props.words.chat}
                </a>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Tap(props: { href: string; icon: 'phone' | 'message'; children: string }) {
  return (
    <a
      href={props.href}
      className="inline-flex min-h-target items-center gap-2 rounded-md bg-stop px-5 py-2 text-lg font-bold text-white no-underline hover:bg-stop-deep hover:text-white"
    >
      <Icon name={props.icon} />
      {props.children}
    </a>
  )
}

/** `?&body=` is what both Android and iOS take. */
function smsLink(number: string, word: string | null | undefined): string {
  return word ? `sms:${number}?&body=${encodeURIComponent(word)}` : `sms:${number}`
}
