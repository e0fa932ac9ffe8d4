import { getTranslations } from 'next-intl/server'
import { Button } from '#app/_ui/button.tsx'
import { Choices } from '#app/_ui/choices.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { languageName } from '#app/_ui/names.ts'
import { Select } from '#app/_ui/select.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { ACCESS, DELIVERIES, OPEN, type Search, type SearchField, SORTS } from '#web/search-params.ts'
import { SearchStateForm } from './search-state.tsx'

const ASKED: readonly SearchField[] = [
  'sort',
  'within',
  'delivery',
  'open',
  'language',
  'access',
  'pets',
  'page',
]

/** The languages most asked for in the United States beside English; whoever needs another can write it. */
export const LANGUAGES = ['en', 'es', 'zh', 'vi', 'ar', 'ht', 'tl', 'ko', 'ru', 'fr', 'ase']

const MILES = [2, 5, 10, 25, 50, 100]

/** What was chosen stands in the list too, though it came from elsewhere. */
function milesChoices(chosen: number | null): number[] {
  return [...new Set(chosen === null ? MILES : [...MILES, chosen])].sort((a, b) => a - b)
}

export function filtersOn({ within, delivery, open, language, access, pets }: Search): number {
  return [within, open, pets].filter(Boolean).length + delivery.length + language.length + access.length
}

/** Sort and filter, with how many of the results each choice would leave. */
export async function Filters(props: { locale: Locale; search: Search; answer: MatchAnswer }) {
  const { locale, search, answer } = props
  const t = await getTranslations('find.filters')
  const counted = (label: string, count: number | undefined) =>
    count === undefined ? label : t('counted', { label, count })
  const on = filtersOn(search)
  return (
    <Disclosure summary={on > 0 ? t('titleOn', { count: on }) : t('title')}>
      <SearchStateForm locale={locale} search={search} without={ASKED} className="space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            name="sort"
            label={t('sort')}
            defaultValue={search.sort ?? 'best'}
            options={SORTS.map((value) => ({ value, label: t(`sorts.${value}`) }))}
          />
          <Select
            name="within"
            label={t('within')}
            defaultValue={search.within ?? ''}
            options={[
              { value: '', label: t('anyDistance') },
              ...milesChoices(search.within).map((miles) => ({
                value: String(miles),
                label: t('miles', { miles }),
              })),
            ]}
          />
          <Select
            name="open"
            label={t('open')}
            defaultValue={search.open ?? ''}
            options={[
              { value: '', label: t('openAny') },
              ...OPEN.map((value) => ({
                value,
                label: counted(t(`opens.${value}`), answer.facets?.open?.[value]),
              })),
            ]}
          />
          <Select
            name="language"
            label={t('language')}
            defaultValue={search.language[0] ?? ''}
            options={[
              { value: '', label: t('languageAny') },
              ...LANGUAGES.map((value) => ({
                value,
                label: counted(languageName(value, locale), answer.facets?.language?.[value]),
              })),
            ]}
          />
          <Choices
            type="checkbox"
            name="delivery"
            legend={t('delivery')}
            chosen={search.delivery}
            choices={DELIVERIES.map((value) => ({
              value,
              label: counted(t(`deliveries.${value}`), answer.facets?.delivery?.[value]),
            }))}
          />
          <div>
            <Choices
              type="checkbox"
              name="access"
              legend={t('access')}
              chosen={search.access}
              choices={ACCESS.map((value) => ({
                value,
                label: counted(t(`accesses.${value}`), answer.facets?.access?.[value]),
              }))}
            />
            <Choices
              type="checkbox"
              name="pets"
              legend={<span className="sr-only">{t('pets')}</span>}
              chosen={search.pets ? ['yes'] : []}
              choices={[{ value: 'yes', label: t('pets') }]}
            />
          </div>
        </div>
        <Button>{t('apply')}</Button>
      </SearchStateForm>
      {on > 0 && (
        <SearchStateForm locale={locale} search={search} without={ASKED} className="mt-2">
          <Button tone="quiet">{t('clear')}</Button>
        </SearchStateForm>
      )}
    </Disclosure>
  )
}
