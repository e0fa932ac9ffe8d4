import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { localeOf } from '#app/_ui/locale-of.ts'
import { logError } from '#base/runtime/structured-output.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { findMatches, understandWithout } from '#find/matching/queries.ts'
import { type MatchRequestInput, parseMatchRequest } from '#find/matching/request.ts'
import { readCtx } from '#web/context.ts'
import { decodeForm, FORM_HEADER } from '#web/form-body.ts'
import { inTime } from '#web/in-time.ts'
import { matchRequestOf, pagesOf } from '#web/match-request.ts'
import { readSearch } from '#web/search-params.ts'
import { CrisisAlone, ResultsView } from './view.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** The title says nothing of what was searched for: titles stand in histories and on shared screens. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: await localeOf(params), namespace: 'find.results' })
  return { title: t('title'), robots: { index: false } }
}

export default async function SearchPage({ params, searchParams }: Props) {
  const locale = await localeOf(params)
  const form = decodeForm((await headers()).get(FORM_HEADER))
  const read = form ? readSearch(form, 'form') : readSearch(toParams(await searchParams), 'address')
  const { request, place, problems } = matchRequestOf(read.search)
  const ctx = await readCtx()
  const ask = (asked: MatchRequestInput) => inTime(findMatches(ctx, parseMatchRequest(asked), locale))
  let answer: MatchAnswer
  try {
    answer = await ask(request)
    const pages = pagesOf(answer.counts)
    if (answer.results.length === 0 && pages > 0) {
      // A page past the end, of an old link or of a list that has become shorter: the last one stands for it.
      read.search.page = pages
      answer = await ask(matchRequestOf(read.search).request)
    }
  } catch (error) {
    const { crisis } = understandWithout({ text: read.search.text }, locale, ctx.now)
    if (!crisis) throw error
    // The error page knows nothing of the text. Whom to call now is an answer, so the page is whole, and the fault is logged.
    logError('search.failed', error)
    return <CrisisAlone locale={locale} crisis={crisis} />
  }
  return (
    <ResultsView
      locale={locale}
      search={read.search}
      person={request.person ?? {}}
      place={place}
      answer={answer}
      problems={[...read.problems, ...problems]}
    />
  )
}

function toParams(given: Record<string, string | string[] | undefined>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    ),
  )
}
