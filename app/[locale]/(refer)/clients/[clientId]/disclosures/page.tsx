import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { ButtonLink } from '#app/_ui/button.tsx'
import { DataTable } from '#app/_ui/data-table.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { accountForDisclosures } from '#base/audit/queries.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole, timezone } from '#web/session.ts'

type Props = { params: Promise<{ locale: string; clientId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('disclosures.title') }
}

/** What left about one client in six years, as whoever asks for it must be told (45 CFR 164.528). */
export default async function Disclosures(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId } = await props.params
  const here = paths.disclosures(locale, clientId)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], here)
  const disclosures = await orNotFound(accountForDisclosures(ctx, clientId))
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const timeZone = await timezone()
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('disclosures.title')}
        lead={t('disclosures.lead')}
        above={<a href={paths.client(locale, clientId)}>{t('client.back')}</a>}
        actions={
          <ButtonLink tone="secondary" href={`${here}/export`}>
            {t('audit.export')}
          </ButtonLink>
        }
      />
      <p>
        {t('disclosures.number')} <code>{clientId}</code>
      </p>
      {disclosures.length === 0 ? (
        <p>{t('disclosures.none')}</p>
      ) : (
        <DataTable
          caption={t('disclosures.title')}
          hideCaption
          rows={disclosures}
          rowKey={({ at, recipient }) => `${at.toISOString()} ${recipient}`}
          columns={[
            {
              key: 'at',
              head: t('audit.at'),
              rowHeader: true,
              cell: ({ at }) =>
                format.dateTime(at, {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  timeZone,
                }),
            },
            { key: 'to', head: t('audit.recipient'), cell: ({ recipient }) => <bdi>{recipient}</bdi> },
            {
              key: 'what',
              head: t('disclosures.what'),
              cell: ({ fields }) => format.list(fields.map((field) => t(`field.${field}`))),
            },
            {
              key: 'why',
              head: t('audit.purpose'),
              cell: ({ purpose }) => (purpose ? t(`send.mode.${purpose}`) : '–'),
            },
          ]}
        />
      )}
    </div>
  )
}
