import { getFormatter, getTranslations } from 'next-intl/server'
import { DataTable } from '#app/_ui/data-table.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ReferralLine } from '#refer/referrals/queries/list.ts'
import { paths } from '#web/paths.ts'
import { timezone } from '#web/session.ts'
import { StatusTag } from './story.tsx'

/** Referrals with who owes what next; a sensitive program's name does not stand in a list. */
export async function ReferralList({
  lines,
  locale,
  now,
  caption,
  mark,
  holders,
}: {
  lines: readonly ReferralLine[]
  locale: Locale
  now: Date
  caption: string
  /** The field in which each line can be marked, and what for. */
  mark?: { name: string; label: string }
  /** Names of an agency's people by account: then each line says who has taken it. */
  holders?: ReadonlyMap<string, string>
}) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const timeZone = await timezone()
  return (
    <DataTable
      caption={caption}
      hideCaption
      stack
      rows={lines}
      rowKey={(line) => line.id}
      columns={[
        ...(mark
          ? [
              {
                key: 'mark',
                head: <span className="sr-only">{mark.label}</span>,
                cell: (line: ReferralLine) => (
                  <input
                    type="checkbox"
                    name={mark.name}
                    value={line.id}
                    aria-label={t('inboxWork.mark', { person: line.person })}
                    className="m-2.5 size-6 accent-rail"
                  />
                ),
              },
            ]
          : []),
        {
          key: 'person',
          head: t('packet.name'),
          rowHeader: true,
          cell: (line) => (
            <>
              <a href={paths.referral(locale, line.id)} className="inline-flex min-h-target items-center">
                {/* What was withdrawn shows no name any more. */}
                <bdi>{line.person || t('referral.title')}</bdi>
              </a>
              {line.urgency === 'urgent' && <Tag tone="ask">{t('urgent')}</Tag>}
            </>
          ),
        },
        {
          key: 'due',
          head: t('referral.due'),
          cell: (line) =>
            line.dueAt && (
              <>
                {format.dateTime(line.dueAt, { dateStyle: 'medium', timeZone })}{' '}
                {line.dueAt < now && <Tag tone="stop">{t('late')}</Tag>}
              </>
            ),
        },
        { key: 'status', head: t('referral.status'), cell: (line) => <StatusTag status={line.status} /> },
        holders
          ? {
              key: 'holder',
              head: t('inboxWork.assigned'),
              cell: (line) => holders.get(line.assignedTo ?? '') ?? t('inboxWork.nobody'),
            }
          : {
              key: 'agency',
              head: t('party.agency'),
              cell: (line) => line.agencyName ?? t('sensitiveAgency'),
            },
      ]}
    />
  )
}
