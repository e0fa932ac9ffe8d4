import { getTranslations } from 'next-intl/server'
import { CrisisBlock } from '#app/_ui/crisis-block.tsx'
import { crisisWords } from '#app/_ui/crisis-words.ts'
import { PlaceMap } from '#app/_ui/map/place-map.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { Pagination } from '#app/_ui/pagination.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import type { Person } from '#find/eligibility/facts.ts'
import type { Place } from '#find/geo/places.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { crisisAnswer, crisisMessages } from '#find/understanding/crisis.ts'
import { pagesOf, RESULTS_A_PAGE } from '#web/match-request.ts'
import type { Search, SearchProblem } from '#web/search-params.ts'
import { BROKEN } from '../../broken-words.ts'
import { Filters } from './_parts/filters.tsx'
import { NextQuestion } from './_parts/next-question.tsx'
import { NothingFound } from './_parts/nothing-found.tsx'
import { ResultCard } from './_parts/result-card.tsx'
import { RuledOut } from './_parts/ruled-out.tsx'
import { SearchStateForm } from './_parts/search-state.tsx'
import { Understood } from './_parts/understood.tsx'

export type ResultsProps = {
  locale: Locale
  search: Search
  /** What of the person the request carried. */
  person: Person
  /** The place that the search names. */
  place: Place | null
  answer: MatchAnswer
  problems: readonly SearchProblem[]
}

export async function ResultsView(props: ResultsProps) {
  const { locale, search, answer, place } = props
  const t = await getTranslations('find')
  const { counts, results } = answer
  const total = counts.fits + counts.askFirst
  const first = ((search.page ?? 1) - 1) * RESULTS_A_PAGE
  return (
    <div className="space-y-5">
      <Crisis locale={locale} crisis={answer.understood.crisis} />
      <Problems problems={props.problems} />
      <header>
        <h1 className="text-2xl sm:text-3xl">
          {t('results.heading', { count: total })}
          {answer.place && <> {t('results.near', { place: answer.place.label })}</>}
        </h1>
        <FitCounts counts={counts} />
      </header>
      {answer.degraded && <Notice tone="ask">{t('degraded')}</Notice>}
      <Understood
        locale={locale}
        search={search}
        understood={answer.understood}
        person={props.person}
        placeLabel={place?.label ?? null}
        open={results.length === 0}
      />
      {results.length === 0 ? (
        <NothingFound locale={locale} search={search} relaxation={answer.relaxation} />
      ) : (
        <Found {...props} first={first} />
      )}
      <RuledOut locale={locale} ruledOut={answer.ruledOut} count={counts.doesNotFit} />
    </div>
  )
}

/** The search failed: whom to call in a crisis comes from files and does not. */
export function CrisisAlone({ locale, crisis }: CrisisProps) {
  const words = BROKEN[locale]
  return (
    <div className="space-y-5">
      <Crisis locale={locale} crisis={crisis} />
      <h1 className="text-2xl sm:text-3xl">{words.title}</h1>
      <p className="text-lg text-soft">{words.lead}</p>
    </div>
  )
}

type CrisisProps = { locale: Locale; crisis: MatchAnswer['understood']['crisis'] }

function Crisis({ locale, crisis }: CrisisProps) {
  if (!crisis) return null
  const { contacts } = crisisAnswer(crisis.kind, locale)
  const words = crisisWords(translator(locale))
  const messages = crisisMessages(crisis.kind, crisis.language, locale)
  return <CrisisBlock title={words.title} messages={messages} contacts={contacts} words={words} />
}

async function Problems({ problems }: { problems: readonly SearchProblem[] }) {
  const t = await getTranslations('find.problem')
  if (problems.length === 0) return null
  return (
    <Notice tone="stop" title={t('title')} live>
      <ul>
        {problems.map(({ field, value }) => (
          <li key={field} dir="auto">
            {field === 'near' || field === 'residence' ? t('place', { value }) : t('value', { value })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

async function FitCounts({ counts }: { counts: MatchAnswer['counts'] }) {
  const t = await getTranslations('find.fit')
  const parts = [
    counts.fits > 0 && t('fitsTitle', { count: counts.fits }),
    counts.askFirst > 0 && t('askTitle', { count: counts.askFirst }),
    counts.doesNotFit > 0 && t('noTitle', { count: counts.doesNotFit }),
  ].filter(Boolean)
  return <p className="text-lg text-soft">{parts.join(' · ')}</p>
}

/** List and map beside each other; on a phone the map stands below, one tap away. */
async function Found(props: ResultsProps & { first: number }) {
  const { locale, search, answer, first } = props
  const t = await getTranslations('find')
  const places = answer.results.flatMap(({ service, location }, index) => {
    const { lat, lng, approximate = false } = location ?? {}
    const number = first + index + 1
    if (lat === undefined || lng === undefined) return []
    return [{ lat, lng, approximate, number, name: service.name, href: `#result-${number}` }]
  })
  const mapped = new Set(places.map((place) => place.number))
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <section id="list" aria-label={t('results.list')} className="min-w-0 scroll-mt-16 space-y-4">
        {answer.nextQuestion && (
          <NextQuestion locale={locale} search={search} question={answer.nextQuestion} />
        )}
        <div className="flex flex-wrap items-start justify-between gap-x-6">
          <Filters locale={locale} search={search} answer={answer} />
          {places.length > 0 && (
            <a href="#map" className="no-print inline-flex min-h-target items-center font-semibold lg:hidden">
              {t('results.toMap')}
            </a>
          )}
        </div>
        <ol className="space-y-4">
          {answer.results.map((result, index) => (
            <ResultCard
              key={result.service.id}
              locale={locale}
              result={result}
              number={first + index + 1}
              onMap={mapped.has(first + index + 1)}
            />
          ))}
        </ol>
        <Pages {...props} />
      </section>
      <section
        id="map"
        aria-labelledby="map-heading"
        className="min-w-0 scroll-mt-16 lg:sticky lg:top-16 lg:self-start"
      >
        {places.length > 0 && (
          <>
            <h2 id="map-heading" className="mb-2 text-xl lg:sr-only">
              {t('map.title')}
            </h2>
            <PlaceMap id="results-map" title={t('map.title')} places={places} you={answer.place} />
            <a
              href="#list"
              className="no-print inline-flex min-h-target items-center font-semibold lg:hidden"
            >
              {t('results.toList')}
            </a>
          </>
        )}
      </section>
    </div>
  )
}

async function Pages({ locale, search, answer }: ResultsProps) {
  const t = await getTranslations('site.pages')
  const page = search.page ?? 1
  const pages = pagesOf(answer.counts)
  return (
    <Pagination
      page={page}
      pages={pages}
      label={t('label')}
      status={t('status', { page, pages })}
      previous={t('previous')}
      next={t('next')}
      step={(to, { className, children }) => (
        <SearchStateForm locale={locale} search={search} without={['page']}>
          <button type="submit" name="page" value={to} className={className}>
            {children}
          </button>
        </SearchStateForm>
      )}
    />
  )
}
