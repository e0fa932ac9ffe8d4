import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ReferralBoard } from '#app/_referral/board.tsx'
import { ReferralList } from '#app/_referral/list.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { bulkStepsOf } from '#refer/referrals/bulk.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.referrals') }
}

/** What a coordinator has sent; several of them can be taken to the page that reminds or withdraws them. */
export default async function Referrals(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.referrals(locale))
  const t = await getTranslations('refer')
  return (
    <ReferralBoard
      ctx={ctx}
      locale={locale}
      list="referrals"
      href={paths.referrals(locale)}
      asked={await props.searchParams}
      open={(lines) => (
        <form method="get" action={paths.bulk(locale)} className="space-y-4">
          <ReferralList
            lines={lines}
            locale={locale}
            now={ctx.now}
            caption={t('nav.referrals')}
            mark={{ name: 'id', label: t('bulk.mark') }}
          />
          <div className="no-print flex flex-wrap items-center gap-3">
            <span>{t('bulk.with')}</span>
            {bulkStepsOf('sender').map((step) => (
              <Button key={step} name="step" value={step} tone="secondary">
                {t(`bulk.steps.${step}`)}
              </Button>
            ))}
          </div>
        </form>
      )}
    />
  )
}
