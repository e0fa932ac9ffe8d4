import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { StatusTag } from '#app/_referral/story.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { type NewsItem, readNews } from '#refer/notifications/news.ts'
import { paths } from '#web/paths.ts'
import { requireRole, timezone } from '#web/session.ts'
import { markAllRead, open } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.news') }
}

/** What one was told of one's referrals, for who gets it by mail too and for who does not. */
export default async function NewsPage(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(
    locale,
    ['coordinator', 'supervisor', 'agency-staff', 'agency-admin', 'administrator'],
    paths.news(locale),
  )
  const t = await getTranslations('refer')
  const news = await readNews(ctx)
  const unread = news.filter(({ readAt }) => readAt === null)
  const read = news.filter(({ readAt }) => readAt !== null)
  return (
    <div className="max-w-3xl space-y-6">
      <PageHeader title={t('nav.news')} lead={t(unread.length > 0 ? 'news.lead' : 'news.none')} />
      {unread.length > 0 && (
        <>
          <NewsList items={unread} locale={locale} />
          <ActionForm action={markAllRead} problem={t('problem')}>
            <input type="hidden" name="locale" value={locale} />
            <Button tone="secondary">{t('news.markAll')}</Button>
          </ActionForm>
        </>
      )}
      {read.length > 0 && (
        <section aria-labelledby="read" className="space-y-3">
          <h2 id="read" className="text-xl">
            {t('news.before')}
          </h2>
          <NewsList items={read} locale={locale} />
        </section>
      )}
    </div>
  )
}

/** A sensitive program's name does not stand in a list. */
async function NewsList({ items, locale }: { items: readonly NewsItem[]; locale: Locale }) {
  const t = await getTranslations('refer')
  const mail = await getTranslations('mail')
  const format = await getFormatter()
  const timeZone = await timezone()
  return (
    <ul className="space-y-3">
      {items.map(({ id, topic, at, readAt, referral }) => (
        <Card as="li" key={id} className="flex flex-wrap items-center justify-between gap-3">
          <div className="space-y-1">
            <p className={readAt ? '' : 'font-semibold'}>
              {mail(`staff.${topic}.subject`)} {!readAt && <Tag tone="rail">{t('news.new')}</Tag>}
            </p>
            <p className="text-soft">
              {referral?.person && (
                <>
                  <bdi>{referral.person}</bdi>
                  {' · '}
                </>
              )}
              {referral?.clientId && (
                <>
                  <bdi>{referral.agencyName ?? t('sensitiveAgency')}</bdi>
                  {' · '}
                </>
              )}
              <time dateTime={at.toISOString()}>
                <bdi>{format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short', timeZone })}</bdi>
              </time>
            </p>
          </div>
          <div className="flex flex-wrap items-center gap-3">
            {referral && <StatusTag status={referral.status} />}
            {(referral || topic === 'unsupervised') && (
              <ActionForm action={open} problem={t('problem')} className="">
                <input type="hidden" name="locale" value={locale} />
                <input type="hidden" name="newsId" value={id} />
                <Button tone="secondary">{t('news.open')}</Button>
              </ActionForm>
            )}
          </div>
        </Card>
      ))}
    </ul>
  )
}
