import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

export type PhoneLike = { number: string; e164: string | null; extension: string | null }

/** As people in the country write it; a number that was not understood stays as the listing has it. */
export function phoneText({ number, e164 }: PhoneLike): string {
  const parsed = e164 ? parsePhoneNumberFromString(e164) : undefined
  if (!parsed) return number
  return parsed.countryCallingCode === '1' ? parsed.formatNational() : parsed.formatInternational()
}

/** Keeps a number in its own order inside a sentence that runs from right to left. */
export function isolated(text: string): string {
  return `\u2066${text}\u2069`
}

/** What a telephone dials: digits, then a pause and the extension. */
export function dialled({ number, e164, extension }: PhoneLike): string {
  const digits = e164 ?? number.replaceAll(/[^\d+*#]/g, '')
  return `tel:${digits}${extension ? `,${extension.replaceAll(/\D/g, '')}` : ''}`
}

/** A telephone number that one tap calls. */
export function PhoneLink(props: { phone: PhoneLike; className?: string; extensionText?: string }) {
  return (
    <a
      href={dialled(props.phone)}
      className={props.className ?? 'inline-flex min-h-target items-center font-semibold'}
    >
      <span className="ltr">{phoneText(props.phone)}</span>
      {props.phone.extension && props.extensionText && <span className="ms-2">{props.extensionText}</span>}
    </a>
  )
}
