import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { ACTION_FIELDS, ENDING } from '#app/_referral/action-fields.ts'
import { MoveField } from '#app/_referral/moves.tsx'
import { StatusTag } from '#app/_referral/story.tsx'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { FormSelect, FormTextArea } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { BULK_STEPS, type BulkStep, MAX_BULK } from '#refer/referrals/bulk.ts'
import { WITHDRAW_REASONS } from '#refer/referrals/model.ts'
import { type PlannedLine, planBulk } from '#refer/referrals/queries/list.ts'
import { partyOf } from '#refer/referrals/relation.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { BeforeDone, LineOutcome, Tally } from './_parts/outcomes.tsx'
import { actBulk } from './actions.ts'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const askedSchema = z.object({
  step: z.enum(BULK_STEPS).catch('remind'),
  id: z
    .union([z.array(z.uuid()), z.uuid().transform((id) => [id])])
    .transform((ids) => [...new Set(ids)].slice(0, MAX_BULK))
    .catch([]),
})

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { step } = askedSchema.parse(await props.searchParams)
  return { title: (await getTranslations('refer'))(`bulk.title.${step}`) }
}

/** What would happen to each of the referrals that were marked; nothing has until the button is pressed. */
export default async function Bulk(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(
    locale,
    ['coordinator', 'supervisor', 'agency-staff', 'agency-admin'],
    paths.referrals(locale),
  )
  const receiving = partyOf(ctx.actor) === 'agency'
  const t = await getTranslations('refer')
  const { step, id: ids } = askedSchema.parse(await props.searchParams)
  const lines = await planBulk(ctx, { ids, step })
  const going = lines.filter(({ plan }) => plan.action !== null)
  return (
    <div className="space-y-6">
      <PageHeader
        title={t(`bulk.title.${step}`)}
        lead={t('bulk.count', { going: going.length, count: lines.length })}
      />
      {lines.length === 0 && <p>{t('bulk.none')}</p>}
      <ActionForm action={actBulk} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="step" value={step} />
        <Tally words={{ went: t('bulk.went'), not: t('bulk.not') }} />
        <ul className="divide-y divide-line border-y border-line">
          {lines.map((line) => (
            <li key={line.id} className="space-y-1 py-3">
              <p className="flex flex-wrap items-center gap-x-3">
                <a href={paths.referral(locale, line.id)} className="inline-flex min-h-target items-center">
                  <bdi>{line.person || t('referral.title')}</bdi>
                </a>
                {!receiving && <span>{line.agencyName ?? t('sensitiveAgency')}</span>}
                <StatusTag status={line.status} />
              </p>
              <LineOutcome id={line.id} words={{ went: t('bulk.done'), not: t('bulk.notDone') }}>
                <p className={line.plan.action ? '' : 'text-soft'}>{t(`bulk.plan.${planKey(line)}`)}</p>
                {line.plan.action && (
                  <input type="hidden" name="each[]" value={`${line.id} ${line.version}`} />
                )}
              </LineOutcome>
            </li>
          ))}
        </ul>
        {going.length > 0 && (
          <BeforeDone>
            {step === 'withdraw' ? <Why /> : <Said step={step} />}
            <Button tone={ENDING.includes(step) ? 'danger' : 'primary'}>
              {t(`bulk.do.${step}`, { count: going.length })}
            </Button>
          </BeforeDone>
        )}
      </ActionForm>
      <ButtonLink tone="secondary" href={receiving ? paths.inbox(locale) : paths.referrals(locale)}>
        {t(receiving ? 'bulk.backToInbox' : 'bulk.back')}
      </ButtonLink>
    </div>
  )
}

/** An agency that is asked by telephone is reminded by a call that somebody makes. */
function planKey({ plan, channel }: PlannedLine): string {
  if (plan.action === null) return plan.why
  const byHand = channel === 'telephone' || channel === 'fax'
  return plan.action === 'remind' && byHand ? 'call' : plan.action
}

/** What the step asks for, once for all of them; another program is named for one person and not for many. */
async function Said({ step }: { step: BulkStep }) {
  return ACTION_FIELDS[step]
    .filter(({ name }) => name !== 'program')
    .map((field) => <MoveField key={field.name} field={field} action={step} within="data" />)
}

/** One reason for all of them. */
async function Why() {
  const t = await getTranslations('refer')
  const options = (list: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`options.${list}.${value}`) }))
  return (
    <>
      <FormSelect
        name="data.reason"
        label={t('fields.reason')}
        options={options('reason', WITHDRAW_REASONS)}
      />
      <FormSelect
        name="data.askedBy"
        label={t('fields.askedBy')}
        options={options('askedBy', ['client', 'coordinator'] satisfies string[])}
      />
      <FormTextArea name="data.text" label={t('optional', { label: t('fields.text') })} />
    </>
  )
}
