import { getTranslations } from 'next-intl/server'
import type { Locale } from '#base/i18n/locales.ts'
import { translator } from '#base/i18n/translate.ts'
import type { RequiredDocument } from '#find/directory/model.ts'
import type { ServiceRules } from '#find/eligibility/model.ts'
import { isPaper } from './eligibility.tsx'

/** What to bring: the listing's papers in the reader's language where they were understood, else in its words. */
export async function Papers(props: {
  locale: Locale
  documents: RequiredDocument[]
  rules: ServiceRules | null
}) {
  const t = await getTranslations('find.service')
  const lines = paperLines(props)
  if (lines.length === 0) return <p>{t('bringUnknown')}</p>
  return (
    <ul className="list-disc space-y-1 ps-5">
      {lines.map((line) => (
        <li key={line} dir="auto" className="first-letter:uppercase">
          {line}
        </li>
      ))}
    </ul>
  )
}

function paperLines({ locale, documents, rules }: Parameters<typeof Papers>[0]): string[] {
  const say = translator(locale)
  const named = (kind: string) => say(`reasons.document.${kind}`)
  const asked = (rules?.rules ?? []).flatMap((rule) =>
    isPaper(rule) && 'fact' in rule.when && rule.when.fact === 'documents' ? rule.when.allOf : [],
  )
  const inWords = documents.flatMap(({ kind, document }) => (!kind && document ? [document] : []))
  return [...new Set([...asked.map(named), ...inWords])]
}
