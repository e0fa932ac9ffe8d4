import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { DataTable } from '#app/_ui/data-table.tsx'
import { Field } from '#app/_ui/field.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { type AuditFilter, type AuditLine, searchAudit } from '#base/audit/queries.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { filterQuery, readFilter } from './filter.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.audit') }
}

/** For a privacy officer: who did what, to whose record, when and why. */
export default async function Audit(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['administrator'], paths.audit(locale))
  const filter = readFilter(await props.searchParams)
  const { lines, more } = await searchAudit(ctx, filter)
  const t = await getTranslations('refer.audit')
  const { before: _, ...whole } = filter
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <FilterForm filter={filter} />
      <div className="flex flex-wrap gap-3">
        <ButtonLink tone="secondary" href={`${paths.audit(locale)}/export?${filterQuery(whole)}`}>
          {t('export')}
        </ButtonLink>
        {filter.clientId && (
          <ButtonLink
            tone="secondary"
            href={`${paths.audit(locale)}/export?kind=disclosures&${filterQuery({ clientId: filter.clientId })}`}
          >
            {t('disclosures')}
          </ButtonLink>
        )}
      </div>
      <Lines lines={lines} />
      {more && (
        <ButtonLink tone="quiet" href={`${paths.audit(locale)}?${filterQuery({ ...filter, before: more })}`}>
          {t('older')}
        </ButtonLink>
      )}
    </div>
  )
}

async function FilterForm({ filter }: { filter: AuditFilter }) {
  const t = await getTranslations('refer.audit')
  return (
    <form className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <Field id="clientId" name="clientId" label={t('client')} defaultValue={filter.clientId} />
      <Field id="accountId" name="accountId" label={t('account')} defaultValue={filter.accountId} />
      <Field
        id="action"
        name="action"
        label={t('action')}
        hint={t('actionHint')}
        defaultValue={filter.action}
      />
      <Field id="from" name="from" type="date" label={t('from')} defaultValue={filter.from} />
      <Field id="to" name="to" type="date" label={t('to')} defaultValue={filter.to} />
      <Button>{t('search')}</Button>
    </form>
  )
}

async function Lines({ lines }: { lines: readonly AuditLine[] }) {
  const t = await getTranslations('refer.audit')
  const format = await getFormatter()
  if (lines.length === 0) return <p>{t('none')}</p>
  const who = (line: AuditLine) => [line.who ?? line.via?.split(':')[0] ?? line.role, line.organization]
  return (
    <DataTable
      caption={t('lines')}
      rows={lines}
      rowKey={(line) => line.id}
      columns={[
        {
          key: 'at',
          head: t('at'),
          rowHeader: true,
          cell: ({ at }) =>
            format.dateTime(at, { dateStyle: 'short', timeStyle: 'medium', timeZone: 'America/Chicago' }),
        },
        { key: 'who', head: t('who'), cell: (line) => <bdi>{who(line).filter(Boolean).join(', ')}</bdi> },
        { key: 'role', head: t('role'), cell: (line) => line.role },
        { key: 'action', head: t('action'), cell: (line) => <code>{line.action}</code> },
        { key: 'purpose', head: t('purpose'), cell: (line) => line.purpose ?? '–' },
        { key: 'client', head: t('client'), cell: (line) => <code>{line.clientId ?? '–'}</code> },
        { key: 'recipient', head: t('recipient'), cell: (line) => <bdi>{line.recipient ?? '–'}</bdi> },
      ]}
    />
  )
}
