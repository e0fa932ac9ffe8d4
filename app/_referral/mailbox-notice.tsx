import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { HiddenFields } from '#app/_ui/hidden-fields.tsx'
import type { ReferralView } from '#refer/referrals/queries/referral.ts'
import type { FormState } from '#web/action.ts'

/** What a coordinator has to settle about the agency's mailbox: somebody else put it on file, or says that it is not theirs. */
export async function MailboxNotice(props: {
  agency: Pick<ReferralView['agency'], 'name' | 'heldFrom' | 'doubted'>
  follow: (before: FormState, form: FormData) => Promise<FormState>
  hidden: Record<string, string>
}) {
  const t = await getTranslations('refer')
  const { name, heldFrom, doubted } = props.agency
  return (
    <>
      {doubted !== null && (
        <section aria-labelledby="doubted" className="space-y-3 rounded-md border border-ask bg-ask-tint p-4">
          <h2 id="doubted" className="text-xl">
            {t('doubted.title')}
          </h2>
          <p>
            <bdi className="ltr break-all font-semibold">{doubted}</bdi>
          </p>
          <p>{t('doubted.lead', { agency: name })}</p>
        </section>
      )}
      {heldFrom !== null && (
        <section aria-labelledby="moved" className="space-y-3 rounded-md border border-line p-4">
          <h2 id="moved" className="text-xl">
            {t('moved.title')}
          </h2>
          <p>{t('moved.lead', { agency: name })}</p>
          <p>
            <bdi>{heldFrom}</bdi>
          </p>
          <ActionForm action={props.follow} problem={t('problem')}>
            <HiddenFields entries={Object.entries(props.hidden)} />
            <Button tone="secondary">{t('moved.follow')}</Button>
          </ActionForm>
        </section>
      )}
    </>
  )
}
