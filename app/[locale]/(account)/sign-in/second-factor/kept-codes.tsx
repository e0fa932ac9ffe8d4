import { ButtonLink } from '#app/_ui/button.tsx'
import { RecoveryCodes } from '#app/[locale]/(account)/account/_parts/recovery-codes.tsx'

/** That the app counts from now on, and the codes for the day it is lost: shown here and never again. */
export function KeptCodes(props: {
  codes: string | undefined
  next: string
  words: Record<'saved' | 'saveThem' | 'goOn', string>
}) {
  const { words } = props
  return (
    <div className="space-y-5">
      <p role="status" className="font-semibold">
        {words.saved}
      </p>
      <p>{words.saveThem}</p>
      <RecoveryCodes codes={props.codes} />
      <ButtonLink href={props.next}>{words.goOn}</ButtonLink>
    </div>
  )
}
