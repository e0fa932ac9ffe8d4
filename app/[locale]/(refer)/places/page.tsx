import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { DataTable } from '#app/_ui/data-table.tsx'
import { FormField } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { Tag } from '#app/_ui/tag.tsx'
import { hiddenPlaces } from '#find/curation/hidden-places.ts'
import { paths } from '#web/paths.ts'
import { requireRole } from '#web/session.ts'
import { hide } from './actions.ts'

type Props = { params: Promise<{ locale: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.places') }
}

/** For a steward: places whose address nobody sees, what waits for a word first, and hiding one more. */
export default async function HiddenPlaces(props: Props) {
  const locale = await localeOf(props.params)
  const ctx = await requireRole(locale, ['steward', 'administrator'], paths.places(locale))
  const { places, more } = await hiddenPlaces(ctx)
  const t = await getTranslations('refer.places')
  const refer = await getTranslations('refer')
  return (
    <div className="space-y-8">
      <PageHeader title={t('title')} lead={t('lead')} />
      {places.length === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <DataTable
          caption={t('title')}
          hideCaption
          rows={places}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'services',
              head: t('services'),
              rowHeader: true,
              cell: (place) => (
                <a href={paths.place(locale, place.id)} className="inline-flex min-h-target items-center">
                  {place.services.map(({ name }) => name).join(', ') || t('noService')}
                </a>
              ),
            },
            { key: 'who', head: t('organization'), cell: (place) => place.organizations.join(', ') },
            { key: 'why', head: t('why'), cell: (place) => t(`reasons.${place.reason.from}`) },
            {
              key: 'state',
              head: t('state'),
              cell: (place) => (
                <Tag tone={place.state === 'held' ? 'ask' : 'plain'}>{t(`states.${place.state}`)}</Tag>
              ),
            },
          ]}
        />
      )}
      {more && <p>{t('more')}</p>}
      <section aria-labelledby="hide" className="max-w-text space-y-3">
        <h2 id="hide" className="text-xl">
          {t('hideTitle')}
        </h2>
        <p>{t('hideLead')}</p>
        <ActionForm action={hide} problem={refer('problem')} className="space-y-3">
          <input type="hidden" name="locale" value={locale} />
          <FormField
            name="program"
            label={t('program')}
            hint={refer('hints.program')}
            autoComplete="off"
            required
          />
          <Button tone="secondary">{t('hide')}</Button>
        </ActionForm>
      </section>
    </div>
  )
}
