import { getFormatter, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Card } from '#app/_ui/card.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { Person } from '#find/eligibility/facts.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { type Search, searchEntries } from '#web/search-params.ts'
import { SearchForm } from '../../_search/search-form.tsx'
import { Chip } from './chip.tsx'
import { answeredFacts, understoodFacts } from './known-facts.ts'

type Props = {
  locale: Locale
  search: Search
  understood: MatchAnswer['understood']
  /** What was answered or chosen, beside the text. */
  person: Person
  /** The place that the search names, in full. */
  placeLabel: string | null
  open: boolean
}

/** One thing that the search goes by, and the search as it would be without it. */
type Known = { label: string; note?: string; without: Search }

/**
 * What the search goes by: from the text, from answers and from the address. In short at first; one tap opens all of
 * it, each thing with a way to take it out, and the words to change.
 */
export async function Understood(props: Props) {
  const { locale, search, understood } = props
  const t = await getTranslations('find')
  const needs = await knownNeeds(props)
  const place = knownPlace(props)
  const facts: Known[] = [
    ...understoodFacts(locale, search, understood),
    ...answeredFacts(locale, search, props.person),
  ]
  const deadline = await deadlineText(understood.deadline)
  const wordsOnly = search.text !== '' && needs.length === 0
  const short = [...needs, ...place, ...facts].map(({ label }) => label)
  const chips = (known: Known[]) =>
    known.map((one) => <Chip key={one.label} {...one} locale={locale} search={one.without} />)
  return (
    <Card>
      <h2 className="text-lg">{t('understood.title')}</h2>
      <p>{[...short, deadline].filter(Boolean).join(' · ') || t('understood.none')}</p>
      {wordsOnly && <p>{t('understood.nothing')}</p>}
      <Disclosure summary={t('understood.change')} open={props.open} className="no-print mt-1">
        <dl className="space-y-3 py-2">
          <Group name={t('understood.need')}>{chips(needs)}</Group>
          <Group name={t('understood.place')}>{chips(place)}</Group>
          <Group name={t('understood.person')}>{chips(facts)}</Group>
          <Group name={t('understood.deadline')}>{deadline && <strong>{deadline}</strong>}</Group>
        </dl>
        <div className="mt-3 border-t border-line pt-4">
          <SearchForm
            locale={locale}
            text={search.text}
            near={search.near}
            carried={searchEntries({ ...search, ignore: [], skip: [] }, ['text', 'near', 'page'])}
          />
        </div>
      </Disclosure>
    </Card>
  )
}

async function knownNeeds({ locale, search, understood }: Props): Promise<Known[]> {
  const t = await getTranslations('find.understood')
  if (search.need.length > 0)
    return search.need.map((id) => ({
      label: needLabel(id, locale),
      without: { ...search, need: search.need.filter((other) => other !== id) },
    }))
  return understood.needs.map(({ id, label, phrase }) => ({
    label,
    note: t('from', { phrase }),
    without: { ...search, ignore: [...search.ignore, `need:${id}`] },
  }))
}

function knownPlace({ search, understood, placeLabel }: Props): Known[] {
  if (search.near) return placeLabel ? [{ label: placeLabel, without: { ...search, near: '' } }] : []
  const label = understood.place?.label
  return label ? [{ label, without: { ...search, ignore: [...search.ignore, 'place'] } }] : []
}

async function deadlineText(day: string | null): Promise<string | null> {
  if (!day) return null
  const t = await getTranslations('find.understood')
  const format = await getFormatter()
  return t('by', {
    date: format.dateTime(new Date(`${day}T12:00:00Z`), { dateStyle: 'long', timeZone: 'UTC' }),
  })
}

function Group(props: { name: string; children: ReactNode }) {
  const children = [props.children].flat().filter(Boolean)
  if (children.length === 0) return null
  return (
    <div className="gap-3 sm:flex">
      <dt className="shrink-0 py-2 font-semibold sm:w-36">{props.name}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-2">{children}</dd>
    </div>
  )
}
