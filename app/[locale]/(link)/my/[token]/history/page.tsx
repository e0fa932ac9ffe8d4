import { getFormatter, getTranslations } from 'next-intl/server'
import { localeOf } from '#app/_ui/locale-of.ts'
import { Neighbours } from '#app/_ui/neighbours.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { type HistoryLine, ownHistory } from '#base/audit/queries.ts'
import { DomainError } from '#base/core/errors.ts'
import { timezoneOf } from '#refer/clients/timezone.ts'
import { clientLinkActor } from '#refer/notifications/answer/client-link.ts'
import { visitorRequest } from '#web/context.ts'
import { paths } from '#web/paths.ts'

type Props = {
  params: Promise<{ locale: string; token: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

async function load(token: string, asked: Record<string, string | string[] | undefined>) {
  const ctx = await visitorRequest()
  const cursor = (name: string) => {
    const value = asked[name]
    return typeof value === 'string' && /^\d{1,18}$/.test(value) ? { [name]: value } : {}
  }
  try {
    const own = { ...ctx, actor: await clientLinkActor(ctx, token) }
    const page = await ownHistory(own, { ...cursor('before'), ...cursor('after') })
    return { page, timeZone: (await timezoneOf(own)) ?? 'UTC' }
  } catch (error) {
    if (error instanceof DomainError) return null
    throw error
  }
}

/** A client's right to know who saw their record: everybody who looked at it or worked on it, the newest first. */
export default async function History(props: Props) {
  const locale = await localeOf(props.params)
  const { token } = await props.params
  const loaded = await load(token, await props.searchParams)
  const t = await getTranslations('refer')
  if (!loaded) return <PageHeader title={t('link.gone')} lead={t('my.goneLead')} />
  const { page, timeZone } = loaded
  const format = await getFormatter()
  const here = paths.ownHistory(locale, token)
  const deed = ({ kind, recipient }: HistoryLine) =>
    kind === 'shared' ? t('my.sharedWith', { recipient: recipient ?? '–' }) : t(`my.${kind}`)
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('my.history')}
        lead={t('my.historyLead')}
        above={<a href={paths.ownPage(locale, token)}>{t('my.title')}</a>}
      />
      {page.lines.length === 0 ? (
        <p>{t('my.historyNone')}</p>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {page.lines.map((line) => (
            <li key={line.id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
              <span>
                <bdi className="font-semibold">{line.who ?? t('my.aPerson')}</bdi> {deed(line)}
              </span>
              <time dateTime={line.at.toISOString()} className="text-sm text-soft">
                {format.dateTime(line.at, {
                  dateStyle: 'medium',
                  timeStyle: 'short',
                  timeZone,
                })}
              </time>
            </li>
          ))}
        </ol>
      )}
      <Neighbours
        label={t('my.historyPages')}
        newer={page.newer && { href: `${here}?after=${page.newer}`, text: t('my.newer') }}
        older={page.older && { href: `${here}?before=${page.older}`, text: t('my.older') }}
      />
    </div>
  )
}
