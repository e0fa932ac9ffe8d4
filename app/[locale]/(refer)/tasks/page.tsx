import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { openTasks } from '#refer/referrals/queries/tasks.ts'
import { paths } from '#web/paths.ts'
import { requireRole, timezone } from '#web/session.ts'
import { finish } from '../referrals/actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.tasks') }
}

export default async function Tasks(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.tasks(locale))
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const timeZone = await timezone()
  const tasks = await openTasks(ctx)
  return (
    <>
      <PageHeader title={t('nav.tasks')} lead={t('task.count', { count: tasks.length })} />
      <ul className="space-y-3">
        {tasks.map((task) => (
          <Card as="li" key={task.id} className="flex flex-wrap items-center justify-between gap-3">
            <div>
              <p className="font-semibold">{t(`task.kinds.${task.kind}`)}</p>
              <p className="text-soft">
                <bdi>{task.clientName}</bdi> ·{' '}
                {format.dateTime(task.dueAt, { dateStyle: 'medium', timeZone })}
              </p>
            </div>
            <div className="flex flex-wrap gap-3">
              {(task.kind === 'next-program' || task.kind === 'recheck-waitlist') &&
                task.clientId &&
                task.clientNeedId && (
                  <ButtonLink href={paths.clientNeed(locale, task.clientId, task.clientNeedId)}>
                    {t('client.findPrograms')}
                  </ButtonLink>
                )}
              {task.kind === 'own-page' && task.clientId && (
                <ButtonLink href={paths.giveOwnPage(locale, task.clientId)}>{t('ownPage.give')}</ButtonLink>
              )}
              {task.referralId && (
                <ButtonLink tone="secondary" href={paths.referral(locale, task.referralId)}>
                  {t('referral.title')}
                </ButtonLink>
              )}
              <ActionForm action={finish} problem={t('problem')} className="">
                <input type="hidden" name="locale" value={locale} />
                <input type="hidden" name="taskId" value={task.id} />
                <Button tone="quiet">{t('task.done')}</Button>
              </ActionForm>
            </div>
          </Card>
        ))}
      </ul>
    </>
  )
}
