import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { PageHeader } from '#app/_ui/page-header.tsx'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { listReferrals, type ReferralLine } from '#refer/referrals/queries/list.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { type ListName, savedViews, viewSchema } from '#refer/referrals/views.ts'
import { ReferralList } from './list.tsx'
import { ViewBar } from './view-bar.tsx'

/** Referrals of one side: what is open with the most pressing first, narrowed as asked, and what has ended. */
export async function ReferralBoard(props: {
  ctx: Ctx
  locale: Locale
  list: ListName
  href: string
  asked: Record<string, string | string[] | undefined>
  /** Draws the open ones; without it they are a plain list. */
  open?: (lines: readonly ReferralLine[]) => ReactNode
}) {
  const { ctx, locale, list } = props
  const t = await getTranslations('refer')
  const filter = viewSchema.parse(props.asked)
  const [lines, views] = await Promise.all([
    listReferrals(ctx, {
      ...(filter.status && { status: [filter.status] }),
      ...(filter.late && { overdue: true }),
      ...(filter.holder && { assignedTo: filter.holder === 'mine' ? ctx.actor.accountId : null }),
    }),
    savedViews(ctx, list),
  ])
  const open = lines.filter((line) => !isEnded(line.status))
  const ended = lines.filter((line) => isEnded(line.status))
  const table = (some: readonly ReferralLine[], caption: string) => (
    <ReferralList lines={some} locale={locale} now={ctx.now} caption={caption} />
  )
  return (
    <div className="space-y-8">
      <PageHeader
        title={t(`nav.${list}`)}
        lead={t('referral.count', {
          open: open.length,
          late: open.filter((line) => line.dueAt && line.dueAt < ctx.now).length,
        })}
      />
      <ViewBar locale={locale} list={list} href={props.href} filter={filter} views={views} />
      {open.length === 0 ? (
        <p>{t('referral.none')}</p>
      ) : (
        (props.open?.(open) ?? table(open, t(`nav.${list}`)))
      )}
      {ended.length > 0 && (
        <section>
          <h2 id="ended" className="mb-2 text-xl">
            {t('referral.ended')}
          </h2>
          {table(ended, t('referral.ended'))}
        </section>
      )}
    </div>
  )
}
