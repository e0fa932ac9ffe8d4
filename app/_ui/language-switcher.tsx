import { headers } from 'next/headers'
import { LOCALES, type Locale } from '#base/i18n/locales.ts'
import { decodeForm, FORM_HEADER, PATH_HEADER } from '#web/form-body.ts'
import { inLocale } from '#web/paths.ts'
import { HiddenFields } from './hidden-fields.tsx'

/** Each language in its own name. */
export const NAMES: Record<Locale, string> = { en: 'English', es: 'Español', ar: 'العربية' }

const LOOK =
  'inline-flex min-h-target items-center rounded-sm px-2 text-white underline underline-offset-4 hover:bg-rail-deep hover:text-white'

/** The same page in another language. On the answer to a form it sends the form again, so that nothing typed is lost. */
export async function LanguageSwitcher(props: { locale: Locale; label: string }) {
  const incoming = await headers()
  const path = incoming.get(PATH_HEADER) ?? `/${props.locale}`
  const form = decodeForm(incoming.get(FORM_HEADER))
  return (
    <nav aria-label={props.label} className="no-print">
      <ul className="flex flex-wrap">
        {LOCALES.map((locale) => (
          <li key={locale} lang={locale}>
            {locale === props.locale ? (
              <span
                aria-current="true"
                className="inline-flex min-h-target items-center px-2 font-bold text-white"
              >
                {NAMES[locale]}
              </span>
            ) : form ? (
              <form method="post" action={inLocale(path, locale)}>
                <HiddenFields entries={form} />
                <button type="submit" className={LOOK}>
                  {NAMES[locale]}
                </button>
              </form>
            ) : (
              <a href={inLocale(path, locale)} hrefLang={locale} className={LOOK}>
                {NAMES[locale]}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}
