import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { localeOf } from '#app/_ui/locale-of.ts'
import { isId } from '#base/core/ids.ts'
import { type ServicePage, servicePage } from '#find/directory/queries.ts'
import { readCtx } from '#web/context.ts'
import { ServiceView } from './view.tsx'

type Props = { params: Promise<{ locale: string; id: string }> }

/** Head and page of one request ask once. */
const load = cache(async (id: string): Promise<{ service: ServicePage; now: Date }> => {
  const ctx = await readCtx()
  const service = isId(id) ? await servicePage(ctx, id) : null
  if (!service) notFound()
  return { service, now: ctx.now }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params
  const { service } = await load(id)
  const t = await getTranslations({ locale: await localeOf(params), namespace: 'find.service' })
  const { name, organization, description } = service.listing
  return {
    title: `${name} ${t('by', { organization: organization.name })}`,
    description: description.replaceAll(/\s+/g, ' ').slice(0, 160),
  }
}

export default async function Page({ params }: Props) {
  const locale = await localeOf(params)
  const { id } = await params
  return <ServiceView locale={locale} {...(await load(id))} />
}
