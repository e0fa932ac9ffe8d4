import { getNow, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField, FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import type { WorkCalendar } from '#refer/agencies/calendar.ts'
import type { StepName } from '#refer/referrals/model.ts'
import type { TimelineEntry } from '#refer/referrals/queries/referral.ts'
import type { OpenMove } from '#refer/referrals/transitions.ts'
import type { FormState } from '#web/action.ts'
import { ACTION_FIELDS, ENDING, type FieldSpec, NOT_BY_FORM } from './action-fields.ts'
import { LastStep } from './story.tsx'
import { usualDay } from './usual-day.ts'

/**
 * Every step that this reader can take now, each closed until it is chosen, so that the first control on the page
 * changes nothing. Steps that end something stand apart.
 */
export async function Moves(props: {
  moves: readonly OpenMove[]
  version: number
  /** The agency's: days and times are its own. */
  calendar: WorkCalendar
  action: (before: FormState, form: FormData) => Promise<FormState>
  /** Fields that say which referral, or which link. */
  hidden: Record<string, string>
  /** What happened last; left out where nothing has. */
  last?: TimelineEntry | undefined
  /** Said instead of an error when an answer was held for a person. */
  held?: string
}) {
  const t = await getTranslations('refer')
  const moves = props.moves
    .filter(({ action }) => !NOT_BY_FORM.includes(action))
    // What most who open the page came for.
    .sort((a, b) => Number(b.action === 'accept') - Number(a.action === 'accept'))
  if (moves.length === 0) return null
  const groups = [
    moves.filter(({ action }) => !ENDING.includes(action)),
    moves.filter(({ action }) => ENDING.includes(action)),
  ]
  return (
    <section aria-labelledby="moves" className="space-y-4">
      <h2 id="moves" className="text-xl">
        {t('moves.title')}
      </h2>
      {props.last && <LastStep entry={props.last} timezone={props.calendar.timezone} />}
      {groups.map((group, index) => (
        <div
          key={index === 0 ? 'go-on' : 'end'}
          className={index === 1 && group.length > 0 ? 'border-t border-line pt-3' : ''}
        >
          {group.map((move) => (
            <Disclosure
              key={move.action}
              id={`move-${move.action}`}
              summary={
                move.reported
                  ? t('moves.told', { action: t(`actions.${move.action}`) })
                  : t(`actions.${move.action}`)
              }
            >
              <MoveFields {...props} move={move} />
            </Disclosure>
          ))}
        </div>
      ))}
    </section>
  )
}

async function MoveFields(props: Parameters<typeof Moves>[0] & { move: OpenMove }) {
  const t = await getTranslations('refer')
  const { move } = props
  const now = await getNow()
  return (
    <ActionForm
      action={props.action}
      problem={t('problem')}
      notes={props.held ? { held: props.held } : undefined}
    >
      {Object.entries(props.hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <input type="hidden" name="action" value={move.action} />
      <input type="hidden" name="version" value={props.version} />
      <input type="hidden" name="timezone" value={props.calendar.timezone} />
      {move.reported && (
        <>
          <input type="hidden" name="reported" value="1" />
          <Teller move={move} />
          <FormField
            name="reportedBy"
            id={`${move.action}-reportedBy`}
            label={t('fields.reportedBy')}
            hint={t('hints.reportedBy')}
            required
          />
          <FormField
            name="effectiveAt"
            id={`${move.action}-effectiveAt`}
            type="datetime-local"
            label={t('optional', { label: t('fields.effectiveAt') })}
            hint={t('hints.effectiveAt')}
          />
        </>
      )}
      {ACTION_FIELDS[move.action].map((field) => (
        <MoveField
          key={field.name}
          field={field}
          action={move.action}
          usual={usualDay(move.action, field.name, now, props.calendar)}
        />
      ))}
      <Button tone={ENDING.includes(move.action) ? 'danger' : 'primary'}>
        {t(`actions.${move.action}`)}
      </Button>
    </ActionForm>
  )
}

/** Whose word is taken down: asked only where it can be either's. */
async function Teller({ move }: { move: OpenMove }) {
  const t = await getTranslations('refer')
  const [only, other] = move.tellers
  if (!other) return <input type="hidden" name="teller" value={only} />
  return (
    <FormSelect
      name="teller"
      id={`${move.action}-teller`}
      label={t('fields.teller')}
      options={move.tellers.map((value) => ({ value, label: t(`party.${value}`) }))}
    />
  )
}

export async function MoveField(props: {
  field: FieldSpec
  action: StepName
  usual?: string | undefined
  /** The group of fields that it is one of. */
  within?: string
}) {
  const { field, action, usual, within } = props
  const t = await getTranslations('refer')
  const common = {
    name: within ? `${within}.${field.name}` : field.name,
    id: `${action}-${field.name}`,
    label: field.optional ? t('optional', { label: t(`fields.${field.name}`) }) : t(`fields.${field.name}`),
  }
  const hint = field.name === 'program' ? t('hints.program') : undefined
  switch (field.kind) {
    case 'select':
      return (
        <FormSelect
          {...common}
          options={(field.options?.values ?? []).map((value) => ({
            value,
            label: t(`options.${field.options?.list}.${value}`),
          }))}
        />
      )
    case 'area':
      return <FormTextArea {...common} />
    case 'date':
      return <FormField {...common} type="date" defaultValue={usual} />
    case 'datetime':
      return <FormField {...common} type="datetime-local" defaultValue={usual} />
    case 'number':
      return <FormField {...common} type="number" inputMode="numeric" min={1} />
    case 'text':
      return <FormField {...common} hint={hint} />
  }
}
