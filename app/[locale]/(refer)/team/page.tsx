import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ReferralList } from '#app/_referral/list.tsx'
import { DataTable } from '#app/_ui/data-table.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { pageOfReferrals } from '#refer/referrals/queries/list.ts'
import { teamLoad } from '#refer/referrals/queries/team.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('team.title') }
}

/** A supervisor's team: who carries how much, and which referrals wait too long. */
export default async function TeamPage(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['supervisor'], paths.team(locale))
  const t = await getTranslations('refer')
  const load = await teamLoad(ctx)
  const late = (await pageOfReferrals(ctx, { overdue: true, ended: false }, null)).lines
  const count = (key: 'clients' | 'open' | 'late' | 'tasksDue', head: string) => ({
    key,
    head,
    numeric: true,
    cell: (row: (typeof load)[number]) => row[key],
  })
  return (
    <div className="space-y-8">
      <PageHeader title={t('team.title')} lead={t('team.lead')} />
      {load.length === 0 ? (
        <p>{t('team.none')}</p>
      ) : (
        <DataTable
          caption={t('team.title')}
          hideCaption
          rows={load}
          rowKey={(row) => row.accountId}
          columns={[
            { key: 'name', head: t('team.coordinator'), rowHeader: true, cell: (row) => row.name },
            count('clients', t('team.clients')),
            count('open', t('team.open')),
            count('late', t('team.late')),
            count('tasksDue', t('team.tasks')),
          ]}
        />
      )}
      {/* The list names its own region. */}
      <div className="space-y-3">
        <h2 className="text-xl">{t('team.lateList')}</h2>
        {late.length === 0 ? (
          <p>{t('team.nothingLate')}</p>
        ) : (
          <ReferralList lines={late} locale={locale} now={ctx.now} caption={t('team.lateList')} />
        )}
      </div>
    </div>
  )
}
