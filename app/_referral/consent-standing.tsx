import { getFormatter, getTranslations } from 'next-intl/server'
import { ButtonLink } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import { decide, isEnded } from '#refer/referrals/transitions.ts'
import { paths } from '#web/paths.ts'

/** What its sender has to know of a consent that ends soon or is over, and the way to a new one. */
export async function ConsentStanding({ view, locale }: { view: ReferralView; locale: Locale }) {
  const { referral, consent } = view
  const t = await getTranslations('refer')
  const format = await getFormatter()
  if (!consent || !referral.sentAt || referral.status === 'cancel-asked') return null
  const again = isEnded(referral.status)
  if (again ? !consent.over || !decide(referral, 'reopen', 'sender').ok : !consent.over && !consent.endsSoon)
    return null
  const date = consent.endsAt
    ? format.dateTime(consent.endsAt, { dateStyle: 'long', timeZone: consent.timezone })
    : ''
  const words = again ? 'renew.over' : consent.over ? 'renew.ended' : 'renew.endsSoon'
  return (
    <Notice tone={consent.over && !again ? 'stop' : 'ask'} className="space-y-3">
      <p>{t(words, { date })}</p>
      <ButtonLink tone="secondary" href={paths.renewConsent(locale, referral.id)}>
        {t(again ? 'renew.again' : 'renew.title')}
      </ButtonLink>
    </Notice>
  )
}
