import { getTranslations } from 'next-intl/server'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { Icon, type IconName } from '#app/_ui/icon.tsx'
import type { AnswerReason } from '#find/matching/answer.ts'

/** More than these wait behind one tap: a card must fit a small screen. */
const SHOWN = 5

const LOOK: Record<AnswerReason['verdict'], { icon: IconName; className: string }> = {
  yes: { icon: 'check', className: 'text-good' },
  no: { icon: 'cross', className: 'text-stop' },
  unknown: { icon: 'question', className: 'text-ask' },
}

/** Why a service is where it is, for and against, in sentences. */
export async function Reasons(props: { reasons: readonly AnswerReason[]; words?: boolean }) {
  const t = await getTranslations('find.card')
  const shown = props.reasons.slice(0, SHOWN)
  const more = props.reasons.slice(SHOWN)
  return (
    <>
      <ReasonList reasons={shown} words={props.words ?? false} />
      {more.length > 0 && (
        <Disclosure summary={t('moreReasons', { count: more.length })}>
          <ReasonList reasons={more} words={props.words ?? false} />
        </Disclosure>
      )}
    </>
  )
}

async function ReasonList(props: { reasons: readonly AnswerReason[]; words: boolean }) {
  const t = await getTranslations('find.card')
  return (
    <ul className="space-y-1">
      {props.reasons.map((reason) => (
        <li key={`${reason.about} ${reason.text}`} className="flex gap-2">
          <Icon
            name={LOOK[reason.verdict].icon}
            className={`mt-0.5 size-5 shrink-0 ${LOOK[reason.verdict].className}`}
          />
          <span className="min-w-0">
            <span className="sr-only">{t(reason.verdict)} </span>
            <span dir="auto">{reason.text}</span>
            {props.words && reason.words && !reason.text.includes(reason.words) && (
              <span dir="auto" className="block text-sm text-soft">
                {t('theirWords', { words: reason.words })}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
