import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { DataTable } from '#app/_ui/data-table.tsx'
import { FormSelect } from '#app/_ui/form-fields.tsx'
import type { Actor } from '#base/access/actor.ts'
import { relationFor } from '#base/access/permissions.ts'
import { MAY_GIVE } from '#base/accounts/commands/people.ts'
import { RESET_CHECKS, RESET_REASONS } from '#base/accounts/model.ts'
import type { Member } from '#base/accounts/queries.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { deactivate, endRole, reactivate, resetSecondStep } from '../actions.ts'
import { Confirm } from './confirm.tsx'

/** Who acts for the organization, in which role, and what can be changed about it. */
export async function Members(props: { locale: Locale; actor: Actor; members: Member[] }) {
  const t = await getTranslations('accounts')
  const format = await getFormatter()
  const { locale, actor, members } = props
  return (
    <DataTable
      caption={t('people.members')}
      stack
      rows={members}
      rowKey={(member) => member.membershipId}
      columns={[
        {
          key: 'name',
          head: t('people.member'),
          rowHeader: true,
          cell: (member) => (
            <>
              {member.name}
              {member.deactivatedAt && ` (${t('people.deactivated')})`}
              <span className="block text-sm font-normal break-all text-soft">{member.email}</span>
            </>
          ),
        },
        { key: 'role', head: t('people.role'), cell: (member) => t(`account.roles.${member.role}`) },
        {
          key: 'second',
          head: t('people.second'),
          cell: (member) => (member.hasSecondFactor ? t('people.secondYes') : t('people.secondNo')),
        },
        {
          key: 'since',
          head: t('people.since'),
          cell: (member) => format.dateTime(member.since, { dateStyle: 'medium', timeZone: 'UTC' }),
        },
        {
          key: 'change',
          head: t('people.actions'),
          cell: (member) =>
            member.accountId === actor.accountId ? (
              t('people.you')
            ) : (
              <MemberActions locale={locale} actor={actor} member={member} />
            ),
        },
      ]}
    />
  )
}

async function MemberActions(props: { locale: Locale; actor: Actor; member: Member }) {
  const t = await getTranslations('accounts')
  const { locale, actor, member } = props
  const words = { yes: t('people.sure'), problem: t('problem') }
  return (
    <div className="min-w-56 space-y-1">
      {MAY_GIVE[actor.role]?.includes(member.role) && (
        <Confirm
          {...words}
          label={t('people.end')}
          question={t('people.endAsk', { name: member.name })}
          action={endRole}
          fields={{ locale, id: member.membershipId }}
        />
      )}
      {relationFor(actor, 'account:reset-second-factor') &&
        member.hasSecondFactor &&
        !member.deactivatedAt && <ResetSecondStep locale={locale} member={member} />}
      {actor.role === 'administrator' && !member.deactivatedAt && (
        <Confirm
          {...words}
          label={t('people.deactivate')}
          question={t('people.deactivateAsk', { name: member.name })}
          action={deactivate}
          fields={{ locale, id: member.accountId }}
        />
      )}
      {actor.role === 'administrator' && member.deactivatedAt && (
        <ActionForm action={reactivate} problem={t('problem')} className="">
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="id" value={member.accountId} />
          <Button tone="quiet">{t('people.reactivate')}</Button>
        </ActionForm>
      )}
    </div>
  )
}

/** A lost second step: why it is taken away, and how it is known that nobody else asks for it. */
async function ResetSecondStep({ locale, member }: { locale: Locale; member: Member }) {
  const t = await getTranslations('accounts')
  const blank = { value: '', label: '' }
  return (
    <Confirm
      yes={t('people.sure')}
      problem={t('problem')}
      label={t('people.reset')}
      question={t('people.resetAsk', { name: member.name })}
      action={resetSecondStep}
      fields={{ locale, id: member.accountId }}
    >
      <FormSelect
        name="why"
        id={`why-${member.membershipId}`}
        label={t('people.resetWhy')}
        options={[blank, ...RESET_REASONS.map((value) => ({ value, label: t(`people.why.${value}`) }))]}
      />
      <FormSelect
        name="checked"
        id={`checked-${member.membershipId}`}
        label={t('people.resetChecked')}
        options={[blank, ...RESET_CHECKS.map((value) => ({ value, label: t(`people.checked.${value}`) }))]}
      />
    </Confirm>
  )
}
