import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ReferralBoard } from '#app/_referral/board.tsx'
import { ReferralList } from '#app/_referral/list.tsx'
import { assign, toBulk } from '#app/_referral/view-actions.ts'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormSelect } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { agencyStaff } from '#refer/agencies/staff.ts'
import { bulkStepsOf } from '#refer/referrals/bulk.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.inbox') }
}

/** What an agency received: who has taken what, and giving several to a colleague at once. */
export default async function Inbox(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['agency-staff', 'agency-admin'], paths.inbox(locale))
  const t = await getTranslations('refer')
  const staff = await agencyStaff(ctx)
  return (
    <ReferralBoard
      ctx={ctx}
      locale={locale}
      list="inbox"
      href={paths.inbox(locale)}
      asked={await props.searchParams}
      open={(lines) => (
        <ActionForm action={assign} problem={t('problem')} doneText={t('team.changed')} className="space-y-4">
          <input type="hidden" name="locale" value={locale} />
          <ReferralList
            lines={lines}
            locale={locale}
            now={ctx.now}
            caption={t('nav.inbox')}
            mark={{ name: 'referralIds[]', label: t('bulk.mark') }}
            holders={new Map(staff.map(({ accountId, name }) => [accountId, name]))}
          />
          <div className="no-print flex flex-wrap items-end gap-3">
            <FormSelect
              name="toAccountId"
              label={t('inboxWork.assignTo')}
              defaultValue={ctx.actor.accountId ?? ''}
              options={staff.map(({ accountId, name }) => ({ value: accountId, label: name }))}
            />
            <Button tone="secondary">{t('inboxWork.assign')}</Button>
          </div>
          <div className="no-print flex flex-wrap items-center gap-3">
            <span>{t('bulk.with')}</span>
            {bulkStepsOf('agency').map((step) => (
              <Button key={step} formAction={toBulk.bind(null, step)} tone="secondary">
                {t(`bulk.steps.${step}`)}
              </Button>
            ))}
          </div>
        </ActionForm>
      )}
    />
  )
}
