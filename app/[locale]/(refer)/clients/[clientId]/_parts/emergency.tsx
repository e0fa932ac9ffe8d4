import { getFormatter, getTranslations } from 'next-intl/server'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import type { CareTeam } from '#refer/clients/care-team.ts'
import { type Client, displayName } from '#refer/clients/model.ts'
import type { ClientNeed } from '#refer/clients/queries.ts'
import { paths } from '#web/paths.ts'
import { timezone } from '#web/session.ts'
import { KnownFacts, SafeContactCard } from './about.tsx'
import { Members } from './care-team.tsx'

/** What an emergency opens: how to reach and protect this person, and whom to call. Nothing here leads on or changes. */
export async function EmergencyRecord(props: {
  client: Pick<Client, 'record'> & { needs: readonly ClientNeed[] }
  endsAt: Date
  team: CareTeam
  locale: Locale
}) {
  const { client, endsAt, team, locale } = props
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const time = format.dateTime(endsAt, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: await timezone(),
  })
  const { guardian } = client.record
  return (
    <div className="space-y-8">
      <PageHeader
        title={<bdi>{displayName(client.record)}</bdi>}
        above={<a href={paths.emergency(locale)}>{t('nav.emergency')}</a>}
      />
      <div role="note" className="space-y-1 rounded-md border-2 border-marigold p-3">
        <p className="font-semibold">{t('emergency.view', { time })}</p>
        <p>{t('emergency.banner')}</p>
      </div>
      <SafeContactCard record={client.record} />
      {guardian && (
        <section aria-labelledby="guardian" className="space-y-1">
          <h2 id="guardian" className="text-xl">
            {t('client.guardian')}
          </h2>
          <p>
            <bdi>{guardian.name}</bdi>
          </p>
          {guardian.email && (
            <p className="break-all">
              <a href={`mailto:${guardian.email}`}>{guardian.email}</a>
            </p>
          )}
        </section>
      )}
      {client.needs.length > 0 && (
        <section aria-labelledby="needs" className="space-y-3">
          <h2 id="needs" className="text-xl">
            {t('client.needs')}
          </h2>
          <ul className="list-disc ps-5">
            {client.needs.map((need) => (
              <li key={need.id}>
                {needLabel(need.needId, locale)}{' '}
                {need.urgency === 'urgent' && <Tag tone="stop">{t('client.urgent')}</Tag>}{' '}
                {need.closedAt && <Tag tone="good">{t('client.ended')}</Tag>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <KnownFacts record={client.record} locale={locale} />
      <section aria-labelledby="care-team" className="space-y-3">
        <h2 id="care-team" className="text-xl">
          {t('team.care')}
        </h2>
        <Members team={team} />
      </section>
    </div>
  )
}
