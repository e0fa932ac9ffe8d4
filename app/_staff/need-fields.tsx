import { getTranslations } from 'next-intl/server'
import { FormSelect } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { needLabel } from '#find/taxonomy/labels.ts'
import { NEEDS } from '#find/taxonomy/needs.ts'

/** Which need, of all that there are, in the reader's words; and how soon. */
export async function NeedFields({ locale, optional = false }: { locale: Locale; optional?: boolean }) {
  const t = await getTranslations('refer')
  const needs = NEEDS.map(({ id }) => ({ value: id, label: needLabel(id, locale) })).sort((a, b) =>
    a.label.localeCompare(b.label, locale),
  )
  const label = t('client.need')
  return (
    <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
      <FormSelect
        name="needId"
        label={optional ? t('optional', { label }) : label}
        options={[{ value: '', label: '–' }, ...needs]}
      />
      <FormSelect
        name="urgency"
        label={t('client.urgency')}
        options={[
          { value: 'routine', label: t('client.routine') },
          { value: 'urgent', label: t('client.urgent') },
        ]}
      />
    </div>
  )
}
