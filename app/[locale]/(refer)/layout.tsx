import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { StaffHeader } from '#app/_staff/staff-header.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'

/** Titles of these pages never name a person: they stand in histories, tabs and screen shares. */
export const metadata: Metadata = { robots: { index: false, follow: false }, referrer: 'same-origin' }

export default async function ReferLayout(props: {
  children: ReactNode
  params: Promise<{ locale: string }>
}) {
  const locale = await localeOf(props.params)
  return (
    <>
      <StaffHeader locale={locale} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-page flex-1 px-4 py-6">
        {props.children}
      </main>
    </>
  )
}
