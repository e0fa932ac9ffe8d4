import { getTranslations } from 'next-intl/server'
import { Button } from '#app/_ui/button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { paths } from '#web/paths.ts'
import type { Search } from '#web/search-params.ts'
import { relaxed } from './relaxed.ts'
import { SearchStateForm } from './search-state.tsx'

/** Nothing was found: which wish emptied the list, the nearest change that fills it in one tap, and who else to ask. */
export async function NothingFound(props: {
  locale: Locale
  search: Search
  relaxation: MatchAnswer['relaxation']
}) {
  const t = await getTranslations('find')
  const { locale, search, relaxation } = props
  const change = relaxation && relaxed(search, relaxation)
  return (
    <Notice tone="ask" title={t('nothing.title')} className="space-y-3">
      {relaxation && <p className="text-lg">{relaxation.text}</p>}
      {relaxation && change && (
        <SearchStateForm locale={locale} search={change}>
          <Button>{t('relax.try', { count: relaxation.count })}</Button>
        </SearchStateForm>
      )}
      <p>{t('nothing.text')}</p>
      <ul className="list-disc space-y-1 ps-5">
        <li>{t('nothing.words')}</li>
        <li>{t('nothing.place')}</li>
        <li>
          <a href={paths.browse(locale)} className="inline-flex min-h-target items-center">
            {t('nothing.browse')}
          </a>
        </li>
        <li>
          <a href="tel:211" className="inline-flex min-h-target items-center">
            {t('nothing.call')}
          </a>
        </li>
      </ul>
    </Notice>
  )
}
