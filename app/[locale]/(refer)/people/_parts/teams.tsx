import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Card } from '#app/_ui/card.tsx'
import { FormField, FormSelect } from '#app/_ui/form-fields.tsx'
import type { Member, People, Team } from '#base/accounts/queries.ts'
import type { Locale } from '#base/i18n/locales.ts'
import { addToTeam, makeTeam, takeOut } from '../actions.ts'

const IN_TEAMS = ['coordinator', 'supervisor']

/** Who works together, and who sees whose clients because of it. */
export async function Teams({ locale, people }: { locale: Locale; people: People }) {
  const t = await getTranslations('accounts')
  return (
    <section aria-labelledby="teams" className="space-y-4">
      <h2 id="teams" className="text-xl">
        {t('people.teams')}
      </h2>
      <p className="text-soft">{people.teams.length > 0 ? t('people.teamsLead') : t('people.teamNone')}</p>
      {people.teams.map((team) => (
        <TeamCard key={team.id} locale={locale} team={team} members={people.members} />
      ))}
      <ActionForm action={makeTeam} problem={t('problem')} className="max-w-text space-y-4">
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="organizationId" value={people.organization.id} />
        <FormField name="name" id="team-name" label={t('people.teamName')} autoComplete="off" required />
        <Button tone="secondary">{t('people.teamOpen')}</Button>
      </ActionForm>
    </section>
  )
}

async function TeamCard({ locale, team, members }: { locale: Locale; team: Team; members: Member[] }) {
  const t = await getTranslations('accounts')
  const within = new Set(team.members.map((member) => member.accountId))
  const free = members.filter((member) => !within.has(member.accountId) && IN_TEAMS.includes(member.role))
  return (
    <Card className="space-y-3">
      <h3 className="text-lg">{team.name}</h3>
      {team.members.length === 0 && <p className="text-soft">{t('people.teamEmpty')}</p>}
      <ul className="divide-y divide-line">
        {team.members.map((member) => (
          <li key={member.accountId} className="flex flex-wrap items-center justify-between gap-3">
            <span>
              {member.name}
              {member.supervises && <span className="text-soft"> ({t('people.supervises')})</span>}
            </span>
            <ActionForm action={takeOut} problem={t('problem')} className="">
              <input type="hidden" name="locale" value={locale} />
              <input type="hidden" name="teamId" value={team.id} />
              <input type="hidden" name="accountId" value={member.accountId} />
              <Button tone="quiet" aria-label={`${t('people.leave')}: ${member.name}`}>
                {t('people.leave')}
              </Button>
            </ActionForm>
          </li>
        ))}
      </ul>
      {free.length > 0 && (
        <ActionForm action={addToTeam} problem={t('problem')} className="max-w-text space-y-3">
          <input type="hidden" name="locale" value={locale} />
          <input type="hidden" name="teamId" value={team.id} />
          <FormSelect
            name="accountId"
            id={`add-${team.id}`}
            label={t('people.teamAdd', { team: team.name })}
            options={free.map((member) => ({
              value: member.accountId,
              label: `${member.name}: ${t(`account.roles.${member.role}`)}`,
            }))}
          />
          <label className="flex min-h-target items-center gap-3">
            <input type="checkbox" name="supervises" className="size-6 accent-rail" />
            {t('people.asSupervisor')}
          </label>
          <Button tone="secondary">{t('people.teamAdd', { team: team.name })}</Button>
        </ActionForm>
      )}
    </Card>
  )
}
