import { getTranslations } from 'next-intl/server'
import { Icon } from '#app/_ui/icon.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { Search } from '#web/search-params.ts'
import { SearchStateForm } from './search-state.tsx'

/** Something the search goes by, and a button that takes it out. `search` is the search without it. */
export async function Chip(props: {
  locale: Locale
  search: Search
  label: string
  /** Where it was read from. */
  note?: string
}) {
  const t = await getTranslations('find.understood')
  const remove = t('remove', { thing: props.label })
  return (
    <SearchStateForm
      locale={props.locale}
      search={{ ...props.search, page: null }}
      className="inline-flex max-w-full items-stretch overflow-hidden rounded-full border border-rail bg-white"
    >
      <span className="min-w-0 self-center py-1.5 ps-4 leading-snug">
        <strong dir="auto">{props.label}</strong>
        {props.note && <span className="ms-1.5 text-sm text-soft">{props.note}</span>}
      </span>
      <button
        type="submit"
        aria-label={remove}
        title={remove}
        className="inline-flex min-h-target w-target shrink-0 items-center justify-center text-rail hover:bg-rail-tint"
      >
        <Icon name="cross" className="size-4" />
      </button>
    </SearchStateForm>
  )
}
