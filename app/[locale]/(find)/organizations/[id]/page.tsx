import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { localeOf } from '#app/_ui/locale-of.ts'
import { isId } from '#base/core/ids.ts'
import { type OrganizationPage, organizationPage } from '#find/directory/queries.ts'
import { readCtx } from '#web/context.ts'
import { OrganizationView } from './view.tsx'

type Props = { params: Promise<{ locale: string; id: string }> }

/** Head and page of one request ask once. */
const load = cache(async (id: string): Promise<OrganizationPage> => {
  const page = isId(id) ? await organizationPage(await readCtx(), id) : null
  if (!page) notFound()
  return page
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization } = await load((await params).id)
  return {
    title: organization.name,
    description: organization.description.replaceAll(/\s+/g, ' ').slice(0, 160),
  }
}

export default async function Page({ params }: Props) {
  const locale = await localeOf(params)
  return <OrganizationView locale={locale} page={await load((await params).id)} />
}
