import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { Neighbours } from '#app/_ui/neighbours.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Select } from '#app/_ui/select.tsx'
import { type AuditFilter, auditedPeople, searchAudit } from '#base/audit/queries.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { filterQuery, readFilter } from './filter.ts'
import { KINDS, Lines } from './lines.tsx'

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
  const { lines, older, newer } = await searchAudit(ctx, filter)
  const people = await auditedPeople(ctx)
  const t = await getTranslations('refer.audit')
  const { before: _, after: __, ...whole } = filter
  const step = (cursor: AuditFilter) => `${paths.audit(locale)}?${filterQuery({ ...whole, ...cursor })}`
  return (
    <div className="space-y-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <FilterForm filter={filter} people={people} />
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
      <Lines lines={lines} locale={locale} />
      <Neighbours
        label={t('pages')}
        newer={newer && { href: step({ after: newer }), text: t('newer') }}
        older={older && { href: step({ before: older }), text: t('older') }}
      />
    </div>
  )
}

type People = Awaited<ReturnType<typeof auditedPeople>>

async function FilterForm({ filter, people }: { filter: AuditFilter; people: People }) {
  const t = await getTranslations('refer.audit')
  const kinds = KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))
  const asked = filter.action && !KINDS.some((kind) => kind === filter.action)
  return (
    <form className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <Select
        name="accountId"
        label={t('account')}
        defaultValue={filter.accountId ?? ''}
        options={[
          { value: '', label: t('anyPerson') },
          ...people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
        ]}
      />
      <Select
        name="action"
        label={t('action')}
        defaultValue={filter.action ?? ''}
        options={[
          { value: '', label: t('anything') },
          ...kinds,
          ...(asked ? [{ value: filter.action ?? '', label: filter.action ?? '' }] : []),
        ]}
      />
      <Field name="clientId" label={t('client')} defaultValue={filter.clientId} />
      <Field name="from" type="date" label={t('from')} defaultValue={filter.from} />
      <Field name="to" type="date" label={t('to')} defaultValue={filter.to} />
      <Button>{t('search')}</Button>
    </form>
  )
}
