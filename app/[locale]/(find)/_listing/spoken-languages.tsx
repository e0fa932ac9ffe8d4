import { getTranslations } from 'next-intl/server'
import { languageName } from '#app/_ui/names.ts'
import type { Locale } from '#base/i18n/locales.ts'
import type { Spoken } from '#find/directory/spoken.ts'

/** The languages of a service, and who speaks each. */
export async function SpokenLanguages(props: { locale: Locale; spoken: Spoken }) {
  const t = await getTranslations('find.service')
  const languages = Object.entries(props.spoken.languages)
  return (
    <>
      <ul>
        {languages.map(([code, by]) => (
          <li key={code}>
            {languageName(code, props.locale)}
            {by !== 'unknown' && <span className="text-soft"> ({t(`spoken.${by}`)})</span>}
          </li>
        ))}
      </ul>
      {props.spoken.interpreter && <p>{t('interpreter')}</p>}
    </>
  )
}
