import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Fragment, type ReactNode } from 'react'
import { ButtonLink } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PhoneLink } from '#app/_ui/phone-link.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { MatchResult } from '#find/matching/answer.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { readClient } from '#refer/clients/queries.ts'
import { shortlistOf } from '#refer/clients/shortlist.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { Weigh } from '../_parts/weigh.tsx'
import { matchesFor } from '../matches.ts'

type Props = { params: Promise<{ locale: string; clientId: string; clientNeedId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('shortlist.title') }
}

const MARK = { yes: '✓', no: '✗', unknown: '?' } as const
/** What is compared line by line; the rest stands on each program's own page. */
const ABOUT = [
  'eligibility',
  'distance',
  'area',
  'language',
  'hours',
  'capacity',
  'cost',
  'documents',
] as const

/** Up to four programs for one need, side by side, with the same lines in the same order. */
export default async function Compare(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId, clientNeedId } = await props.params
  const ctx = await requireRole(
    locale,
    ['coordinator', 'supervisor'],
    paths.compare(locale, clientId, clientNeedId),
  )
  const client = await orNotFound(readClient(ctx, clientId))
  const need = client.needs.find((each) => each.id === clientNeedId)
  const t = await getTranslations('refer')
  // An emergency opens the record, and no search for programs in its name.
  if (client.emergency) notFound()
  if (!need) return <PageHeader title={t('link.gone')} />
  const answer = await matchesFor(ctx, client.record, need.needId, locale)
  const kept = (await shortlistOf(ctx, clientNeedId)).filter(({ verdict }) => verdict === 'considering')
  const columns = kept.map((entry) => ({
    entry,
    result: answer.results.find(({ service }) => service.id === entry.serviceId),
    name: answer.ruledOut.find(({ service }) => service.id === entry.serviceId)?.service.name,
  }))
  const line = (head: string, cell: (result: MatchResult) => ReactNode) => (
    <Line head={head}>
      {columns.map(({ entry, result }) => (
        <td key={entry.serviceId} className="px-2 py-3 text-sm">
          {result && cell(result)}
        </td>
      ))}
    </Line>
  )
  return (
    <div className="space-y-6">
      <PageHeader
        title={t('shortlist.title')}
        lead={needLabel(need.needId, locale)}
        above={<a href={paths.clientNeed(locale, clientId, clientNeedId)}>{t('shortlist.back')}</a>}
      />
      {columns.length === 0 ? (
        <p>{t('shortlist.empty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
        <section className="overflow-x-auto" tabIndex={0} aria-label={t('shortlist.title')}>
          <table className="w-full min-w-[44rem] table-fixed border-collapse text-start">
            <thead>
              <tr className="border-b-2 border-line align-top">
                <td className="w-28" />
                {columns.map(({ entry, result, name }) => (
                  <th key={entry.serviceId} scope="col" className="px-2 py-2 text-start">
                    <a href={paths.service(locale, entry.serviceId)}>
                      {result?.service.name ?? name ?? t('shortlist.title')}
                    </a>
                    <span className="block text-sm font-normal text-soft">
                      {result ? result.service.organization.name : t('shortlist.gone')}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {line(t('shortlist.fit'), (result) => (
                <Tag tone={result.fit === 'fits' ? 'good' : 'ask'}>{t(`match.${result.fit}`)}</Tag>
              ))}
              {ABOUT.filter((about) =>
                columns.some(({ result }) => result?.reasons.some((reason) => reason.about === about)),
              ).map((about) => (
                <Fragment key={about}>
                  {line(t(`shortlist.about.${about}`), ({ reasons }) => (
                    <ul className="space-y-1">
                      {reasons
                        .filter((reason) => reason.about === about)
                        .map((reason) => (
                          <li key={reason.text}>
                            <span aria-hidden="true">{MARK[reason.verdict]} </span>
                            {reason.text}
                          </li>
                        ))}
                    </ul>
                  ))}
                </Fragment>
              ))}
              {line(t('shortlist.phone'), ({ phone }) => phone && <PhoneLink phone={phone} />)}
              <Line head={t('shortlist.actions')}>
                {columns.map(({ entry, result }) => (
                  <td key={entry.serviceId} className="space-y-2 px-2 py-3">
                    {result && (
                      <ButtonLink
                        href={paths.newReferral(locale, clientId, clientNeedId, {
                          serviceId: entry.serviceId,
                        })}
                      >
                        {t('match.refer')}
                      </ButtonLink>
                    )}
                    <Weigh
                      locale={locale}
                      clientId={clientId}
                      clientNeedId={clientNeedId}
                      serviceId={entry.serviceId}
                      entry={entry}
                    />
                  </td>
                ))}
              </Line>
            </tbody>
          </table>
        </section>
      )}
    </div>
  )
}

function Line(props: { head: string; children: ReactNode }) {
  return (
    <tr className="border-b border-line align-top">
      <th scope="row" className="py-3 pe-3 text-start text-sm text-soft">
        {props.head}
      </th>
      {props.children}
    </tr>
  )
}
