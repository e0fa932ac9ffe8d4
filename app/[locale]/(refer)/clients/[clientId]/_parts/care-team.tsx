import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Choices } from '#app/_ui/choices.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormSelect } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { CareTeam } from '#refer/clients/care-team.ts'
import { giveTo, takeOff } from '../../actions.ts'

/** Who carries this client, and as what. */
export async function Members(props: { team: CareTeam; end?: { clientId: string; locale: Locale } }) {
  const { team, end } = props
  const t = await getTranslations('refer')
  return (
    <ul className="list-disc space-y-2 ps-5">
      {team.members.map((member) => (
        <li key={`${member.accountId} ${member.kind}`}>
          <bdi>{member.name}</bdi> <span className="text-soft">({t(`team.kinds.${member.kind}`)})</span>
          {end && member.kind === 'care-team' && (
            <ActionForm action={takeOff} problem={t('problem')} className="">
              <input type="hidden" name="locale" value={end.locale} />
              <input type="hidden" name="clientId" value={end.clientId} />
              <input type="hidden" name="accountId" value={member.accountId} />
              <Button tone="quiet" aria-label={t('team.takeOffName', { name: member.name })}>
                {t('team.takeOff')}
              </Button>
            </ActionForm>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Who carries this client; adding a colleague, or handing the client over. */
export async function CareTeamSection(props: { team: CareTeam; clientId: string; locale: Locale }) {
  const t = await getTranslations('refer')
  const { team } = props
  return (
    <section aria-labelledby="care-team" className="space-y-3">
      <h2 id="care-team" className="text-xl">
        {t('team.care')}
      </h2>
      <Members team={team} end={{ clientId: props.clientId, locale: props.locale }} />
      {team.similarAt.length > 0 && (
        <p className="rounded-md border border-ask bg-ask-tint p-3">
          {t('duplicates.elsewhere', { names: team.similarAt.map(({ name }) => name).join(', ') })}
        </p>
      )}
      {team.others.length > 0 && (
        <Disclosure summary={t('team.change')}>
          <ActionForm action={giveTo} problem={t('problem')} doneText={t('team.changed')}>
            <input type="hidden" name="locale" value={props.locale} />
            <input type="hidden" name="clientId" value={props.clientId} />
            <FormSelect
              name="toAccountId"
              label={t('team.colleague')}
              options={team.others.map(({ accountId, name }) => ({ value: accountId, label: name }))}
            />
            <Choices
              type="radio"
              name="kind"
              legend={t('team.how')}
              chosen={['care-team']}
              choices={[
                { value: 'care-team', label: t('team.join'), hint: t('team.joinHint') },
                { value: 'primary', label: t('team.handOver'), hint: t('team.handOverHint') },
              ]}
            />
            <Button tone="secondary">{t('client.save')}</Button>
          </ActionForm>
        </Disclosure>
      )}
    </section>
  )
}
