import { getFormatter, getLocale, getTranslations } from 'next-intl/server'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { Tag, type TagTone } from '#app/_ui/tag.tsx'
import { Timeline } from '#app/_ui/timeline.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { Status } from '#refer/referrals/model.ts'
import type { Notice } from '#refer/referrals/queries/notices.ts'
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
        children: <EventWords entry={entry} timezone={timezone} />,
      }))}
    />
  )
}

const NOTICE_TONES: Readonly<Record<Notice['state'], TagTone>> = {
  waiting: 'ask',
  sent: 'good',
  'came-back': 'stop',
  failed: 'stop',
  'not-sent': 'plain',
}

/** What was sent to agency and client by itself, and whether it arrived: what one asks before calling them. */
export async function Notices({ notices, timezone }: { notices: readonly Notice[]; timezone: string }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  if (notices.length === 0) return null
  return (
    <section aria-labelledby="notices">
      <h2 id="notices" className="mb-3 text-xl">
        {t('notices.title')}
      </h2>
      <ul className="space-y-3">
        {notices.map((notice, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn once, on the server
          <li key={i}>
            <p>
              {t(`notices.${notice.party}`)}: {t(`notices.topics.${notice.topic}`)}
            </p>
            <p className="flex flex-wrap items-center gap-2 text-sm text-soft">
              {t(`notices.channels.${notice.channel}`)},{' '}
              {format.dateTime(notice.at, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone })}{' '}
              <Tag tone={NOTICE_TONES[notice.state]}>{t(`notices.states.${notice.state}`)}</Tag>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The last thing that happened, said again where the next step is chosen: whoever took a step sees that it counts. */
export async function LastStep({ entry, timezone }: { entry: TimelineEntry; timezone: string }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  return (
    <p role="status" className="text-soft">
      {t('moves.last')}{' '}
      <strong className="text-ink">
        {t(`events.${entry.action}`, { party: t(`party.${entry.reportedBy ?? entry.party}`) })}
      </strong>
      , {format.dateTime(entry.effectiveAt, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone })}
    </p>
  )
}

const DAYS = ['firstContactOn', 'dueOn', 'recheckOn', 'startedOn', 'on'] as const
const CHOSEN = ['mode', 'channel', 'result', 'which', 'enrolment'] as const

/** Dates, places on a list and what was chosen, in the reader's words. */
async function EventFacts({ entry, timezone }: { entry: TimelineEntry; timezone: string }) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { data } = entry
  const text = (key: string) => (typeof data[key] === 'string' ? (data[key] as string) : undefined)
  const at = text('at')
  const facts = [
    at && {
      key: 'at',
      value: format.dateTime(new Date(at), { dateStyle: 'full', timeStyle: 'short', timeZone: timezone }),
    },
    ...DAYS.map((key) => {
      const day = text(key)
      return day && { key, value: format.dateTime(new Date(day), { dateStyle: 'full', timeZone: 'UTC' }) }
    }),
    // The ground of a disclosure is a mode too; it is told elsewhere.
    ...CHOSEN.filter((key) => key !== 'mode' || entry.action === 'schedule').map((key) => {
      const code = text(key)
      return code && { key, value: t(`options.${key}.${code}`) }
    }),
    typeof data.position === 'number' && { key: 'position', value: format.number(data.position) },
  ].filter((fact) => fact !== undefined && fact !== false && fact !== '')
  return facts.map(({ key, value }) => (
    <p key={key}>
      <span className="text-soft">{t(`fields.${key}`)}:</span> {value}
    </p>
  ))
}

async function EventWords({ entry, timezone }: { entry: TimelineEntry; timezone: string }) {
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
      <EventFacts entry={entry} timezone={timezone} />
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
      {entry.reportedBy && typeof entry.words.reportedBy === 'string' && entry.words.reportedBy !== '' && (
        <p className="text-soft">{t('takenDown', { who: entry.words.reportedBy })}</p>
      )}
    </div>
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
