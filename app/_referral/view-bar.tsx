import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Disclosure } from '#app/_ui/disclosure.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { Select } from '#app/_ui/select.tsx'
import type { Locale } from '#base/i18n/locales.ts'
import { STATUSES } from '#refer/referrals/model.ts'
import type { ListName, ReferralViewFilter, SavedView } from '#refer/referrals/views.ts'
import { keepView, removeView } from './view-actions.ts'

/** Narrows a list of referrals, and keeps ways of narrowing under a name. Nothing in the address is about a person. */
export async function ViewBar(props: {
  locale: Locale
  list: ListName
  href: string
  filter: ReferralViewFilter
  views: readonly SavedView[]
}) {
  const t = await getTranslations('refer')
  const { filter, views } = props
  const hidden = (
    <>
      <input type="hidden" name="locale" value={props.locale} />
      <input type="hidden" name="list" value={props.list} />
    </>
  )
  return (
    <div className="no-print space-y-3">
      {views.length > 0 && (
        <nav aria-label={t('inboxWork.views')}>
          <ul className="flex flex-wrap gap-x-4">
            <li>
              <a href={props.href} className="inline-flex min-h-target items-center">
                {t('inboxWork.all')}
              </a>
            </li>
            {views.map((view) => (
              <li key={view.id} className="inline-flex items-center">
                <a
                  href={`${props.href}?${viewQuery(view.filter)}`}
                  className="inline-flex min-h-target items-center"
                >
                  {view.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <form method="get" className="flex flex-wrap items-end gap-3">
        <Select
          name="status"
          label={t('inboxWork.status')}
          defaultValue={filter.status ?? ''}
          options={[
            { value: '', label: t('inboxWork.any') },
            ...STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) })),
          ]}
        />
        {props.list === 'inbox' && (
          <Select
            name="holder"
            label={t('inboxWork.assigned')}
            defaultValue={filter.holder ?? ''}
            options={[
              { value: '', label: t('inboxWork.all') },
              { value: 'mine', label: t('inboxWork.mine') },
              { value: 'nobody', label: t('inboxWork.unassigned') },
            ]}
          />
        )}
        <label className="flex min-h-target items-center gap-2">
          <input
            type="checkbox"
            name="late"
            value="1"
            defaultChecked={filter.late === '1'}
            className="size-6 accent-rail"
          />
          {t('inboxWork.late')}
        </label>
        {filter.ended && <input type="hidden" name="ended" value="1" />}
        <Button tone="secondary">{t('inboxWork.show')}</Button>
      </form>
      <Disclosure summary={t('inboxWork.views')}>
        <ActionForm action={keepView} problem={t('problem')} className="flex flex-wrap items-end gap-3">
          {hidden}
          {Object.entries(filter).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <FormField name="name" label={t('inboxWork.viewName')} autoComplete="off" maxLength={60} required />
          <Button tone="secondary">{t('inboxWork.saveView')}</Button>
        </ActionForm>
        <ul>
          {views.map((view) => (
            <li key={view.id} className="flex items-center gap-3">
              {view.name}
              <ActionForm action={removeView} problem={t('problem')} className="">
                {hidden}
                <input type="hidden" name="viewId" value={view.id} />
                <Button tone="quiet" aria-label={`${t('inboxWork.dropView')}: ${view.name}`}>
                  {t('inboxWork.dropView')}
                </Button>
              </ActionForm>
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  )
}

/** A view as it stands in an address, and where its page begins. */
export function viewQuery(filter: ReferralViewFilter, after?: string): string {
  const set = Object.entries({ ...filter, after }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return new URLSearchParams(set).toString()
}
