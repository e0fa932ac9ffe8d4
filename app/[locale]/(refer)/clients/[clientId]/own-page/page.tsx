import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ActionForm } from '#app/_ui/action-form.tsx'
import { Button } from '#app/_ui/button.tsx'
import { localeOf } from '#app/_ui/locale-of.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { PrintButton } from '#app/_ui/print-button.tsx'
import { displayName } from '#refer/clients/model.ts'
import { readClient } from '#refer/clients/queries.ts'
import { localeOfClient } from '#refer/clients/reach.ts'
import { paths } from '#web/paths.ts'
import { orNotFound, requireRole } from '#web/session.ts'
import { giveInPerson } from './actions.ts'
import { HandedOver } from './handed-over.tsx'

type Props = { params: Promise<{ locale: string; clientId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('refer'))('ownPage.title') }
}

/** A client's private page, handed over where nothing may be sent. The sheet is in their language and names nobody. */
export default async function GiveOwnPage(props: Props) {
  const locale = await localeOf(props.params)
  const { clientId } = await props.params
  const ctx = await requireRole(locale, ['coordinator', 'supervisor'], paths.giveOwnPage(locale, clientId))
  const client = await orNotFound(readClient(ctx, clientId))
  const t = await getTranslations('refer')
  const theirs = localeOfClient(client.record)
  const s = await getTranslations({ locale: theirs, namespace: 'refer' })
  return (
    <div className="max-w-xl">
      <PageHeader
        title={t('ownPage.title')}
        above={
          <a href={paths.client(locale, clientId)}>
            <bdi>{displayName(client.record)}</bdi>
          </a>
        }
        lead={t('ownPage.lead')}
      />
      <ActionForm action={giveInPerson} problem={t('problem')}>
        <input type="hidden" name="locale" value={locale} />
        <input type="hidden" name="clientId" value={clientId} />
        <HandedOver
          locale={theirs}
          once={t('ownPage.once')}
          aloud={t('ownPage.aloud')}
          print={<PrintButton label={t('print')} />}
          words={{
            title: s('ownPage.sheet.title'),
            keep: s('ownPage.sheet.keep'),
            scan: s('ownPage.sheet.scan'),
            type: s('ownPage.sheet.type'),
            code: s('ownPage.sheet.code'),
            picture: s('ownPage.sheet.picture'),
          }}
        />
        <p className="no-print">{t('ownPage.means')}</p>
        <Button className="no-print">{t('ownPage.give')}</Button>
      </ActionForm>
    </div>
  )
}
