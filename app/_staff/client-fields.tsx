import { getTranslations } from 'next-intl/server'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormChoices, FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { DOCUMENTS, GENDERS, INSURANCES, POPULATIONS } from '#find/eligibility/facts.ts'
import { SENSITIVE_POPULATIONS } from '#find/eligibility/sensitive.ts'
import { type ClientRecord, FACT_SOURCES } from '#refer/clients/model.ts'
import { HouseholdFields } from './household-fields.tsx'

const LANGUAGES = ['en', 'es', 'ar', 'zh', 'vi', 'ht', 'tl', 'ase'] as const

/** The client's form: a name or an alias is enough; everything else can wait. */
export async function ClientFields({ record, locale }: { record: ClientRecord | null; locale: string }) {
  const t = await getTranslations('refer')
  const safe = record?.safeContact
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <FormField
          name="givenName"
          label={t('client.givenName')}
          defaultValue={record?.givenName}
          autoComplete="off"
        />
        <FormField
          name="familyName"
          label={t('client.familyName')}
          defaultValue={record?.familyName}
          autoComplete="off"
        />
        <FormField name="alias" label={t('client.alias')} defaultValue={record?.alias} autoComplete="off" />
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField
          name="phone"
          type="tel"
          label={t('client.phone')}
          defaultValue={record?.phone}
          autoComplete="off"
        />
        <FormField
          name="email"
          type="email"
          label={t('client.email')}
          defaultValue={record?.email}
          autoComplete="off"
        />
        <FormField
          name="address"
          label={t('packet.address')}
          defaultValue={record?.address}
          autoComplete="off"
        />
      </div>
      <Disclosure summary={t('client.guardian')} open={record?.guardian !== undefined}>
        <div className="grid gap-4 sm:grid-cols-2">
          <FormField
            name="guardianName"
            label={t('send.giverName')}
            defaultValue={record?.guardian?.name}
            autoComplete="off"
          />
          <FormField
            name="guardianEmail"
            type="email"
            label={t('client.email')}
            defaultValue={record?.guardian?.email}
            autoComplete="off"
          />
        </div>
      </Disclosure>
      <fieldset className="space-y-3 rounded-md border border-line p-4">
        <legend className="px-1 font-semibold">{t('client.safe')}</legend>
        <FormChoices
          type="checkbox"
          name="channels[]"
          legend={t('client.channels')}
          inline
          chosen={safe?.channels ?? []}
          choices={(['call', 'text', 'mail', 'letter'] as const).map((value) => ({
            value,
            label: t(`options.channel.${value}`),
          }))}
        />
        <div className="grid gap-4 sm:grid-cols-3">
          <FormField
            name="hoursFrom"
            type="time"
            label={t('client.hoursFrom')}
            defaultValue={safe?.hours?.from}
          />
          <FormField name="hoursTo" type="time" label={t('client.hoursTo')} defaultValue={safe?.hours?.to} />
          <FormField name="callerAlias" label={t('client.callerAlias')} defaultValue={safe?.callerAlias} />
        </div>
        <FormChoices
          type="checkbox"
          name="noVoicemail"
          legend={t('client.limits')}
          chosen={safe?.noVoicemail ? ['yes'] : []}
          choices={[{ value: 'yes', label: t('packet.noVoicemail') }]}
        />
        <FormTextArea name="safeNote" label={t('client.safeNote')} defaultValue={safe?.note} />
        <FormChoices
          type="checkbox"
          name="noContact"
          legend=""
          legendClassName="sr-only"
          chosen={safe?.noContact ? ['yes'] : []}
          choices={[{ value: 'yes', label: t('client.noContact'), hint: t('client.noContactHint') }]}
        />
        {record && (
          <FormChoices
            type="checkbox"
            name="contactAgreed"
            legend={t('client.contactAgreedLegend')}
            choices={[
              { value: 'yes', label: t('client.contactAgreed'), hint: t('client.contactAgreedHint') },
            ]}
          />
        )}
      </fieldset>
      <ClientLanguages
        name="languages[]"
        legend={t('packet.languages')}
        locale={locale}
        chosen={record?.languages ?? []}
      />
      <FormChoices
        type="checkbox"
        name="interpreter"
        legend={t('client.interpreter')}
        chosen={record?.interpreter ? ['yes'] : []}
        choices={[{ value: 'yes', label: t('packet.interpreter') }]}
      />
      <Disclosure summary={t('client.facts')} open={record !== null}>
        <div className="space-y-4">
          <FormSelect
            name="factsFrom"
            label={t('client.factsFrom')}
            options={FACT_SOURCES.map((value) => ({ value, label: t(`client.source.${value}`) }))}
          />
          <div className="grid gap-4 sm:grid-cols-3">
            <FormField
              name="age"
              type="number"
              min={0}
              max={120}
              label={t('packet.age')}
              defaultValue={record?.facts.age?.value}
            />
            <FormField
              name="postalCode"
              inputMode="numeric"
              label={t('client.postalCode')}
              defaultValue={record?.facts.residence?.value.postalCode}
            />
            <FormSelect
              name="gender"
              label={t('client.gender')}
              defaultValue={record?.facts.gender?.value ?? ''}
              options={[
                { value: '', label: '–' },
                ...GENDERS.map((value) => ({ value, label: t(`client.genders.${value}`) })),
              ]}
            />
            <FormField
              name="householdSize"
              type="number"
              min={1}
              max={20}
              label={t('packet.household')}
              defaultValue={record?.facts.householdSize?.value}
            />
            <FormField
              name="monthlyIncome"
              type="number"
              min={0}
              label={t('packet.monthlyIncome')}
              defaultValue={record?.facts.monthlyIncome?.value}
            />
          </div>
          <HouseholdFields household={record?.household ?? []} />
          <FormChoices
            type="checkbox"
            name="insurance[]"
            legend={t('packet.insurance')}
            inline
            chosen={record?.facts.insurance?.value ?? []}
            choices={INSURANCES.map((value) => ({ value, label: t(`client.insurances.${value}`) }))}
          />
          <FormChoices
            type="checkbox"
            name="documents[]"
            legend={t('packet.documents')}
            inline
            chosen={record?.facts.documents?.value ?? []}
            choices={DOCUMENTS.map((value) => ({ value, label: t(`client.papers.${value}`) }))}
          />
          <Populations
            ids={POPULATIONS.filter((id) => !SENSITIVE_POPULATIONS.has(id))}
            record={record}
            legend={t('packet.situation')}
          />
          <Disclosure summary={t('client.sensitive')}>
            <Populations
              ids={POPULATIONS.filter((id) => SENSITIVE_POPULATIONS.has(id))}
              record={record}
              legend={t('client.sensitive')}
            />
          </Disclosure>
        </div>
      </Disclosure>
      <FormTextArea name="note" label={t('fields.note')} defaultValue={record?.note} />
    </>
  )
}

async function Populations(props: { ids: readonly string[]; record: ClientRecord | null; legend: string }) {
  const t = await getTranslations('refer')
  const answerOf = (id: string) => {
    const known = props.record?.populations[id]
    return known === undefined ? '' : known.value ? 'yes' : 'no'
  }
  return (
    <fieldset>
      <legend className="mb-2 font-semibold">{props.legend}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {props.ids.map((id) => (
          <FormSelect
            key={id}
            name={`population-${id}`}
            label={t(`populations.${id}`)}
            defaultValue={answerOf(id)}
            options={[
              { value: '', label: t('client.notAsked') },
              { value: 'yes', label: t('client.yes') },
              { value: 'no', label: t('client.no') },
            ]}
          />
        ))}
      </div>
    </fieldset>
  )
}

/** The languages a client may speak, as tick boxes. */
export async function ClientLanguages(props: {
  name: string
  legend: string
  locale: string
  chosen: readonly string[]
}) {
  const t = await getTranslations('refer')
  const names = new Intl.DisplayNames([props.locale], { type: 'language' })
  const label = (code: string) => (code === 'ase' ? t('client.asl') : (names.of(code) ?? code))
  // A language that came from elsewhere stays ticked, or saving the form would lose it.
  const choices = [...new Set([...LANGUAGES, ...props.chosen])].map((value) => ({
    value,
    label: label(value),
  }))
  return (
    <FormChoices
      type="checkbox"
      name={props.name}
      legend={props.legend}
      inline
      chosen={props.chosen}
      choices={choices}
    />
  )
}
