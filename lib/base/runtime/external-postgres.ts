import { hkdfSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import type { Config } from './config.ts'
import { StartError } from './start-error.ts'
import { canSignIn, letBecomeApp, makeWebLogin, quoted, type WebLogin, whyUnbound } from './web-login.ts'

export type Databases = {
  /** What web, handlers and commands connect with: a login that cannot become more than the application role. */
  databaseUrl: string
  /** What migrations and the job queue connect with: the owner of the tables. */
  ownerUrl: string
  /** A replica for reading the public directory, with the login of `databaseUrl` where the owner's was given. */
  readUrl: string | undefined
}

/**
 * How an operator's own PostgreSQL is reached. Given the owner of the tables alone, a login of the web is made beside it:
 * by this process, and the same by every other of the installation, because its password is derived from AUTH_SECRET.
 */
export async function externalPostgres(config: Config, ownerUrl: string): Promise<Databases> {
  const { databaseWebUrl: named, authSecret } = config
  const databaseUrl = named
    ? await mended(ownerUrl, named)
    : ((await webUrl(ownerUrl, authSecret)) ?? ownerUrl)
  return { databaseUrl, ownerUrl, readUrl: await readUrl(config.databaseReadUrl, ownerUrl, databaseUrl) }
}

/**
 * Says of each address that the web gets whether row policies bind it there.
 * @throws StartError when a login that was named for the web can pass them by
 */
export async function assertBound(
  config: Config,
  { databaseUrl, ownerUrl, readUrl }: Databases,
  say: (line: string) => void,
): Promise<void> {
  const reason = await whyUnbound(databaseUrl)
  if (reason && config.databaseWebUrl)
    throw new StartError(
      `The login of DATABASE_WEB_URL ${reason}, so that no row policy binds the web.`,
      HOW_TO_MAKE_ONE,
    )
  if (reason)
    say(
      `Warning: row policies do not bind the web. The login of DATABASE_URL ${reason}, and it cannot make one for the web.\n  ${HOW_TO_MAKE_ONE}`,
    )
  if (!readUrl || reason) return
  // A replica that is away is no reason to stop: its readers say so themselves.
  const reading = await whyUnbound(readUrl).catch(() => null)
  if (reading)
    say(
      `Warning: row policies do not bind the web at DATABASE_READ_URL. Its login ${reading}. Name there the login of ${config.databaseWebUrl ? 'DATABASE_WEB_URL' : new URL(ownerUrl).username || 'DATABASE_URL'}.`,
    )
}

export const HOW_TO_MAKE_ONE =
  "Have an administrator of the server run: create role handrail_web login noinherit password '…'; grant handrail_app to handrail_web; and set DATABASE_WEB_URL to the address with that login."

/** The address that an operator named for the web, its login granted what it needs where the owner may grant it. */
async function mended(ownerUrl: string, named: string): Promise<string> {
  if (await canSignIn(named)) return named
  const login = decodeURIComponent(new URL(named).username)
  await asOwner(ownerUrl, (client) => letBecomeApp(client, login))
  if (await canSignIn(named)) return named
  throw new StartError(
    'Nobody can sign in to PostgreSQL at DATABASE_WEB_URL and become the role handrail_app there.',
    HOW_TO_MAKE_ONE,
  )
}

/** The address with the web's own login, made or mended first where need be; null where that is not allowed. */
async function webUrl(ownerUrl: string, authSecret: string | undefined): Promise<string | null> {
  if (!authSecret) return null
  return asOwner(ownerUrl, async (client) => {
    const [row] = await client<{ database: string }[]>`select current_database() as database`
    const { database = '' } = row ?? {}
    const login = loginOf(database, authSecret)
    const url = withLogin(ownerUrl, login)
    if (!(await canSignIn(url))) await client.begin((tx) => provide(tx, database, login))
    return (await canSignIn(url)) ? url : null
  })
}

/** Null where the server refuses the owner what was asked: privileges, a rule for passwords. */
async function asOwner<T>(ownerUrl: string, ask: (client: postgres.Sql) => Promise<T>): Promise<T | null> {
  const client = postgres(ownerUrl, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    return await ask(client)
  } catch (error) {
    if (error instanceof postgres.PostgresError && /^(42|0L|22)/.test(error.code)) return null
    throw error
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** A name in PostgreSQL has 63 bytes at most. */
const nameOf = (database: string) =>
  `${Buffer.from(database).subarray(0, 59).toString('utf8').replaceAll('\uFFFD', '')}_web`

function loginOf(database: string, authSecret: string): WebLogin {
  const key = hkdfSync('sha256', authSecret, '', `handrail web login of ${database}`, 32)
  return { name: nameOf(database), password: Buffer.from(key).toString('base64url') }
}

/** Roles belong to the whole server: one of this name that somebody else made for something else is left alone. */
async function provide(tx: postgres.TransactionSql, database: string, login: WebLogin): Promise<void> {
  const mark = `The web of the Handrail in the database ${database}`
  await tx`select pg_advisory_xact_lock(hashtext('handrail web login'))`
  const [taken] = await tx<{ mark: string | null }[]>`
    select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = ${login.name}`
  if (taken && taken.mark !== mark) return
  await makeWebLogin(tx, login)
  await tx.unsafe(`comment on role ${quoted(login.name)} is '${mark.replaceAll("'", "''")}'`)
  const [may] = await tx<{ connect: boolean }[]>`
    select has_database_privilege(${login.name}, current_database(), 'connect') as connect`
  if (!may?.connect) await tx`grant connect on database ${tx(database)} to ${tx(login.name)}`
}

function withLogin(url: string, { name, password }: WebLogin): string {
  const changed = new URL(url)
  changed.username = encodeURIComponent(name)
  changed.password = password
  return changed.href
}

/** A replica has the roles of its primary, a moment later; one that is fed otherwise may have none of them. */
async function readUrl(given: string | undefined, ownerUrl: string, databaseUrl: string) {
  if (!given || new URL(given).username !== new URL(ownerUrl).username || databaseUrl === ownerUrl)
    return given
  const { username, password } = new URL(databaseUrl)
  const changed = Object.assign(new URL(given), { username, password }).href
  for (let tries = 0; tries < 5; tries++) {
    if (await canSignIn(changed)) return changed
    if (!(await canSignIn(given))) return changed
    await sleep(1000)
  }
  return given
}
