import { DateTime } from 'luxon'
import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices, FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import { languageName } from '#app/_ui/names.ts'
import { zoneOptions } from '#app/_ui/zones.ts'
import { DEFAULT_LOCALE, LOCALES, type Locale } from '#base/i18n/locales.ts'
import { type Agency, PREFERRED_CHANNELS } from '#refer/agencies/model.ts'
import { keep } from '../../actions.ts'

/** Any week, Monday first: it lends the days their names. */
const WEEK = ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) =>
  DateTime.fromObject({ weekYear: 2026, weekNumber: 1, weekday }, { zone: 'utc' }),
)

type Props = { agency: Agency; hidden: Record<string, string>; locale: Locale; now: Date }

/** Telephone, hours, days and how it would like to be asked: one form, saved at once. */
export async function Details({ agency, hidden, locale, now }: Props) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const optional = (key: string) => t('optional', { label: t(`agency.${key}`) })
  return (
    <section aria-labelledby="details" className="space-y-4">
      <h2 id="details" className="text-xl">
        {t('agency.details')}
      </h2>
      <ActionForm action={keep} problem={t('problem')} doneText={t('agency.saved')}>
        <HiddenFields entries={Object.entries({ ...hidden, version: String(agency.version) })} />
        <FormSelect
          name="preferredChannel"
          label={t('agency.preferred')}
          hint={t('agency.preferredHint')}
          defaultValue={agency.preferredChannel ?? ''}
          options={[
            { value: '', label: t('agency.preferredNone') },
            ...PREFERRED_CHANNELS.map((value) => ({ value, label: t(`agency.channel.${value}`) })),
          ]}
        />
        <FormSelect
          name="language"
          label={t('agency.language')}
          hint={t('agency.languageHint')}
          defaultValue={agency.locale ?? DEFAULT_LOCALE}
          options={LOCALES.map((code) => ({ value: code, label: languageName(code, locale) }))}
        />
        <FormField
          name="contactName"
          label={optional('contactName')}
          defaultValue={agency.contactName ?? ''}
          autoComplete="off"
        />
        <FormField
          name="phone"
          type="tel"
          dir="ltr"
          label={optional('phone')}
          defaultValue={agency.phone ?? ''}
          autoComplete="off"
        />
        <fieldset className="space-y-2">
          <legend className="font-semibold">{optional('callHours')}</legend>
          <div className="flex flex-wrap gap-4">
            <FormField
              name="callHours.from"
              type="time"
              label={t('agency.from')}
              defaultValue={agency.callHours?.from ?? ''}
            />
            <FormField
              name="callHours.to"
              type="time"
              label={t('agency.to')}
              defaultValue={agency.callHours?.to ?? ''}
            />
          </div>
        </fieldset>
        <FormTextArea
          name="phoneHours"
          label={optional('phoneHours')}
          hint={t('agency.phoneHoursHint')}
          defaultValue={agency.phoneHours ?? ''}
        />
        <FormField
          name="fax"
          type="tel"
          dir="ltr"
          label={optional('fax')}
          defaultValue={agency.fax ?? ''}
          autoComplete="off"
        />
        <FormSelect
          name="timezone"
          label={t('agency.timezone')}
          defaultValue={agency.calendar.timezone}
          options={zoneOptions(locale, agency.calendar.timezone)}
        />
        <FormChoices
          type="checkbox"
          name="workingDays[]"
          id="workingDays"
          legend={t('agency.workingDays')}
          hint={t('agency.workingDaysHint')}
          choices={WEEK.map((day) => ({
            value: String(day.weekday),
            label: format.dateTime(day.toJSDate(), { weekday: 'long', timeZone: 'UTC' }),
          }))}
          chosen={agency.calendar.workingDays.map(String)}
        />
        <ClosedDays agency={agency} now={now} />
        <Button>{t('agency.save')}</Button>
      </ActionForm>
    </section>
  )
}

async function ClosedDays({ agency, now }: Pick<Props, 'agency' | 'now'>) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  const { timezone, closedDays } = agency.calendar
  const today = DateTime.fromJSDate(now, { zone: timezone }).toISODate() ?? ''
  const [past, coming] = [closedDays.filter((day) => day < today), closedDays.filter((day) => day >= today)]
  return (
    <div className="space-y-3">
      {/* What is over still counts for clocks that ran then. */}
      {past.map((day) => (
        <input key={day} type="hidden" name="closedDays[]" value={day} />
      ))}
      {coming.length > 0 && (
        <FormChoices
          type="checkbox"
          name="closedDays[]"
          id="closedDays"
          legend={t('agency.closedDays')}
          hint={t('agency.closedDaysHint')}
          choices={coming.map((value) => ({
            value,
            label: format.dateTime(new Date(value), { dateStyle: 'full', timeZone: 'UTC' }),
          }))}
          chosen={coming}
        />
      )}
      <fieldset className="space-y-2">
        <legend className="font-semibold">{t('optional', { label: t('agency.newBreak') })}</legend>
        <div className="flex flex-wrap gap-4">
          <FormField name="closedFrom" type="date" label={t('agency.firstDay')} />
          <FormField name="closedTo" type="date" label={t('agency.lastDay')} />
        </div>
      </fieldset>
    </div>
  )
}
