import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { ClientQuestion } from '#app/_staff/client-question.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PhoneLink } from '#app/_ui/phone-link.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { MatchResult } from '#find/matching/answer.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { readClient } from '#refer/clients/queries.ts'
import { shortlistOf } from '#refer/clients/shortlist.ts'
import { listReferrals } from '#refer/referrals/queries/list.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { Weigh } from './_parts/weigh.tsx'
import { matchesFor } from './matches.ts'

type Props = {
  params: Promise<{ locale: string; clientId: string; clientNeedId: string }>
  /** `later`: how many questions were put off. Only their number: what was asked of a client stands in no address. */
  searchParams: Promise<{ later?: string | string[]; onwardOf?: string | string[] }>
}
/** Each question put off is one more search. */
const MOST_PUT_OFF = 8

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('client.findPrograms') }
}

/** Programs for one need of one client, with what is known of the client filled in and each reason said. */
export default async function NeedMatches(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId, clientNeedId } = await props.params
  const ctx = await requireRole(
    locale,
    ['coordinator', 'supervisor'],
    paths.clientNeed(locale, clientId, clientNeedId),
  )
  const client = await orNotFound(readClient(ctx, clientId))
  const need = client.needs.find((each) => each.id === clientNeedId)
  const t = await getTranslations('refer')
  // An emergency opens the record, and no search for programs in its name.
  if (client.emergency) notFound()
  if (!need) return <PageHeader title={t('link.gone')} />
  const { later: putOff, onwardOf: from } = await props.searchParams
  const onwardOf = z.uuid().safeParse(from).data
  const later = Math.min(Math.max(Number(putOff) || 0, 0), MOST_PUT_OFF)
  const skip: string[] = []
  let answer = await matchesFor(ctx, client.record, need.needId, locale)
  for (let i = 0; i < later && answer.nextQuestion; i++) {
    skip.push(answer.nextQuestion.fact)
    answer = await matchesFor(ctx, client.record, need.needId, locale, skip)
  }
  const weighed = new Map((await shortlistOf(ctx, clientNeedId)).map((entry) => [entry.serviceId, entry]))
  const beside = [...weighed.values()].filter(({ verdict }) => verdict === 'considering').length
  const tried = new Set((await listReferrals(ctx, { clientId })).map((referral) => referral.serviceId))
  return (
    <div className="space-y-6">
      <PageHeader
        title={needLabel(need.needId, locale)}
        above={<a href={paths.client(locale, clientId)}>{t('client.back')}</a>}
        lead={t('match.counts', answer.counts)}
        actions={
          beside > 0 && (
            <ButtonLink tone="secondary" href={paths.compare(locale, clientId, clientNeedId)}>
              {t('shortlist.compare', { count: beside })}
            </ButtonLink>
          )
        }
      />
      {!client.record.facts.residence && (
        <p className="rounded-md border border-ask bg-ask-tint p-3">{t('match.noPlace')}</p>
      )}
      {answer.nextQuestion && (
        <ClientQuestion
          question={answer.nextQuestion}
          clientId={clientId}
          clientNeedId={clientNeedId}
          version={client.version}
          locale={locale}
          putOff={
            later < MOST_PUT_OFF ? `?later=${later + 1}${onwardOf ? `&onwardOf=${onwardOf}` : ''}` : null
          }
        />
      )}
      {answer.results.length === 0 && <p>{answer.relaxation ? t('match.noneRelax') : t('match.none')}</p>}
      <ol className="space-y-4">
        {answer.results.map((result) => (
          <li key={result.service.id}>
            <Program
              result={result}
              tried={tried.has(result.service.id)}
              href={paths.newReferral(locale, clientId, clientNeedId, {
                serviceId: result.service.id,
                onwardOf,
              })}
              locale={locale}
            >
              <Weigh
                locale={locale}
                clientId={clientId}
                clientNeedId={clientNeedId}
                serviceId={result.service.id}
                entry={weighed.get(result.service.id)}
              />
            </Program>
          </li>
        ))}
      </ol>
      {answer.ruledOut.length > 0 && (
        <Disclosure summary={t('match.ruledOut', { count: answer.ruledOut.length })}>
          <ul className="space-y-2">
            {answer.ruledOut.map((out) => (
              <li key={out.service.id}>
                <a href={paths.service(locale, out.service.id)}>{out.service.name}</a>
                <ul className="ms-4 list-disc text-sm text-soft">
                  {out.reasons.map((reason) => (
                    <li key={reason.text}>
                      {reason.text}
                      {reason.words && <q className="ms-1">{reason.words}</q>}
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  )
}

const MARK = { yes: '✓', no: '✗', unknown: '?' } as const

async function Program({
  result,
  tried,
  href,
  locale,
  children,
}: {
  result: MatchResult
  tried: boolean
  href: string
  locale: Locale
  children: ReactNode
}) {
  const t = await getTranslations('refer')
  return (
    <Card as="article" className="space-y-2">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-lg">
            <a href={paths.service(locale, result.service.id)}>{result.service.name}</a>
          </h2>
          <p className="text-soft">{result.service.organization.name}</p>
        </div>
        <div className="flex items-center gap-3">
          {tried && <Tag tone="ask">{t('match.tried')}</Tag>}
          <Tag tone={result.fit === 'fits' ? 'good' : 'ask'}>{t(`match.${result.fit}`)}</Tag>
          <ButtonLink href={href}>{t('match.refer')}</ButtonLink>
        </div>
      </div>
      <ul className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
        {result.reasons.map((reason) => (
          <li
            key={`${reason.about} ${reason.text}`}
            className={reason.verdict === 'no' ? 'text-stop' : reason.verdict === 'unknown' ? 'text-ask' : ''}
          >
            <span aria-hidden="true">{MARK[reason.verdict]} </span>
            {reason.text}
          </li>
        ))}
      </ul>
      {result.phone && <PhoneLink phone={result.phone} />}
      {children}
    </Card>
  )
}
