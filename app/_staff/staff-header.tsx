import { getTranslations } from 'next-intl/server'
import { Brand } from '#app/_ui/brand.tsx'
import { LanguageSwitcher } from '#app/_ui/language-switcher.tsx'
import { leave } from '#app/[locale]/(account)/sign-in/actions.ts'
import type { Role } from '#base/access/actor.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { COUNTED, countUnreadNews } from '#refer/notifications/news.ts'
import { paths } from '#web/paths.ts'
import { currentSession, requestCtx } from '#web/session.ts'
import { IdleCover } from './idle-cover.tsx'

const LINK =
  'inline-flex min-h-target items-center px-2 text-white underline underline-offset-4 hover:text-white'

type Entry = {
  key: string
  href: (locale: Locale) => string
  roles: readonly Role[]
  /** In sight on a phone too; the others are in its menu. */
  daily?: true
}

/** Where each role can go, in the order of a working day. */
const ENTRIES: readonly Entry[] = [
  { key: 'clients', href: paths.clients, roles: ['coordinator', 'supervisor'], daily: true },
  { key: 'referrals', href: paths.referrals, roles: ['coordinator', 'supervisor'], daily: true },
  { key: 'tasks', href: paths.tasks, roles: ['coordinator', 'supervisor'], daily: true },
  {
    key: 'news',
    href: paths.news,
    roles: ['coordinator', 'supervisor', 'agency-staff', 'agency-admin', 'administrator'],
    daily: true,
  },
  { key: 'team', href: paths.team, roles: ['supervisor'], daily: true },
  { key: 'emergency', href: paths.emergency, roles: ['coordinator', 'supervisor'] },
  { key: 'inbox', href: paths.inbox, roles: ['agency-staff', 'agency-admin'], daily: true },
  { key: 'doubts', href: paths.doubts, roles: ['steward', 'administrator'], daily: true },
  {
    key: 'agencies',
    href: paths.agencies,
    roles: ['agency-admin', 'steward', 'administrator'],
  },
  { key: 'places', href: paths.places, roles: ['steward', 'administrator'], daily: true },
  { key: 'corrections', href: paths.corrections, roles: ['administrator'] },
  { key: 'audit', href: paths.audit, roles: ['administrator'] },
  { key: 'search', href: paths.home, roles: ['coordinator', 'supervisor', 'steward', 'administrator'] },
  {
    key: 'people',
    href: (locale) => paths.people(locale),
    roles: ['supervisor', 'agency-admin', 'administrator'],
  },
  {
    key: 'account',
    href: paths.account,
    roles: ['coordinator', 'supervisor', 'agency-staff', 'agency-admin', 'steward', 'administrator'],
  },
]

/** The head of every page behind sign-in: for whom one acts, where one can go, and the way out. */
export async function StaffHeader({ locale }: { locale: Locale }) {
  const t = await getTranslations('refer')
  const site = await getTranslations('site')
  const session = await currentSession()
  const role = session?.actor?.role
  const unread = session?.actor ? await countUnreadNews(await requestCtx()) : 0
  const entries = ENTRIES.filter((entry) => role && entry.roles.includes(role))
  const links = (some: readonly Entry[]) =>
    some.map((entry) => (
      <a key={entry.key} href={entry.href(locale)} className={LINK}>
        {entry.key === 'news' && unread > 0
          ? t('nav.unread', { count: unread < COUNTED ? unread : `${COUNTED - 1}+` })
          : t(`nav.${entry.key}`)}
      </a>
    ))
  const away = (
    <>
      <LanguageSwitcher locale={locale} label={site('language.label')} />
      {session && (
        <form action={leave}>
          <input type="hidden" name="locale" value={locale} />
          <button type="submit" className={LINK}>
            {t('nav.signOut')}
          </button>
        </form>
      )}
    </>
  )
  return (
    <header className="no-print bg-rail text-white">
      <div className="relative mx-auto flex max-w-page flex-wrap items-center justify-between gap-x-6 px-4 py-1.5">
        <a
          href={paths.home(locale)}
          className="inline-flex min-h-target items-center text-white no-underline hover:text-white"
        >
          <Brand name={site('name')} />
        </a>
        <details className="group sm:hidden">
          <summary className={`${LINK} cursor-pointer list-none`}>{t('nav.menu')}</summary>
          <nav
            aria-label={t('nav.menu')}
            className="absolute inset-x-0 z-20 flex flex-col items-start gap-y-1 bg-rail-deep px-4 py-2"
          >
            {links(entries.filter((entry) => !entry.daily))}
            {away}
          </nav>
        </details>
        <nav aria-label={t('nav.label')} className="flex w-full flex-wrap items-center gap-x-2 sm:w-auto">
          {links(entries.filter((entry) => entry.daily))}
          <span className="hidden flex-wrap items-center gap-x-2 sm:flex">
            {links(entries.filter((entry) => !entry.daily))}
          </span>
        </nav>
        <div className="hidden flex-wrap items-center gap-x-3 sm:flex">{away}</div>
      </div>
      {session?.actor && <Idle locale={locale} />}
      {session?.account.demo && (
        <p className="bg-marigold px-4 py-1 text-center text-sm font-semibold text-ink">{t('demo')}</p>
      )}
    </header>
  )
}

async function Idle({ locale }: { locale: Locale }) {
  const t = await getTranslations('accounts')
  return (
    <IdleCover
      signIn={paths.signIn(locale)}
      leads={[1, 2, 3, 4, 5].map((minutes) => t('idle.lead', { minutes }))}
      words={{
        title: t('idle.title'),
        stay: t('idle.stay'),
        over: t('idle.over'),
        overLead: t('idle.overLead'),
        signIn: t('idle.signIn'),
        goOn: t('idle.goOn'),
        notYet: t('idle.notYet'),
      }}
    />
  )
}
