import { getTranslations } from 'next-intl/server'
import { Button } from '#app/_ui/button.tsx'
import { Field } from '#app/_ui/field.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import { Icon } from '#app/_ui/icon.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'
import { WordsField } from './words-field.tsx'

/** What do you need, and where. A POST, so that what is typed never stands in an address. */
export async function SearchForm(props: {
  locale: Locale
  text?: string
  near?: string
  nearError?: string | undefined
  /** What the search already knows and this form does not ask. */
  carried?: Iterable<readonly [string, string]>
}) {
  const t = await getTranslations('find.form')
  return (
    <search aria-label={t('legend')}>
      <form method="post" action={paths.search(props.locale)} className="space-y-4">
        <HiddenFields entries={props.carried ?? []} />
        <div className="grid gap-4 lg:grid-cols-[2fr_1fr]">
          <WordsField
            name="text"
            label={t('text')}
            hint={t('textHint')}
            rows={2}
            maxLength={2000}
            defaultValue={props.text}
            autoComplete="off"
          />
          <Field
            name="near"
            label={t('where')}
            hint={t('whereHint')}
            error={props.nearError}
            maxLength={100}
            defaultValue={props.near}
            autoComplete="postal-code"
            className="lg:flex lg:flex-col lg:justify-end"
          />
        </div>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <Button className="w-full text-lg sm:w-auto">
            <Icon name="search" />
            {t('submit')}
          </Button>
          <p className="text-sm text-soft">{t('private')}</p>
        </div>
      </form>
    </search>
  )
}
