import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { proofCookie } from '#app/[locale]/(link)/answer/[token]/proof.ts'
import type { Actor, Role } from '#base/access/actor.ts'
import { linkToken } from '#base/core/link-token.ts'
import { keyedDigest } from '#base/core/seal.ts'
import { connect } from '#base/db/client.ts'
import { type Ctx, type Database, systemCtx, transact } from '#base/db/context.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { saveConsent } from '#refer/consent/commands.ts'
import { linkFor, tokenHash } from '#refer/notifications/store.ts'
import { attachToReferral } from '#refer/referrals/commands/attach.ts'
import { ROUTES } from '#web/routes.ts'
import { HttpClient, type Product, startProduct } from './product.ts'

/**
 * What a scan looks at: the product with its demo community, a browser signed in as each of its people, and the ids of
 * one record that is Ana's and Sam's alone, with a referral that Pat's agency received.
 */
export const PEOPLE = ['ana', 'ben', 'sam', 'stu', 'ada', 'pat', 'ceci', 'hugo'] as const
export type Name = (typeof PEOPLE)[number]

/** Ids by what they are of: client, need, referral, service, organization, agency, consent, file. */
export type Ids = Readonly<Record<string, string>>

export type ScanTarget = {
  product: Product
  owner: Database
  ids: Ids
  /** The secrets of live links: the client's own page and the agency's, of this record and of somebody else's. */
  tokens: Readonly<Record<'client' | 'agency' | 'otherClient' | 'otherAgency', string>>
  visitor(): HttpClient
  /** A browser that has proven the mailbox of an agency's link. */
  proven(token: string): Promise<HttpClient>
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
  const found = await idsOfAna(owner)
  return {
    product,
    owner,
    ids: await withPapers(product, found),
    tokens: await tokensOf(product, owner, found),
    visitor,
    proven: (token) => provenBrowser(owner, visitor(), token),
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

/** Live links of the record, and of a record of another client at another agency, as their mails would carry them. */
async function tokensOf(product: Product, owner: Database, ids: Ids): Promise<ScanTarget['tokens']> {
  const other = await owner
    .selectFrom('referral')
    .select(['id', 'client_id', 'agency_id'])
    .where('sent_at', 'is not', null)
    .where('closed_at', 'is', null)
    .where('client_id', '<>', ids.client ?? '')
    .where('agency_id', '<>', ids.agency ?? '')
    .limit(1)
    .executeTakeFirstOrThrow()
  const db = connect(product.servers.databaseUrl, { max: 1 })
  try {
    return await transact(systemCtx(db, 'scan'), async (tx) => {
      const token = async (link: Parameters<typeof linkFor>[2]) =>
        linkToken(keyring(), await linkFor(tx, new Date(), link))
      const pages = async (clientId: string, referralId: string, agencyId: string) => ({
        client: await token({ kind: 'client', clientId }),
        agency: await token({ kind: 'agency', clientId, referralId, agencyId }),
      })
      const own = await pages(ids.client ?? '', ids.referral ?? '', ids.agency ?? '')
      const others = await pages(other.client_id, other.id, other.agency_id)
      return { ...own, otherClient: others.client, otherAgency: others.agency }
    })
  } finally {
    await db.destroy()
  }
}

/** The code went to the mailbox and came back: what is left of that is the digest of what the browser keeps. */
async function provenBrowser(owner: Database, browser: HttpClient, token: string): Promise<HttpClient> {
  await owner
    .updateTable('access_link')
    .set({ proof_hash: keyedDigest(keyring(), 'proof', PROOF), proven_at: new Date() })
    .where('token_hash', '=', tokenHash(token))
    .execute()
  browser.keep(proofCookie(token), PROOF)
  return browser
}

const PROOF = 'proof-of-a-scan'

/** Ids of the same kinds that nothing has. */
export function nowhere(): Ids {
  return Object.fromEntries(
    ['client', 'need', 'referral', 'service', 'organization', 'agency', 'consent', 'file'].map((name) => [
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
    .replace('[agencyId]', known.agency ?? '')
    .replace('[serviceId]', known.service ?? '')
    .replace('organizations/[id]', `organizations/${known.organization ?? ''}`)
    .replace('[id]', known.service ?? '')
    .replace('[token]', known.token ?? 'x.y')
    .replace('[...nextauth]', 'session')
    .replace('[...rest]', 'no/such/page')
    .replace(/\[\w+\]/g, randomUUID())
  return parts[0] === 'api' ? `/${path}` : `/en${path ? `/${path}` : ''}`
}

/** The role of each, as the demo gives it. */
export const ROLE_OF: Readonly<Record<Name, Role>> = {
  ana: 'coordinator',
  ben: 'coordinator',
  sam: 'supervisor',
  stu: 'steward',
  ada: 'administrator',
  pat: 'agency-staff',
  ceci: 'agency-admin',
  hugo: 'agency-staff',
}

/** Where a route stands open and to whose browser: somebody of the first role it admits, or who holds its link. */
export async function opened(
  target: ScanTarget,
  route: string,
): Promise<{ browser: HttpClient; address: string }> {
  const admission = ROUTES[route] ?? 'anyone'
  const own = { ...target.ids, token: target.tokens[route.includes('/answer/') ? 'agency' : 'client'] }
  const address = addressOf(route, own)
  if (admission === 'link') return { browser: await target.proven(target.tokens.agency), address }
  const name = PEOPLE.find((each) => !Array.isArray(admission) || admission.includes(ROLE_OF[each]))
  return { browser: name ? target.person(name) : target.visitor(), address }
}

/** What is typed where something else belongs. */
export const PAYLOADS = [
  "' or 1=1 --",
  '"><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '{{7*7}}',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '\u0000',
  'a\r\nSet-Cookie: x=1',
  '; select pg_sleep(5) --',
  '$(sleep 5)',
  'A'.repeat(3000),
  '\u202Eevil',
  '-1',
  '1e309',
  '[]',
  '__proto__',
]

/** Several of them in one, for what is tried one field at a time. */
export const MANY_AT_ONCE = `'"><script>alert(1)</script>\u0000\u202E{{7*7}}; select 1 --`

/** Whether something of them stands in a page as markup. */
export const ECHOED = /<script>alert|<img src=x onerror/
