import { getTranslations } from 'next-intl/server'
import type { Locale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'

const LINK = 'inline-flex min-h-target items-center'

export async function SiteFooter(props: { locale: Locale }) {
  const t = await getTranslations('site')
  return (
    <footer className="mt-auto border-t border-line bg-sunken">
      <div className="mx-auto flex max-w-page flex-wrap items-center justify-between gap-x-8 gap-y-2 px-4 py-6">
        <div className="max-w-text">
          <p className="font-semibold">
            <a href="tel:211" className={LINK}>
              {t('footer.call')}
            </a>
          </p>
          <p className="text-sm text-soft">{t('footer.promise')}</p>
        </div>
        <ul className="no-print flex flex-wrap gap-x-5">
          <li>
            <a href={paths.browse(props.locale)} className={LINK}>
              {t('nav.browse')}
            </a>
          </li>
          <li>
            <a href={paths.about(props.locale)} className={LINK}>
              {t('footer.about')}
            </a>
          </li>
          <li>
            <a href={paths.signIn(props.locale)} className={LINK}>
              {t('nav.signIn')}
            </a>
          </li>
        </ul>
      </div>
    </footer>
  )
}
