import { getFormatter, getTranslations } from 'next-intl/server'
import type { Locale } from '#base/i18n/locales.ts'
import type { ServicePage } from '#find/directory/queries.ts'

/** Whether there is room, as far as anybody counted, with when; waiting lists in the listing's words. */
export async function Room(props: { locale: Locale; service: ServicePage; now: Date }) {
  const t = await getTranslations('find.service')
  const format = await getFormatter()
  const { availability, listing } = props.service
  const { available, updated, intake, words } = availability
  return (
    <>
      {available !== null && updated && (
        <p>{t('roomFree', { count: available, when: format.relativeTime(new Date(updated), props.now) })}</p>
      )}
      {intake && <p>{t(`intake.${intake}`)}</p>}
      {words && words !== listing.waitTime && (
        <p dir="auto" className="text-soft">
          {words}
        </p>
      )}
      {listing.waitTime && <p dir="auto">{t('wait', { time: listing.waitTime })}</p>}
      {available === null && !intake && !listing.waitTime && <p>{t('roomUnknown')}</p>}
    </>
  )
}
