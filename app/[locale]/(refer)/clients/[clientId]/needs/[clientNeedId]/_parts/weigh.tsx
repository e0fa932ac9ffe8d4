import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormTextArea } from '#app/_ui/form-fields.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import type { ShortlistEntry } from '#refer/clients/shortlist.ts'
import { forget, weigh } from '../../../../actions.ts'

type About = {
  locale: Locale
  clientId: string
  clientNeedId: string
  serviceId: string
  entry: ShortlistEntry | undefined
}

function Hidden(props: About) {
  return (
    <>
      <input type="hidden" name="locale" value={props.locale} />
      <input type="hidden" name="clientId" value={props.clientId} />
      <input type="hidden" name="clientNeedId" value={props.clientNeedId} />
      <input type="hidden" name="serviceId" value={props.serviceId} />
    </>
  )
}

/** Beside a program: put it side by side with others, or say why it was chosen or not. */
export async function Weigh(props: About) {
  const t = await getTranslations('refer')
  const { entry } = props
  return (
    <div className="border-t border-line pt-2">
      {entry && (
        <p className="text-sm">
          <span className="font-semibold">
            {entry.verdict === 'considering' ? t('shortlist.kept') : t(`shortlist.${entry.verdict}`)}
          </span>
          {entry.note && <>: {entry.note}</>}
        </p>
      )}
      <div className="flex flex-wrap items-start gap-x-4">
        {entry ? (
          <ActionForm action={forget} problem={t('problem')} className="">
            <Hidden {...props} />
            <Button tone="quiet">{t('shortlist.forget')}</Button>
          </ActionForm>
        ) : (
          <ActionForm action={weigh} problem={t('problem')} className="">
            <Hidden {...props} />
            <Button tone="quiet" name="verdict" value="considering">
              {t('shortlist.keep')}
            </Button>
          </ActionForm>
        )}
        <Disclosure summary={t('shortlist.why')} className="min-w-0 flex-1 basis-60">
          <ActionForm action={weigh} problem={t('problem')} className="space-y-2">
            <Hidden {...props} />
            <FormTextArea
              id={`note-${props.serviceId}`}
              name="note"
              label={t('shortlist.note')}
              defaultValue={entry?.note ?? ''}
              rows={2}
            />
            <div className="flex flex-wrap gap-3">
              <Button tone="secondary" name="verdict" value="considering">
                {t('shortlist.save')}
              </Button>
              <Button tone="quiet" name="verdict" value="not-chosen">
                {t('shortlist.reject')}
              </Button>
            </div>
          </ActionForm>
        </Disclosure>
      </div>
    </div>
  )
}
