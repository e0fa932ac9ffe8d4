import { getTranslations } from 'next-intl/server'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { MatchAnswer } from '#find/matching/answer.ts'
import { paths } from '#web/paths.ts'
import { Reasons } from './reasons.tsx'

/** What does not fit, each with the rule that says so and the words the rule was read from. */
export async function RuledOut(props: { locale: Locale; ruledOut: MatchAnswer['ruledOut']; count: number }) {
  const t = await getTranslations('find.ruledOut')
  if (props.ruledOut.length === 0) return null
  return (
    <Disclosure summary={t('title', { count: props.count })} className="mt-6">
      <p className="text-soft">{t('lead')}</p>
      <ul className="mt-2 divide-y divide-line">
        {props.ruledOut.map(({ service, reasons }) => (
          <li key={service.id} className="py-3">
            <a
              dir="auto"
              href={paths.service(props.locale, service.id)}
              className="inline-flex min-h-target items-center font-semibold"
            >
              {service.name}
            </a>
            <Reasons reasons={reasons} words />
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
