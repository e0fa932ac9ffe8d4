import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { FormChoices } from '#app/_ui/form-fields.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { SummaryList } from '#app/_ui/summary-list.tsx'
import { readHiddenPlace } from '#find/curation/hidden-places.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { release } from '../actions.ts'

type Props = { params: Promise<{ locale: string; locationId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('nav.places') }
}

/** One hidden place with its address, which is written down as read, and the word that makes it public. */
export default async function HiddenPlacePage(props: Props) {
  const locale = await localeOf(props.params)
  const { locationId } = await props.params
  const ctx = await requireRole(locale, ['steward', 'administrator'], paths.place(locale, locationId))
  const place = await orNotFound(readHiddenPlace(ctx, locationId))
  const t = await getTranslations('refer.places')
  const refer = await getTranslations('refer')
  return (
    <div className="max-w-text space-y-8">
      <PageHeader
        title={place.organizations.join(', ') || t('title')}
        above={<a href={paths.places(locale)}>{t('title')}</a>}
      />
      <p className="rounded-md border-2 border-marigold p-3 font-semibold">{t('careful')}</p>
      <SummaryList
        rows={[
          {
            term: t('services'),
            children: (
              <ul>
                {place.services.map(({ id, name }) => (
                  <li key={id}>
                    <a href={paths.service(locale, id)} className="inline-flex min-h-target items-center">
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            ),
          },
          { term: t('state'), children: t(`states.${place.state}`) },
          {
            term: t('why'),
            children: `${t(`reasons.${place.reason.from}`)}${place.reason.from === 'words' || place.reason.from === 'flag' || place.reason.from === 'attribute' ? `: “${place.reason.evidence}”` : ''}`,
          },
          { term: t('address'), children: place.lines.join(' · ') || t('noAddress') },
        ]}
      />
      <ActionForm action={release} problem={refer('problem')} className="space-y-4">
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="id" value={place.id} />
        <FormChoices
          type="checkbox"
          name="sure"
          legend={t('releaseTitle')}
          choices={[{ value: 'yes', label: t('sure'), hint: t('sureHint') }]}
        />
        <Button tone="danger">{t('release')}</Button>
      </ActionForm>
    </div>
  )
}
