import { getTranslations } from 'next-intl/server'
import { buttonClass } from '#app/_ui/button.tsx'
import { Icon } from '#app/_ui/icon.tsx'
import { milesText } from '#app/_ui/names.ts'
import { dialled, isolated, phoneText } from '#app/_ui/phone-link.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { MatchResult } from '#find/matching/answer.ts'
import { paths } from '#web/paths.ts'
import { Reasons } from './reasons.tsx'

/** One service at its best place: what, whether it fits, why, and the next step. */
export async function ResultCard(props: {
  locale: Locale
  result: MatchResult
  number: number
  onMap: boolean
}) {
  const { locale, result, number } = props
  const { service, location, phone, summary } = result
  const t = await getTranslations('find')
  const fits = result.fit === 'fits'
  return (
    <li
      id={`result-${number}`}
      className={`card scroll-mt-16 rounded-lg border border-line border-s-4 bg-white p-4 shadow-card sm:p-5 ${fits ? 'border-s-good' : 'border-s-ask'}`}
    >
      <div className="flex items-start gap-3">
        <span
          aria-hidden="true"
          className={`mt-0.5 inline-flex size-8 shrink-0 items-center justify-center rounded-full text-sm font-bold ${props.onMap ? 'bg-rail text-white' : 'bg-sunken text-soft'}`}
        >
          {number}
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="text-lg leading-snug">
            <a href={paths.service(locale, service.id)} className="inline-block py-1">
              <bdi>{service.name}</bdi>
            </a>
          </h3>
          <p className="text-soft">
            <bdi>{service.organization.name}</bdi>
          </p>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
            <Tag tone={fits ? 'good' : 'ask'}>
              <Icon name={fits ? 'check' : 'question'} className="size-4" />
              {fits ? t('fit.fits') : t('fit.askFirst')}
            </Tag>
            <span className="text-sm text-soft">{fits ? t('fit.fitsHint') : t('fit.askHint')}</span>
          </p>
        </div>
      </div>
      {summary && (
        <p className="mt-3" dir="auto">
          {summary}
        </p>
      )}
      <p className="mt-2 flex flex-wrap items-center gap-x-4 text-soft">
        {(location?.city || result.distanceMeters !== undefined) && (
          <span className="inline-flex items-center gap-1.5">
            <Icon name="pin" className="size-5 shrink-0 text-rail" />
            <span dir="auto">
              {[
                location?.city,
                result.distanceMeters !== undefined &&
                  t('card.miles', { miles: milesText(result.distanceMeters, locale) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </span>
        )}
        <Opening opening={result.opening} locale={locale} />
      </p>
      <div className="mt-3 border-t border-line pt-3">
        <h4 className="sr-only">{t('card.why')}</h4>
        <Reasons reasons={result.reasons} />
      </div>
      <p className="mt-4 flex flex-wrap gap-3">
        {phone && (
          <a
            href={dialled(phone)}
            aria-label={t('card.callName', { name: service.name, number: phoneText(phone) })}
            className={buttonClass('primary', 'grow sm:grow-0')}
          >
            <Icon name="phone" />
            {t('card.call', { number: isolated(phoneText(phone)) })}
          </a>
        )}
        <a
          href={paths.service(locale, service.id)}
          aria-label={t('card.moreAbout', { name: service.name })}
          className={buttonClass('secondary', 'grow sm:grow-0')}
        >
          {t('card.more')}
        </a>
      </p>
    </li>
  )
}

/** Open or not at this moment, and when that changes where it is within a day. */
async function Opening({ locale, opening }: { locale: Locale; opening: MatchResult['opening'] }) {
  const t = await getTranslations('find.card')
  const { state, opensAt, closesAt } = opening
  if (state === 'unknown') return null
  const change = state === 'open' ? closesAt : opensAt
  const when = change ? fromNow(new Date(change), locale) : null
  return (
    <span className={`inline-flex items-center gap-1.5 ${state === 'open' ? 'font-semibold text-good' : ''}`}>
      <Icon name="clock" className="size-5 shrink-0 text-rail" />
      {t(state)}
      {when && <> · {state === 'open' ? t('closesIn', { when }) : t('opensIn', { when })}</>}
    </span>
  )
}

const MINUTE_MS = 60_000
const MINUTES_A_DAY = 1440

/** "in 3 hours"; days for what is farther off. */
function fromNow(at: Date, locale: Locale): string {
  const minutes = Math.max(1, Math.round((at.getTime() - Date.now()) / MINUTE_MS))
  const format = new Intl.RelativeTimeFormat(`${locale}-u-nu-latn`)
  if (minutes < 90) return format.format(minutes, 'minute')
  if (minutes < MINUTES_A_DAY) return format.format(Math.round(minutes / 60), 'hour')
  return format.format(Math.round(minutes / MINUTES_A_DAY), 'day')
}
