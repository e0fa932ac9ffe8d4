import { getLocale, getTranslations } from 'next-intl/server'
import { ButtonLink } from '#app/_ui/button.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SiteFooter } from '#app/_ui/site-footer.tsx'
import { SiteHeader } from '#app/_ui/site-header.tsx'
import { DEFAULT_LOCALE, isLocale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'

export default async function NotFound() {
  const asked = await getLocale()
  const locale = isLocale(asked) ? asked : DEFAULT_LOCALE
  const t = await getTranslations('site.notFound')
  return (
    <>
      <title>{t('title')}</title>
      <SiteHeader locale={locale} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-page px-4 py-8">
        <PageHeader title={t('title')} lead={t('lead')} />
        <ButtonLink href={paths.home(locale)}>{t('search')}</ButtonLink>
      </main>
      <SiteFooter locale={locale} />
    </>
  )
}
