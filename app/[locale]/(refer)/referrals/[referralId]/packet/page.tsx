import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { PacketSummary } from '#app/_referral/packet-summary.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PrintButton } from '#app/_ui/print-button.tsx'
import { needLabel } from '#find/taxonomy/labels.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'

type Props = { params: Promise<{ locale: string; referralId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('print-packet.title') }
}

/**
 * What was disclosed, on one page to hand over or to fax, after a cover that says nothing of the person: whoever stands
 * at the machine reads the cover.
 */
export default async function PrintedPacket(props: Props) {
  const locale = await localeOf(props.params)
  const { referralId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.packet(locale, referralId))
  const view = await orNotFound(readReferral(ctx, referralId))
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { agency } = view
  const packet = view.disclosed ? view.packet : null
  const fax = view.referral.channel === 'fax'
  return (
    <div className="max-w-2xl space-y-6">
      {packet ? <PrintButton label={t('print')} /> : <p>{t('print-packet.none')}</p>}
      {packet && fax && (
        <section aria-labelledby="cover" className="break-after-page space-y-3">
          <h1 id="cover" className="text-2xl">
            {t('print-packet.cover')}
          </h1>
          <p>
            {t('ask.to')}: <strong>{agency.name}</strong>
            {agency.fax && (
              <>
                {' '}
                (<span className="ltr">{agency.fax}</span>)
              </>
            )}
          </p>
          <p>
            {t('ask.from')}: <strong>{view.senderName}</strong>
          </p>
          <p>{t('print-packet.pages')}</p>
          <p>{t('print-packet.confidential')}</p>
        </section>
      )}
      {packet && (
        <article aria-labelledby="packet-title" className="space-y-3">
          <h1 id="packet-title" className="text-xl">
            {t('link.title', { agency: agency.name })}
          </h1>
          <p>
            {t('ask.from')}: <strong>{view.senderName}</strong>,{' '}
            {format.dateTime(packet.madeAt, { dateStyle: 'long', timeZone: agency.calendar.timezone })}
            {view.referral.urgency === 'urgent' && ` – ${t('urgent')}`}
          </p>
          {packet.content.needId && (
            <p>
              <strong>{needLabel(packet.content.needId, locale)}</strong>
            </p>
          )}
          <PacketSummary content={packet.content} redisclosureNotice={packet.redisclosureNotice} />
          <p>{t('print-packet.answer')}</p>
          <p className="text-sm">{t('print-packet.confidential')}</p>
        </article>
      )}
    </div>
  )
}
