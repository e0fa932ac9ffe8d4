import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import postgres from 'postgres'

/** The role that everything but migrations runs under: it owns no table, so row policies bind it. */
export const APP_ROLE = 'handrail_app'

/** What the web signs in to PostgreSQL as. It may become the application role, and nothing else. */
export type WebLogin = { name: string; password: string }

type Owner = postgres.Sql | postgres.TransactionSql

const hasRole = async (owner: Owner, role: string) =>
  (await owner`select 1 from pg_roles where rolname = ${role}`).length > 0

/** Makes the application role and a login that may become it alone, or sets the login's password anew. */
export async function makeWebLogin(owner: Owner, { name, password }: WebLogin): Promise<void> {
  if (!(await hasRole(owner, name))) await owner`create role ${owner(name)} noinherit`
  await letBecomeApp(owner, name)
  await owner.unsafe(`alter role ${quoted(name)} login password '${scramVerifier(password)}'`)
}

/** Lets a login become the application role, which is made where there is none yet. */
export async function letBecomeApp(owner: Owner, login: string): Promise<void> {
  if (!(await hasRole(owner, APP_ROLE))) await owner`create role ${owner(APP_ROLE)} nologin nobypassrls`
  await owner`grant ${owner(APP_ROLE)} to ${owner(login)}`
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803). A statement cannot take a password as a parameter, and a
 * server that logs its statements would have written the password itself down.
 */
function scramVerifier(password: string): string {
  const [salt, rounds] = [randomBytes(16), 4096]
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest()
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`
}

/** Whether somebody can sign in at `url` and become the application role. */
export async function canSignIn(url: string): Promise<boolean> {
  try {
    await asking(url, (client) => client`select 1`, APP_ROLE)
    return true
  } catch {
    return false
  }
}

/** Each names what makes row policies no bound for a login. */
const UNBOUND = {
  owns: 'owns the database or its tables',
  bypasses: 'is a superuser or has BYPASSRLS',
  roles: 'may make roles',
  files: "may read or write the server's files or run its programs",
} as const

/**
 * Why row policies do not bind whoever signs in at `url`, counting all that its login may become; null when they do.
 * @throws what the server says when nobody can sign in there
 */
export async function whyUnbound(url: string): Promise<string | null> {
  const [found] = await asking(
    url,
    (client) => client<Record<keyof typeof UNBOUND, boolean>[]>`
      with mine as (select * from pg_roles where pg_has_role(session_user, oid, 'member'))
      select
        coalesce(bool_or(rolsuper or rolbypassrls), false) as bypasses,
        coalesce(bool_or(rolcreaterole), false) as roles,
        coalesce(bool_or(rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')), false)
          as files,
        exists (select from pg_database where datname = current_database() and datdba in (select oid from mine))
          or exists (select from pg_class where relkind in ('r', 'p') and relowner in (select oid from mine)
            and relnamespace in (select oid from pg_namespace where nspname in ('public', 'graphile_worker'))) as owns
      from mine`,
  )
  const reason = (Object.keys(UNBOUND) as (keyof typeof UNBOUND)[]).find((name) => found?.[name])
  return reason ? UNBOUND[reason] : null
}

async function asking<T>(
  url: string,
  ask: (client: postgres.Sql) => PromiseLike<T>,
  role?: string,
): Promise<T> {
  const client = postgres(url, {
    max: 1,
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: 'handrail', ...(role && { role }) },
  })
  try {
    return await ask(client)
  } finally {
    await client.end({ timeout: 5 })
  }
}
