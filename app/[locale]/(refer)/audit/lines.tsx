import { getFormatter, getTranslations } from 'next-intl/server'
import type { AuditLine } from '#base/audit/queries.ts'
import type { Purpose } from '#base/audit/store.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { paths } from '#web/paths.ts'
import { timezone } from '#web/session.ts'

/** What the trail tells of, by the first half of an action's name. */
export const KINDS = [
  ...(['client', 'need', 'consent', 'referral', 'link', 'message', 'file', 'task'] as const),
  ...(['disclosure', 'break-glass', 'account', 'sign-in', 'second-factor', 'passkey'] as const),
  ...(['session', 'membership', 'team', 'organization', 'api-key', 'audit'] as const),
  ...(['place', 'confidential-address'] as const),
] as const

/** The lines of one page, each in two short rows: who did what; then when, for whom and about whom. */
export async function Lines({ lines, locale }: { lines: readonly AuditLine[]; locale: Locale }) {
  const t = await getTranslations('refer.audit')
  const format = await getFormatter()
  const timeZone = await timezone()
  if (lines.length === 0) return <p>{t('none')}</p>
  return (
    <section aria-labelledby="lines">
      <h2 id="lines" className="sr-only">
        {t('lines')}
      </h2>
      <ol className="divide-y divide-line border-y border-line">
        {lines.map((line) => (
          <li key={line.id} className="space-y-0.5 py-2">
            <p className="flex flex-wrap items-baseline gap-x-3">
              <bdi className="font-semibold">{line.who ?? actorWords(line, t('product'))}</bdi>
              <span>
                {kindWords(line.action, t)} <code className="text-sm text-soft">{line.action}</code>
              </span>
              {line.recipient && (
                <span>
                  <span aria-hidden="true" className="inline-block rtl:-scale-x-100">
                    →
                  </span>{' '}
                  <span className="sr-only">{t('recipient')}: </span>
                  <bdi>{line.recipient}</bdi>
                </span>
              )}
            </p>
            <p className="flex flex-wrap items-baseline gap-x-3 text-sm text-soft">
              <time dateTime={line.at.toISOString()}>
                {format.dateTime(line.at, {
                  dateStyle: 'short',
                  timeStyle: 'medium',
                  timeZone,
                })}
              </time>
              {line.organization && <bdi>{t('on', { organization: line.organization })}</bdi>}
              {line.purpose && (
                <span>
                  {t('purpose')}: {purposeWords(line.purpose, t)}
                </span>
              )}
              {line.clientId && (
                // All of one record, by its number: ids alone stand in the address.
                <a
                  href={`${paths.audit(locale)}?clientId=${line.clientId}`}
                  className="inline-flex min-h-target items-center"
                >
                  {t('record', { id: line.clientId.slice(-6) })}
                </a>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

const PURPOSES = [
  ...(['treatment', 'authorization', 'part2', 'victim-services', 'care', 'supervision'] as const),
  ...(['break-glass', 'own-record', 'operations'] as const),
] as const satisfies readonly Purpose[]

function purposeWords(purpose: string, t: (key: `purposes.${Purpose}`) => string): string {
  const known = PURPOSES.find((each) => each === purpose)
  return known ? t(`purposes.${known}`) : purpose
}

/** What acted when it was no person: a link, a key, the clock. */
function actorWords({ via, role }: AuditLine, product: string): string {
  if (role === 'system') return product
  return via?.split(':')[0] ?? role
}

function kindWords(action: string, t: (key: `kinds.${(typeof KINDS)[number]}`) => string): string {
  const kind = KINDS.find((each) => each === action.split(':')[0])
  return kind ? t(`kinds.${kind}`) : ''
}
