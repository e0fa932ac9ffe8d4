import { getTranslations } from 'next-intl/server'
import { FormField } from '#app/_ui/form-fields.tsx'
import type { ClientRecord } from '#refer/clients/model.ts'

/** Empty lines offered below those that are filled: saving offers new ones. */
const SPARE = 2
/** As many as a record keeps. */
const MOST = 20

/** Who lives with the client: a line each, who they are and how old. An emptied line is taken out. */
export async function HouseholdFields({ household }: { household: ClientRecord['household'] }) {
  const t = await getTranslations('refer')
  const lines = Math.min(household.length + SPARE, MOST)
  return (
    <fieldset className="space-y-2">
      <legend className="font-semibold">{t('client.members')}</legend>
      <p className="text-sm text-soft">{t('client.membersHint')}</p>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place and nothing else
        <div key={line} className="grid grid-cols-[1fr_6rem] gap-3">
          <FormField
            name={`household-${line}-relation`}
            label={t('client.relation')}
            defaultValue={household[line]?.relation}
            autoComplete="off"
          />
          <FormField
            name={`household-${line}-age`}
            type="number"
            inputMode="numeric"
            min={0}
            max={120}
            label={t('packet.age')}
            defaultValue={household[line]?.age}
          />
        </div>
      ))}
    </fieldset>
  )
}
