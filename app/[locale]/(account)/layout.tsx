import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { StaffHeader } from '#app/_staff/staff-header.tsx'
import { SiteFooter } from '#app/_ui/site-footer.tsx'
import { SiteHeader } from '#app/_ui/site-header.tsx'
import { isLocale } from '#base/i18n/locales.ts'
import { currentSession } from '#web/session.ts'

/** Signing in, one's own account, and who else has one. */
export default async function AccountLayout(props: {
  children: ReactNode
  params: Promise<{ locale: string }>
}) {
  const { locale } = await props.params
  if (!isLocale(locale)) notFound()
  const signedIn = (await currentSession())?.actor
  return (
    <>
      {signedIn ? <StaffHeader locale={locale} /> : <SiteHeader locale={locale} />}
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-text px-4 py-6 sm:py-8">
        {props.children}
      </main>
      <SiteFooter locale={locale} />
    </>
  )
}
