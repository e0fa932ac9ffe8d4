import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react'

export type ButtonTone = 'primary' | 'secondary' | 'quiet' | 'danger'

const BASE =
  'inline-flex min-h-target items-center justify-center gap-2 rounded-md px-5 py-2 text-center font-semibold no-underline transition-colors'

const TONES: Record<ButtonTone, string> = {
  primary: 'bg-rail text-white hover:bg-rail-deep hover:text-white',
  secondary: 'border border-rail bg-white text-rail hover:bg-rail-tint',
  quiet: 'px-3 text-rail underline underline-offset-4 hover:bg-sunken hover:text-rail-deep',
  danger: 'bg-stop text-white hover:bg-stop-deep hover:text-white',
}

/** The look of a button, for the few elements that are neither of the two below. */
export function buttonClass(tone: ButtonTone = 'primary', more = ''): string {
  return `${BASE} ${TONES[tone]} ${more}`
}

type Tone = { tone?: ButtonTone }

/** A control that does something. It submits its form unless `type` says otherwise. */
export function Button({
  tone = 'primary',
  className = '',
  type = 'submit',
  ...rest
}: Tone & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type={type} className={buttonClass(tone, className)} {...rest} />
}

/** A link that deserves the weight of a button: the next step of a page. */
export function ButtonLink({
  tone = 'primary',
  className = '',
  ...rest
}: Tone & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a className={buttonClass(tone, className)} {...rest} />
}
