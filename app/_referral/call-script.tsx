import { getTranslations } from 'next-intl/server'
import { Hours } from '#app/[locale]/(find)/_listing/hours.tsx'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { servicePage } from '#find/directory/queries.ts'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'

/** An agency without a mailbox is called: the number, when it is answered, and what to say. */
export async function CallScript({ ctx, view, locale }: { ctx: Ctx; view: ReferralView; locale: Locale }) {
  const t = await getTranslations('refer')
  const page = await servicePage(ctx, view.service.id)
  const place = page?.places.find((each) => each.hours.length > 0)
  const hours = place?.hours ?? page?.hours ?? []
  return (
    <section aria-labelledby="call" className="space-y-3 rounded-md border border-rail bg-rail-tint p-4">
      <h2 id="call" className="text-xl">
        {t('call.title')}
      </h2>
      {view.agency.phone && (
        <p className="text-lg">
          <a
            href={`tel:${view.agency.phone.replaceAll(/[^\d+]/g, '')}`}
            className="inline-flex min-h-target items-center font-semibold"
          >
            <span className="ltr">{view.agency.phone}</span>
          </a>
        </p>
      )}
      {view.agency.phoneHours ? (
        <p>{view.agency.phoneHours}</p>
      ) : (
        <Hours
          locale={locale}
          schedules={hours}
          zone={view.agency.calendar.timezone}
          place={view.service.name}
          now={ctx.now}
        />
      )}
      <p className="whitespace-pre-line">{t('call.script', { service: view.service.name })}</p>
    </section>
  )
}
