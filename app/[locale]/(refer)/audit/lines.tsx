import { getFormatter, getTranslations } from 'next-intl/server'
import type { AuditLine } from '#base/audit/queries.ts'

/** What the trail tells of, by the first half of an action's name. */
export const KINDS = [
  ...(['client', 'need', 'consent', 'referral', 'link', 'message', 'file', 'task'] as const),
  ...(['disclosure', 'break-glass', 'account', 'sign-in', 'second-factor', 'passkey'] as const),
  ...(['session', 'membership', 'team', 'organization', 'audit'] as const),
] as const

/** The lines of one page, each in two short rows: who did what; then when, for whom and about whom. */
export async function Lines({ lines }: { lines: readonly AuditLine[] }) {
  const t = await getTranslations('refer.audit')
  const format = await getFormatter()
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
                  <span aria-hidden="true">→ </span>
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
                  timeZone: 'America/Chicago',
                })}
              </time>
              {line.organization && <bdi>{t('on', { organization: line.organization })}</bdi>}
              {line.purpose && (
                <span>
                  {t('purpose')}: {line.purpose}
                </span>
              )}
              {line.clientId && <code className="break-all">{t('record', { id: line.clientId })}</code>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
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
