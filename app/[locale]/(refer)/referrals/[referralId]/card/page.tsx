import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import QRCode from 'qrcode'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PrintButton } from '#app/_ui/print-button.tsx'
import { readConfig } from '#base/runtime/config.ts'
import { findCard } from '#refer/notifications/answer/card.ts'
import { readReferral } from '#refer/referrals/queries/referral.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { newCard } from '../../actions.ts'

type Props = { params: Promise<{ locale: string; referralId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('card.title') }
}

/** A card that goes with the client: a code and a QR picture, and no word about who they are or why they come. */
export default async function PrintedCard(props: Props) {
  const locale = await localeOf(props.params)
  const { referralId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.card(locale, referralId))
  const view = await orNotFound(readReferral(ctx, referralId))
  const t = await getTranslations('refer')
  if (!view.disclosed) return <PageHeader title={t('card.title')} lead={t('print-packet.none')} />
  const card = await findCard(ctx, referralId)
  if (!card)
    return (
      <div className="max-w-xl">
        <PageHeader title={t('card.title')} lead={t('card.lead')} />
        <ActionForm action={newCard} problem={t('problem')}>
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="referralId" value={referralId} />
          <Button>{t('card.make')}</Button>
        </ActionForm>
      </div>
    )
  const { appUrl } = readConfig()
  const picture = await QRCode.toDataURL(`${appUrl}/${locale}/answer/${card.token}`, {
    margin: 1,
    width: 220,
  })
  return (
    <div className="max-w-xl space-y-4">
      <PrintButton label={t('print')} />
      <section aria-labelledby="card" className="rounded-md border-2 border-ink p-4">
        <h1 id="card" className="text-xl">
          {t('card.heading')}
        </h1>
        {!view.referral.sensitive && <p>{view.agency.name}</p>}
        <p>{t('card.say')}</p>
        <p className="my-3">
          {t('card.code')}: <strong className="ltr font-mono text-2xl">{card.code}</strong>
        </p>
        <p>
          {t('card.where')} <span className="ltr">{appUrl + paths.typeCode(locale)}</span>
        </p>
        {/** biome-ignore lint/performance/noImgElement: a picture made here, of data and not of a file */}
        <img src={picture} width={220} height={220} alt={t('card.qr')} />
      </section>
    </div>
  )
}
