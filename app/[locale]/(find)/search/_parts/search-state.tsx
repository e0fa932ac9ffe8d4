import type { ReactNode } from 'react'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'
import { type Search, type SearchField, searchEntries } from '#web/search-params.ts'

/** A form that sends the search on, changed: everything travels along but what the form asks itself. */
export function SearchStateForm(props: {
  locale: Locale
  search: Search
  /** Fields that the form asks, or leaves out on purpose. */
  without?: readonly SearchField[]
  children: ReactNode
  className?: string
  id?: string
}) {
  return (
    <form id={props.id} method="post" action={paths.search(props.locale)} className={props.className}>
      <HiddenFields entries={searchEntries(props.search, props.without)} />
      {props.children}
    </form>
  )
}
