import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ReferralBoard } from '#app/_referral/board.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.referrals') }
}

export default async function Referrals(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.referrals(locale))
  return (
    <ReferralBoard
      ctx={ctx}
      locale={locale}
      list="referrals"
      href={paths.referrals(locale)}
      asked={await props.searchParams}
    />
  )
}
