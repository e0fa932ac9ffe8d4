import { getTranslations } from 'next-intl/server'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { Icon } from '#app/_ui/icon.tsx'
import { Prose } from '#app/_ui/prose.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import { describe } from '#find/eligibility/describe.ts'
import type { Rule, ServiceRules, Statement } from '#find/eligibility/model.ts'
import { reasonText } from '#find/eligibility/reason-text.ts'

/** Who can get the help: each rule with how sure it is, then what no rule accounts for, then the listing's words. */
export async function Eligibility(props: {
  locale: Locale
  rules: ServiceRules | null
  prose: string | null
}) {
  const t = await getTranslations('find.service')
  const { rules, locale, prose } = props
  const say = (statement: Statement) =>
    reasonText({ about: 'eligibility', verdict: 'yes', ...statement }, translator(locale), locale)
  const conditions = (rules?.rules ?? []).filter((rule) => !isPaper(rule))
  return (
    <div className="space-y-3">
      {conditions.length > 0 && (
        <ul className="space-y-2">
          {conditions.map((rule) => (
            <li key={`${rule.words} ${JSON.stringify(rule.when)}`} className="flex gap-2">
              <Icon name="person" className="mt-1 size-5 shrink-0 text-rail" />
              <span className="min-w-0">
                {say(describe(rule.when))} <Certainty rule={rule} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {rules?.says === 'anyone' && conditions.length === 0 && <p>{say({ key: 'eligibility.anyone' })}</p>}
      {(!rules || rules.says === 'nothing') && <p>{say({ key: 'eligibility.nothingSaid' })}</p>}
      {rules?.unknown.map((words) => (
        <p key={words} className="flex gap-2">
          <Icon name="question" className="mt-1 size-5 shrink-0 text-ask" />
          <span dir="auto">{say({ key: 'eligibility.inItsWords', values: { words } })}</span>
        </p>
      ))}
      {prose && (
        <Disclosure summary={t('whoWords')}>
          <Prose text={prose} />
        </Disclosure>
      )}
    </div>
  )
}

/** Papers stand under "What to bring". */
export function isPaper(rule: Rule): boolean {
  return 'fact' in rule.when && rule.when.fact === 'documents'
}

async function Certainty({ rule }: { rule: Rule }) {
  const t = await getTranslations('find.service')
  if (!rule.sure) return <Tag tone="ask">{t('notSure')}</Tag>
  const words = { stated: t('certain'), extracted: t('read'), confirmed: t('confirmed') }[rule.origin]
  return <Tag>{words}</Tag>
}
