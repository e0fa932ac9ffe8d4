import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { ButtonLink } from '#app/_ui/button.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import type { Ctx } from '#base/db/context.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { pageOfReferrals, type ReferralLine } from '#refer/referrals/queries/list.ts'
import { isEnded } from '#refer/referrals/transitions.ts'
import { type ListName, placeText, readPlace, savedViews, viewSchema } from '#refer/referrals/views.ts'
import { ReferralList } from './list.tsx'
import { ViewBar, viewQuery } from './view-bar.tsx'

/**
 * Referrals of one side, a page at a time and narrowed as asked: what is open with the most pressing first, or what is
 * over with the newest first.
 */
export async function ReferralBoard(props: {
  ctx: Ctx
  locale: Locale
  list: ListName
  href: string
  asked: Record<string, string | string[] | undefined>
  /** Draws the open ones. */
  open: (lines: readonly ReferralLine[]) => ReactNode
}) {
  const { ctx, locale, list, href } = props
  const t = await getTranslations('refer')
  const filter = viewSchema.parse(props.asked)
  const ended = filter.ended === '1' || (filter.status !== undefined && isEnded(filter.status))
  const after = readPlace(props.asked.after)
  const [page, views] = await Promise.all([
    pageOfReferrals(
      ctx,
      {
        ended,
        ...(filter.status && { status: [filter.status] }),
        ...(filter.late && !ended && { overdue: true }),
        ...(filter.holder && { assignedTo: filter.holder === 'mine' ? ctx.actor.accountId : null }),
      },
      after,
    ),
    savedViews(ctx, list),
  ])
  const caption = ended ? t('referral.ended') : t(`nav.${list}`)
  return (
    <div className="space-y-8">
      <PageHeader
        title={ended ? `${t(`nav.${list}`)}: ${t('referral.ended')}` : t(`nav.${list}`)}
        lead={
          ended
            ? t('referral.endedCount', { count: page.count })
            : t('referral.count', { open: page.count, late: page.late })
        }
      />
      <ViewBar locale={locale} list={list} href={href} filter={filter} views={views} />
      {page.lines.length === 0 && <p>{t(ended ? 'referral.noneEnded' : 'referral.none')}</p>}
      {page.lines.length > 0 &&
        (ended ? (
          <ReferralList lines={page.lines} locale={locale} now={ctx.now} caption={caption} />
        ) : (
          props.open(page.lines)
        ))}
      <p className="no-print flex flex-wrap gap-3">
        {after && (
          <ButtonLink tone="secondary" href={`${href}?${viewQuery(filter)}`}>
            {t('referral.first')}
          </ButtonLink>
        )}
        {page.next && (
          <ButtonLink tone="secondary" rel="next" href={`${href}?${viewQuery(filter, placeText(page.next))}`}>
            {t('referral.more')}
          </ButtonLink>
        )}
        <a href={ended ? href : `${href}?ended=1`} className="inline-flex min-h-target items-center">
          {ended ? t('referral.backToOpen') : t('referral.showEnded')}
        </a>
      </p>
    </div>
  )
}
