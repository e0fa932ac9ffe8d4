import { redirect } from 'next/navigation'
import { localeOf } from '#app/_ui/locale-of.ts'
import type { Role } from '#base/access/actor.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'
import { currentSession } from '#web/session.ts'

/** Where each role's day begins. */
function firstPage(locale: Locale, role: Role): string {
  if (role === 'coordinator' || role === 'supervisor') return paths.clients(locale)
  if (role === 'agency-staff' || role === 'agency-admin') return paths.inbox(locale)
  return paths.account(locale)
}

export default async function Start(props: { params: Promise<{ locale: string }> }) {
  const locale = await localeOf(props.params)
  const session = await currentSession()
  if (!session) redirect(paths.signIn(locale))
  if (session.state === 'second-factor') redirect(paths.secondFactor(locale))
  redirect(session.actor ? firstPage(locale, session.actor.role) : paths.signIn(locale))
}
