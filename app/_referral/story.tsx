import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import { languageName } from '#app/_ui/names.ts'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { Tag, type TagTone } from '#app/_ui/tag.tsx'
import { Timeline } from '#app/_ui/timeline.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { Status } from '#refer/referrals/model.ts'
import type { PacketContent } from '#refer/referrals/packet.ts'
import type { SaidOutcome, TimelineEntry } from '#refer/referrals/queries/referral.ts'
import { paths } from '#web/paths.ts'

const TONES: Readonly<Record<Status, TagTone>> = {
  draft: 'plain',
  'awaiting-consent': 'ask',
  sent: 'rail',
  opened: 'rail',
  'info-requested': 'ask',
  accepted: 'good',
  contacting: 'good',
  waitlisted: 'ask',
  scheduled: 'good',
  missed: 'ask',
  'in-service': 'good',
  'cancel-asked': 'ask',
  'closed-served': 'good',
  'closed-not-served': 'stop',
  declined: 'stop',
  'no-response': 'stop',
  withdrawn: 'plain',
  'entered-in-error': 'plain',
}

export async function StatusTag({ status }: { status: Status }) {
  const t = await getTranslations('refer')
  return <Tag tone={TONES[status]}>{t(`status.${status}`)}</Tag>
}

/** What happened to a referral, oldest first, each with who did it and the words that came with it. */
export async function ReferralTimeline({
  entries,
  timezone,
}: {
  entries: readonly TimelineEntry[]
  timezone: string
}) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  return (
    <Timeline
      entries={entries.map((entry) => ({
        id: String(entry.sequence),
        title: t(`events.${entry.action}`, { party: t(`party.${entry.reportedBy ?? entry.party}`) }),
        at: format.dateTime(entry.effectiveAt, {
          dateStyle: 'medium',
          timeStyle: 'short',
          timeZone: timezone,
        }),
        dateTime: entry.effectiveAt.toISOString(),
        children: <EventWords entry={entry} />,
      }))}
    />
  )
}

async function EventWords({ entry }: { entry: TimelineEntry }) {
  const locale = (await getLocale()) as Locale
  const t = await getTranslations('refer')
  const words = [
    'question',
    'answer',
    'text',
    'delivered',
    'note',
    'why',
    'place',
    'estimate',
    'contactName',
    'contactPhone',
  ].flatMap((key) => {
    const value = entry.words[key]
    return typeof value === 'string' && value !== '' ? [{ key, value }] : []
  })
  return (
    <div className="mt-1 space-y-0.5 text-sm">
      {entry.reason && <p>{t(`options.reason.${entry.reason}`)}</p>}
      {entry.program && (
        <p>
          <span className="text-soft">{t('fields.program')}:</span>{' '}
          <a href={paths.service(locale, entry.program.id)}>{entry.program.name}</a>
        </p>
      )}
      {words.map(({ key, value }) => (
        <p key={key} className="whitespace-pre-line">
          <span className="text-soft">{t(`fields.${key}`)}:</span> <bdi>{value}</bdi>
        </p>
      ))}
      {entry.reportedBy && typeof entry.words.reportedBy === 'string' && (
        <p className="text-soft">{t('takenDown', { who: entry.words.reportedBy })}</p>
      )}
    </div>
  )
}

/** What was disclosed, and nothing beside it. */
export async function PacketSummary({
  content,
  redisclosureNotice,
}: {
  content: PacketContent
  redisclosureNotice: boolean
}) {
  const locale = (await getLocale()) as Locale
  const t = await getTranslations('refer')
  const populations = [
    ...(content.situation ?? []),
    ...(content.sensitiveSituation ?? []),
    ...(content.substanceUse ? ['substance-use'] : []),
  ]
  const safe = content.safeContact
  return (
    <>
      {redisclosureNotice && (
        <p className="mb-3 rounded-md border border-stop bg-stop-tint p-3 text-sm">{t('redisclosure')}</p>
      )}
      <SummaryList
        rows={[
          content.name !== undefined && { term: t('packet.name'), children: <bdi>{content.name}</bdi> },
          content.request !== undefined && {
            term: t('packet.request'),
            children: <span className="whitespace-pre-line">{content.request}</span>,
          },
          content.phone !== undefined && {
            term: t('packet.phone'),
            children: (
              <a href={`tel:${content.phone}`} dir="ltr">
                {content.phone}
              </a>
            ),
          },
          content.email !== undefined && { term: t('packet.email'), children: <bdi>{content.email}</bdi> },
          safe !== undefined && {
            term: t('packet.safeContact'),
            children: (
              <ul>
                {safe.noContact && <li className="font-semibold text-stop">{t('packet.noContact')}</li>}
                {safe.channels.map((channel) => (
                  <li key={channel}>{t(`options.channel.${channel}`)}</li>
                ))}
                {safe.hours && <li>{t('packet.hours', safe.hours)}</li>}
                {safe.noVoicemail && <li className="font-semibold">{t('packet.noVoicemail')}</li>}
                {safe.callerAlias && <li>{t('packet.callerAlias', { alias: safe.callerAlias })}</li>}
              </ul>
            ),
          },
          content.languages !== undefined && {
            term: t('packet.languages'),
            children: `${content.languages.map((code) => languageName(code, locale)).join(', ')}${content.interpreter ? ` (${t('packet.interpreter')})` : ''}`,
          },
          content.age !== undefined && { term: t('packet.age'), children: content.age },
          content.household?.size !== undefined && {
            term: t('packet.household'),
            children: content.household.size,
          },
          content.monthlyIncome !== undefined && {
            term: t('packet.monthlyIncome'),
            children: `$${content.monthlyIncome}`,
          },
          content.insurance !== undefined && {
            term: t('packet.insurance'),
            children: content.insurance.join(', '),
          },
          content.documents !== undefined && {
            term: t('packet.documents'),
            children: content.documents.join(', '),
          },
          populations.length > 0 && {
            term: t('packet.situation'),
            children: populations.map((id) => t(`populations.${id}`)).join('; '),
          },
        ]}
      />
    </>
  )
}

/** What each side says of the need. Where they differ, both stand. */
export async function Outcomes({ outcomes }: { outcomes: readonly SaidOutcome[] }) {
  const t = await getTranslations('refer')
  if (outcomes.length === 0) return null
  const latest = new Map(outcomes.map((outcome) => [outcome.saidBy, outcome]))
  const differ = new Set([...latest.values()].map((outcome) => outcome.outcome)).size > 1
  return (
    <section aria-labelledby="outcomes">
      <h2 id="outcomes" className="text-xl">
        {t('outcome.title')}
      </h2>
      {differ && <p className="font-semibold text-ask">{t('outcome.differ')}</p>}
      <SummaryList
        rows={[...latest.values()].map((outcome) => ({
          term: t(`party.${outcome.saidBy === 'coordinator' ? 'sender' : outcome.saidBy}`),
          children: (
            <>
              {t(`outcome.${outcome.outcome}`)}
              {outcome.note && <span className="block whitespace-pre-line text-soft">{outcome.note}</span>}
            </>
          ),
        }))}
      />
    </section>
  )
}
