import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { stampShown } from '#refer/notifications/answer/agency-answer.ts'
import { readWrongAddress } from '#refer/notifications/answer/wrong-address.ts'
import { visitorRequest } from '#web/context.ts'
import { reportWrong } from './actions.ts'

type Props = { params: Promise<{ locale: string; token: string }> }

/** For whom a message was not meant. It shows for whom it was, nothing else, and drawing it changes nothing. */
export default async function WrongAddress(props: Props) {
  const locale = await localeOf(props.params)
  const { token } = await props.params
  const ctx = await visitorRequest()
  const t = await getTranslations('refer')
  const known = await readWrongAddress(ctx, token)
  if (!known) return <PageHeader title={t('link.gone')} lead={t('link.goneLead')} />
  const { agencyName: agency } = known
  return (
    <>
      <PageHeader title={t('wrongAddress.title', { agency })} lead={t('wrongAddress.lead', { agency })} />
      <ActionForm action={reportWrong} problem={t('problem')} doneText={t('wrongAddress.thanks', { agency })}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="shown" value={stampShown(ctx.now)} />
        <FormChoices
          type="checkbox"
          name="sure"
          legend={t('wrongAddress.means')}
          choices={[{ value: 'yes', label: t('wrongAddress.sure', { agency }) }]}
        />
        <Button>{t('wrongAddress.tell')}</Button>
      </ActionForm>
    </>
  )
}
