import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import { listKeptAgencies } from '#refer/agencies/queries.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { meet } from './actions.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ name?: string | string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('agency.list'), robots: { index: false } }
}

/** Which agency's way of being reached to look after: a steward any, an agency's administrator their own. */
export default async function AgenciesPage(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['agency-admin', 'steward', 'administrator'], paths.agencies(locale))
  const t = await getTranslations('refer')
  const { name } = await props.searchParams
  const words = typeof name === 'string' ? name.replaceAll('\0', '').trim().slice(0, 120) : ''
  const lines = await listKeptAgencies(ctx, words)
  const own = ctx.actor.role === 'agency-admin'
  const [only] = lines
  if (own && only?.agencyId) redirect(paths.agency(locale, only.agencyId))
  return (
    <div className="space-y-6">
      <PageHeader title={t('agency.list')} lead={t(own ? 'agency.ownLead' : 'agency.listLead')} />
      {!own && (
        <form method="get" className="flex max-w-text flex-wrap items-end gap-3">
          <Field name="name" label={t('agency.name')} defaultValue={words} autoComplete="off" />
          <Button tone="secondary">{t('agency.find')}</Button>
        </form>
      )}
      {lines.length === 0 && <p>{t(own ? 'agency.noListing' : 'agency.none')}</p>}
      <ul className="divide-y divide-line border-y border-line">
        {lines.map((line) => (
          <li key={line.organizationId} className="flex flex-wrap items-center gap-x-4 py-1">
            {line.agencyId ? (
              <a href={paths.agency(locale, line.agencyId)} className="inline-flex min-h-target items-center">
                <bdi>{line.name}</bdi>
              </a>
            ) : (
              <ActionForm action={meet} problem={t('problem')} className="flex flex-wrap items-center gap-3">
                <input type="hidden" name="locale" value={locale} />
                <input type="hidden" name="organizationId" value={line.organizationId} />
                <bdi>{line.name}</bdi>
                <Button tone="quiet">{t('agency.open')}</Button>
              </ActionForm>
            )}
            {line.unreachable && <Tag tone="stop">{t('agency.unreachable')}</Tag>}
          </li>
        ))}
      </ul>
    </div>
  )
}
