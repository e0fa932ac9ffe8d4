import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { PacketSummary } from '#app/_referral/packet-summary.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PrintButton } from '#app/_ui/print-button.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { readConfig } from '#base/runtime/config.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { type Card, findCard } from '#refer/notifications/answer/card.ts'
import { type ReferralView, readReferral } from '#refer/referrals/queries/referral.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { newCard } from '../../actions.ts'

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
  const card = packet ? await findCard(ctx, referralId) : undefined
  const fax = view.referral.channel === 'fax'
  return (
    <div className="max-w-2xl space-y-6">
      {!packet && <PageHeader title={t('print-packet.title')} lead={t('print-packet.none')} />}
      {packet && (
        <div className="no-print flex flex-wrap items-start gap-3">
          <PrintButton label={t('print')} />
          {!card && (
            <ActionForm action={newCard} problem={t('problem')} className="">
              <input type="hidden" name="locale" value={locale} />
              <input type="hidden" name="referralId" value={referralId} />
              <Button tone="secondary">{t('print-packet.addCode')}</Button>
            </ActionForm>
          )}
        </div>
      )}
      {packet && !view.answerTo?.phone && (
        <Notice tone="ask" className="no-print">
          {t('print-packet.noPhone')}
        </Notice>
      )}
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
          <AnswerTo view={view} card={card} locale={locale} />
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
          <AnswerTo view={view} card={card} locale={locale} />
          <p className="text-sm">{t('print-packet.confidential')}</p>
        </article>
      )}
    </div>
  )
}

/** How to answer what lies on a desk: whom to call, and the code that says yes or no without a call. */
async function AnswerTo(props: { view: ReferralView; card: Card | undefined; locale: Locale }) {
  const { view, card, locale } = props
  const t = await getTranslations('refer')
  return (
    <div className="space-y-1">
      <p>{t('print-packet.answer')}</p>
      {(view.answerTo?.coordinator || view.answerTo?.phone) && (
        <p>
          {view.answerTo.coordinator && <bdi className="font-semibold">{view.answerTo.coordinator}</bdi>}{' '}
          {view.answerTo.phone && <span className="ltr font-semibold">{view.answerTo.phone}</span>}
        </p>
      )}
      {card && (
        <>
          <p>
            {t('card.code')}: <strong className="ltr font-mono text-xl">{card.code}</strong>
          </p>
          <p>
            {t('card.where')} <span className="ltr">{`${readConfig().appUrl}/${locale}/card`}</span>
          </p>
        </>
      )}
    </div>
  )
}
