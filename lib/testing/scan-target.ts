import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { connect } from '#base/db/client.ts'
import type { Database } from '#base/db/context.ts'
import { ROUTES } from '#web/routes.ts'
import { HttpClient, type Product, startProduct } from './product.ts'

/**
 * What a scan looks at: the product with its demo community, a browser signed in as each of its people, and the ids of
 * one record that is Ana's and Sam's alone, with a referral that Pat's agency received.
 */
export const PEOPLE = ['ana', 'ben', 'sam', 'stu', 'ada', 'pat', 'ceci', 'hugo'] as const
export type Name = (typeof PEOPLE)[number]

/** Ids by what they are of: client, need, referral, service, organization, consent. */
export type Ids = Readonly<Record<string, string>>

export type ScanTarget = {
  product: Product
  owner: Database
  ids: Ids
  visitor(): HttpClient
  /** The browser of somebody who is signed in. */
  person(name: Name): HttpClient
  signIn(name: Name): { email: string; password: string }
  stop(): Promise<void>
}

export const routes = Object.keys(ROUTES)

export async function startScanTarget(env: Record<string, string> = {}): Promise<ScanTarget> {
  const product = await startProduct({ TRUSTED_PROXIES: '127.0.0.1', ...env })
  const owner = connect(product.servers.ownerUrl, { max: 1, asOwner: true })
  const visitor = () => new HttpClient(product.address)
  const signIn = (name: Name) => {
    const [, email = '', password = ''] = new RegExp(`(${name}@\\S+)\\s+(\\S+)`).exec(product.said()) ?? []
    return { email, password }
  }
  const people = new Map<Name, HttpClient>()
  for (const name of PEOPLE) {
    const browser = visitor()
    const { email, password } = signIn(name)
    await browser.signIn(email, password)
    people.set(name, browser)
  }
  return {
    product,
    owner,
    ids: await idsOfAna(owner),
    visitor,
    signIn,
    person: (name) => people.get(name) as HttpClient,
    stop: async () => {
      await owner.destroy()
      await product.stop()
    },
  }
}

/** A record on Ana's caseload whose referral Pat's agency has opened, with a consent written down. */
async function idsOfAna(owner: Database): Promise<Ids> {
  const { rows } = await sql<Record<string, string>>`
    select client.id as client, client_need.id as need, referral.id as referral, referral.service_id as service,
      service.organization_id as organization, client.organization_id as care
    from client join caseload on caseload.client_id = client.id and caseload.until is null
    join account on account.id = caseload.account_id and account.email like 'ana@%'
    join referral on referral.client_id = client.id and referral.status = 'opened'
    join client_need on client_need.id = referral.client_need_id
    join service on service.id = referral.service_id
    join agency on agency.id = referral.agency_id
    join membership on membership.organization_id = agency.care_organization_id
    join account pat on pat.id = membership.account_id and pat.email like 'pat@%'
    order by client.id limit 1`.execute(owner)
  const [ids] = rows
  if (!ids) throw new Error('The demo has no referral of Ana that Pat has opened.')
  const consent = randomUUID()
  await sql`insert into consent (id, client_id, organization_id, mode, purpose, fields, giver, method, locale, given_at, form_version, record)
    values (${consent}, ${ids.client}, ${ids.care}, 'authorization', 'coordination', '{name}', 'client', 'voice', 'en', now(), '1', '')`.execute(
    owner,
  )
  return { ...ids, consent }
}

/** Ids of the same kinds that nothing has. */
export function nowhere(): Ids {
  return Object.fromEntries(
    ['client', 'need', 'referral', 'service', 'organization', 'consent'].map((name) => [name, randomUUID()]),
  )
}

/** The address of a route of the table, with these ids in it. */
export function addressOf(route: string, known: Ids): string {
  const parts = route
    .split('/')
    .slice(0, -1)
    .filter((part) => !part.startsWith('('))
  const path = parts
    .join('/')
    .replace('[clientId]', known.client ?? '')
    .replace('[clientNeedId]', known.need ?? '')
    .replace('[referralId]', known.referral ?? '')
    .replace('[consentId]', known.consent ?? '')
    .replace('[serviceId]', known.service ?? '')
    .replace('organizations/[id]', `organizations/${known.organization ?? ''}`)
    .replace('[id]', known.service ?? '')
    .replace('[token]', known.token ?? 'x.y')
    .replace('[...nextauth]', 'session')
    .replace('[...rest]', 'no/such/page')
    .replace(/\[\w+\]/g, randomUUID())
  return parts[0] === 'api' ? `/${path}` : `/en${path ? `/${path}` : ''}`
}
