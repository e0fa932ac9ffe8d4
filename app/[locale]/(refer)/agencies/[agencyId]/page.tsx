import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Protection } from '#app/_staff/protection.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { readConfig } from '#base/runtime/config.ts'
import { readProtection } from '#refer/agencies/protection.ts'
import { readKeptAgency } from '#refer/agencies/queries.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { protectAgency } from '../actions.ts'
import { Address } from './_parts/address.tsx'
import { Details } from './_parts/details.tsx'

type Props = { params: Promise<{ locale: string; agencyId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('agency.title'), robots: { index: false } }
}

/** How one agency is reached and when it works. */
export default async function AgencyPage(props: Props) {
  const locale = await localeOf(props.params)
  const { agencyId } = await props.params
  const back = paths.agency(locale, agencyId)
  const ctx = await requireRole(locale, ['agency-admin', 'steward', 'administrator'], back)
  const { agency, asked } = await orNotFound(readKeptAgency(ctx, agencyId))
  const t = await getTranslations('refer')
  const hidden = { locale, agencyId }
  return (
    <div className="max-w-text space-y-10">
      <PageHeader
        title={t('agency.title')}
        lead={<bdi>{agency.name}</bdi>}
        above={
          ctx.actor.role === 'agency-admin' ? undefined : (
            <a href={paths.agencies(locale)}>{t('agency.list')}</a>
          )
        }
      />
      <Address
        kind="mailbox"
        hidden={hidden}
        address={agency.mailbox ?? agency.doubtedMailbox}
        doubted={agency.doubtedMailbox !== null}
        confirmedAt={agency.mailboxConfirmedAt}
        bounced={agency.mailboxBouncedAt !== null}
        asked={asked.find(({ kind }) => kind === 'mailbox')}
        timezone={agency.calendar.timezone}
      />
      <Address
        kind="text"
        hidden={hidden}
        address={agency.textNumber}
        confirmedAt={agency.textConfirmedAt}
        asked={asked.find(({ kind }) => kind === 'text')}
        timezone={agency.calendar.timezone}
        noGateway={readConfig().sms === undefined}
      />
      <Details agency={agency} hidden={hidden} locale={locale} now={ctx.now} />
      {ctx.actor.role !== 'agency-admin' && (
        <Protection
          hidden={hidden}
          protection={await readProtection(ctx, { agencyId })}
          action={protectAgency}
        />
      )}
    </div>
  )
}
