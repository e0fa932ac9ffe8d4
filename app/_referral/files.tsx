import { getFormatter, getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormFile } from '#app/_ui/form-fields.tsx'
import type { FileLine } from '#refer/files/model.ts'
import type { FormState } from '#web/action.ts'

/** Files that go with one referral, each to be saved and never shown in a page, and a field to add one. */
export async function Files(props: {
  files: readonly FileLine[]
  /** Where a file is read. */
  hrefOf: (id: string) => string
  /** Said to the sender when the consent keeps the files from the agency. */
  notShared: boolean
  action: (before: FormState, form: FormData) => Promise<FormState>
  hidden: Record<string, string>
}) {
  const t = await getTranslations('refer')
  const format = await getFormatter()
  return (
    <section aria-labelledby="files" className="space-y-3">
      <h2 id="files" className="text-xl">
        {t('files.title')}
      </h2>
      {props.files.length === 0 && <p>{t('files.none')}</p>}
      {props.files.length > 0 && props.notShared && (
        <p className="rounded-md border border-ask bg-ask-tint p-3">{t('files.notShared')}</p>
      )}
      <ul className="divide-y divide-line">
        {props.files.map((file) => (
          <li key={file.id} className="flex flex-wrap items-center justify-between gap-x-4 py-1">
            <a href={props.hrefOf(file.id)} className="inline-flex min-h-target items-center break-all">
              <bdi>{file.name}</bdi>
            </a>
            <span className="text-sm text-soft">
              {t(`party.${file.from}`)} ·{' '}
              {t('files.size', { size: format.number(Math.ceil(file.size / 1000)) })}
            </span>
          </li>
        ))}
      </ul>
      <Disclosure summary={t('files.add')}>
        <ActionForm action={props.action} problem={t('problem')} doneText={t('files.added')}>
          {Object.entries(props.hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <FormFile name="file" idName="kept" keptText="" label={t('files.title')} hint={t('files.hint')} />
          <Button tone="secondary">{t('files.add')}</Button>
        </ActionForm>
      </Disclosure>
    </section>
  )
}
