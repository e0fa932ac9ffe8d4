import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import { FindByName } from '#app/_staff/find-by-name.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { DataTable } from '#app/_ui/data-table.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import { readCaseload } from '#refer/clients/queries.ts'
import { paths } from '#web/paths.ts'
import { requireRole, timezone } from '#web/session.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.clients') }
}

export default async function Clients(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.clients(locale))
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const timeZone = await timezone()
  const all = await readCaseload(ctx)
  const clients = all.filter(({ status }) => status === 'active')
  const closed = all.filter(({ status }) => status === 'closed')
  return (
    <>
      <PageHeader
        title={t('nav.clients')}
        lead={t('client.count', { count: clients.length })}
        actions={<ButtonLink href={paths.newClient(locale)}>{t('client.open')}</ButtonLink>}
      />
      {clients.length === 0 ? (
        <p>{t('client.none')}</p>
      ) : (
        <FindByName label={t('client.find')} hint={t('client.findHint')} nothing={t('client.nothingFound')}>
          <DataTable
            caption={t('nav.clients')}
            hideCaption
            rows={clients}
            rowKey={(client) => client.id}
            columns={[
              {
                key: 'name',
                head: t('packet.name'),
                rowHeader: true,
                cell: (client) => (
                  <a href={paths.client(locale, client.id)} className="inline-flex min-h-target items-center">
                    <bdi>{client.name}</bdi>
                  </a>
                ),
              },
              {
                key: 'waiting',
                head: t('client.waitingNeeds'),
                numeric: true,
                cell: (client) => (
                  <>
                    {client.urgent && <Tag tone="stop">{t('client.urgent')}</Tag>} {client.waitingNeeds}
                  </>
                ),
              },
              {
                key: 'open',
                head: t('client.openReferrals'),
                numeric: true,
                cell: (client) => client.openReferrals,
              },
              {
                key: 'due',
                head: t('client.nextDue'),
                cell: (client) =>
                  client.nextDueAt && (
                    <>
                      {format.dateTime(client.nextDueAt, {
                        dateStyle: 'medium',
                        timeZone,
                      })}{' '}
                      {client.nextDueAt < ctx.now && <Tag tone="stop">{t('late')}</Tag>}
                    </>
                  ),
              },
            ]}
          />
        </FindByName>
      )}
      {closed.length > 0 && (
        <Disclosure summary={t('client.closedOnes')}>
          <ul>
            {closed.map((client) => (
              <li key={client.id}>
                <a href={paths.client(locale, client.id)} className="inline-flex min-h-target items-center">
                  <bdi>{client.name}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  )
}
