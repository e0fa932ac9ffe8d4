import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ReferralList } from '#app/_referral/list.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { listReferrals } from '#refer/referrals/queries/referral.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.referrals') }
}

export default async function Referrals(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.referrals(locale))
  const t = await getTranslations('refer')
  const lines = await listReferrals(ctx)
  const [open, ended] = [
    lines.filter((line) => !isEnded(line.status)),
    lines.filter((line) => isEnded(line.status)),
  ]
  return (
    <div className="space-y-8">
      <PageHeader
        title={t('nav.referrals')}
        lead={t('referral.count', {
          open: open.length,
          late: open.filter((line) => line.dueAt && line.dueAt < ctx.now).length,
        })}
      />
      {open.length === 0 ? (
        <p>{t('referral.none')}</p>
      ) : (
        <ReferralList lines={open} locale={locale} now={ctx.now} caption={t('nav.referrals')} />
      )}
      {ended.length > 0 && (
        <section aria-labelledby="ended">
          <h2 id="ended" className="mb-2 text-xl">
            {t('referral.ended')}
          </h2>
          <ReferralList lines={ended} locale={locale} now={ctx.now} caption={t('referral.ended')} />
        </section>
      )}
    </div>
  )
}
