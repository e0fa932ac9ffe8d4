import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Protection } from '#app/_staff/protection.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { apiKeysOf } from '#base/accounts/commands/api-keys.ts'
import { managedOrganizations, peopleOf } from '#base/accounts/queries.ts'
import { readProtection } from '#refer/agencies/protection.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { ApiKeys } from './_parts/api-keys.tsx'
import { Invitations } from './_parts/invitations.tsx'
import { Members } from './_parts/members.tsx'
import { CalledBack, ChooseOrganization, OpenOrganization } from './_parts/organizations.tsx'
import { Teams } from './_parts/teams.tsx'
import { protectOrganization } from './actions.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ organization?: string | string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('accounts'))('people.title'), robots: { index: false } }
}

/** Who may act for an organization: members, invitations, teams. */
export default async function PeoplePage(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['supervisor', 'agency-admin', 'administrator'], paths.people(locale))
  const t = await getTranslations('accounts')
  const { organization: asked } = await props.searchParams
  const organizations = await managedOrganizations(ctx)
  const chosen = organizations.find(({ id }) => id === asked)?.id ?? ctx.actor.organizationId ?? ''
  const people = await orNotFound(peopleOf(ctx, chosen))
  return (
    <div className="space-y-10">
      <PageHeader
        title={t('people.title')}
        lead={t('people.lead', { organization: people.organization.name })}
      />
      {organizations.length > 1 && <ChooseOrganization organizations={organizations} shown={chosen} />}
      <Members locale={locale} actor={ctx.actor} members={people.members} />
      <Invitations locale={locale} actor={ctx.actor} people={people} />
      <ApiKeys locale={locale} organizationId={chosen} keys={await apiKeysOf(ctx, chosen)} />
      {ctx.actor.role !== 'agency-admin' && <Teams locale={locale} people={people} />}
      {ctx.actor.role === 'administrator' && (
        <Protection
          hidden={{ locale, organizationId: chosen }}
          action={protectOrganization}
          protection={await readProtection(ctx, { organizationId: chosen })}
        />
      )}
      {ctx.actor.role === 'administrator' && people.organization.refers && (
        <CalledBack locale={locale} organization={people.organization} />
      )}
      {ctx.actor.role === 'administrator' && <OpenOrganization locale={locale} />}
    </div>
  )
}
