import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '#base/access/actor.ts'
import { connect } from '#base/db/client.ts'
import { type Ctx, type Database, transact } from '#base/db/context.ts'
import { saveConsent } from '#refer/consent/commands.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { ROUTES } from '#web/routes.ts'
import { HttpClient, type Product, startProduct } from './product.ts'

/**
 * What a scan looks at: the product with its demo community, a browser signed in as each of its people, and the ids of
 * one record that is Ana's and Sam's alone, with a referral that Pat's agency received.
 */
export const PEOPLE = ['ana', 'ben', 'sam', 'stu', 'ada', 'pat', 'ceci', 'hugo'] as const
export type Name = (typeof PEOPLE)[number]

/** Ids by what they are of: client, need, referral, service, organization, consent, file. */
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
  // With the keys of this process, which seals a consent and a file of the record.
  const keys = { ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS ?? '' }
  const product = await startProduct({ TRUSTED_PROXIES: '127.0.0.1', ...keys, ...env })
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
    // Another of their browsers, so that the list of their sessions has a line.
    await visitor().signIn(email, password)
  }
  return {
    product,
    owner,
    ids: await withPapers(product, await idsOfAna(owner)),
    visitor,
    signIn,
    person: (name) => people.get(name) as HttpClient,
    stop: async () => {
      await owner.destroy()
      await product.stop()
    },
  }
}

/** A record on Ana's caseload whose referral Pat's agency has opened, before anything of it was added. */
async function idsOfAna(owner: Database): Promise<Ids> {
  const { rows } = await sql<Record<string, string>>`
    select client.id as client, client_need.id as need, referral.id as referral, referral.service_id as service,
      service.organization_id as organization, client.organization_id as care, account.id as ana, agency.id as agency
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
  return ids
}

/** The record with a consent and a file of the referral, as Ana would add them. */
async function withPapers(product: Product, ids: Record<string, string>): Promise<Ids> {
  const db = connect(product.servers.databaseUrl, { max: 1 })
  const actor: Actor = {
    role: 'coordinator',
    accountId: ids.ana ?? '',
    organizationId: ids.care ?? '',
    via: 'scan',
  }
  const ctx: Ctx = { db, actor, now: new Date(), requestId: randomUUID() }
  try {
    const consent = await transact(ctx, (tx) =>
      saveConsent(tx, ctx, {
        clientId: ids.client ?? '',
        mode: 'authorization',
        agencyId: ids.agency ?? '',
        fields: ['name'],
        method: 'voice',
        locale: 'en',
        expiresOn: '2099-12-31',
        record: { signature: 'Somebody', witness: 'Somebody else' },
      }),
    )
    const bytes = Buffer.from('%PDF-1.4\n%%EOF\n')
    const file = await attachToReferral(ctx, ids.referral ?? '', { name: 'letter.pdf', bytes })
    return { ...ids, consent, file }
  } finally {
    await db.destroy()
  }
}

/** Ids of the same kinds that nothing has. */
export function nowhere(): Ids {
  return Object.fromEntries(
    ['client', 'need', 'referral', 'service', 'organization', 'consent', 'file'].map((name) => [
      name,
      randomUUID(),
    ]),
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
    .replace('[fileId]', known.file ?? '')
    .replace('[serviceId]', known.service ?? '')
    .replace('organizations/[id]', `organizations/${known.organization ?? ''}`)
    .replace('[id]', known.service ?? '')
    .replace('[token]', known.token ?? 'x.y')
    .replace('[...nextauth]', 'session')
    .replace('[...rest]', 'no/such/page')
    .replace(/\[\w+\]/g, randomUUID())
  return parts[0] === 'api' ? `/${path}` : `/en${path ? `/${path}` : ''}`
}
