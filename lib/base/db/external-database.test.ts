import { join } from 'node:path'
import { sql } from 'kysely'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testFolder } from '#testing/folder.ts'
import { readConfig } from '../runtime/config.ts'
import { type EmbeddedPostgres, startPostgres } from '../runtime/embedded-postgres.ts'
import { openServers } from '../runtime/servers.ts'
import { whyUnbound } from '../runtime/web-login.ts'
import { connect } from './client.ts'
import { migrate } from './migrate.ts'

/** A PostgreSQL of an operator's own, which asks for passwords and whose owners of databases are no superusers. */
describe('a database of one’s own', () => {
  const folder = testFolder()
  let server: EmbeddedPostgres
  let admin: postgres.Sql
  beforeAll(async () => {
    server = await startPostgres({
      dir: join(folder, 'own/postgres'),
      password: 'of-the-superuser',
      fast: true,
    })
    admin = postgres(server.url(), { max: 1, onnotice: () => {} })
  })
  afterAll(async () => {
    await admin.end()
    await server.stop()
  })

  const AUTH_SECRET = 'a secret that the installation shares'
  const at = (login: string, database: string) =>
    `postgres://${login}:password-of-${login}@127.0.0.1:${server.port}/${database}`

  /** @returns the address with the owner's login, who may do what `rights` say */
  async function givenDatabase(name: string, rights: string): Promise<string> {
    await admin.unsafe(`create role ${name}_owner login ${rights} password 'password-of-${name}_owner'`)
    await admin.unsafe(`create database ${name} owner ${name}_owner`)
    // Roles are the whole server's: the first owner made this one, and an administrator hands it to the others.
    const [made] = await admin`select 1 from pg_roles where rolname = 'handrail_app'`
    if (made && rights) await admin.unsafe(`grant handrail_app to ${name}_owner with admin option`)
    return at(`${name}_owner`, name)
  }

  /** As `npm start` opens it, with what it said. */
  async function started(dataDir: string, env: Record<string, string>) {
    const said: string[] = []
    const config = readConfig({
      DATA_DIR: join(folder, dataDir),
      ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS,
      AUTH_SECRET,
      MEILISEARCH_URL: 'http://127.0.0.1:9',
      ...env,
    })
    const servers = await openServers(config, { as: 'supervisor', say: (line) => said.push(line) })
    try {
      await migrate(servers.ownerUrl)
    } finally {
      await servers.release()
    }
    return { ...servers, said: said.join('\n') }
  }

  async function run(url: string, statement: string): Promise<readonly unknown[]> {
    const client = postgres(url, { max: 1, onnotice: () => {} })
    try {
      return await client.unsafe(statement)
    } finally {
      await client.end()
    }
  }

  it('gets a login for the web that owns nothing and cannot become who does', async () => {
    const url = await givenDatabase('county', 'createrole')
    const { databaseUrl, ownerUrl, said } = await started('county', { DATABASE_URL: url })
    expect(said).toBe('')
    expect(ownerUrl).toBe(url)
    expect(await run(databaseUrl, 'select session_user as name')).toEqual([{ name: 'county_web' }])
    expect(await whyUnbound(ownerUrl)).toBe('owns the database or its tables')
    expect(await whyUnbound(databaseUrl)).toBeNull()
    const db = connect(databaseUrl)
    expect(await db.selectFrom('client').select('id').execute()).toEqual([])
    expect((await sql<{ role: string }>`select current_user as role`.execute(db)).rows).toEqual([
      { role: 'handrail_app' },
    ])
    await db.destroy()
    // A forgotten role reads nothing at all, and a statement that escapes is nobody else.
    await expect(run(databaseUrl, 'select * from client')).rejects.toThrow('permission denied')
    for (const statement of [
      'set role county_owner',
      'alter table client disable row level security',
      'set role handrail_app; alter table client disable row level security',
      'create table public.t (n int)',
      'delete from audit_event',
      'set role handrail_app; delete from audit_event',
      'create role another',
    ])
      await expect(run(databaseUrl, statement), statement).rejects.toThrow(/permission denied|must be owner/)
  })

  it('is signed in to alike by every machine of the installation, and anew when AUTH_SECRET is another', async () => {
    const url = await givenDatabase('shared', 'createrole')
    const first = await started('first', { DATABASE_URL: url })
    const second = await started('second', { DATABASE_URL: url })
    expect(second.databaseUrl).toBe(first.databaseUrl)
    const command = await openServers(
      readConfig({
        DATA_DIR: join(folder, 'third'),
        DATABASE_URL: url,
        AUTH_SECRET,
        MEILISEARCH_URL: 'http://127.0.0.1:9',
      }),
      { as: 'command' },
    )
    await command.release()
    expect(command.databaseUrl).toBe(first.databaseUrl)
    const rotated = await started('first', {
      DATABASE_URL: url,
      AUTH_SECRET: 'another secret of the installation',
    })
    expect(rotated.databaseUrl).not.toBe(first.databaseUrl)
    expect(await run(rotated.databaseUrl, 'select session_user as name')).toEqual([{ name: 'shared_web' }])
    await expect(run(first.databaseUrl, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('is read from a replica with the login of the web, not of the owner', async () => {
    const url = await givenDatabase('replicated', 'createrole')
    const { databaseUrl, readUrl } = await started('replicated', {
      DATABASE_URL: url,
      DATABASE_READ_URL: `${url}?application_name=read`,
    })
    expect(readUrl).toBe(`${databaseUrl}?application_name=read`)
    expect(await whyUnbound(readUrl ?? '')).toBeNull()
  })

  it('says at the start when its owner cannot make a login, and takes one that is named', async () => {
    const url = await givenDatabase('managed', '')
    await admin`grant handrail_app to managed_owner`
    const before = await started('managed', { DATABASE_URL: url })
    expect(before.databaseUrl).toBe(url)
    expect(before.said).toContain('Warning: row policies do not bind the web.')
    expect(before.said).toContain('DATABASE_WEB_URL')
    await admin`create role managed_site login noinherit password 'password-of-managed_site'`
    const named = { DATABASE_URL: url, DATABASE_WEB_URL: at('managed_site', 'managed') }
    await expect(started('managed', named)).rejects.toThrow('become the role handrail_app')
    await admin`grant handrail_app to managed_site`
    const after = await started('managed', named)
    expect(after.databaseUrl).toBe(at('managed_site', 'managed'))
    expect(after.said).toBe('')
  })

  it('grants a named login what it needs where its owner may', async () => {
    const url = await givenDatabase('granting', 'createrole')
    await run(url, "create role granting_site login noinherit password 'password-of-granting_site'")
    const named = at('granting_site', 'granting')
    const { databaseUrl, said } = await started('granting', { DATABASE_URL: url, DATABASE_WEB_URL: named })
    expect({ databaseUrl, said }).toEqual({ databaseUrl: named, said: '' })
  })

  it('does not start with a login for the web that can pass the policies by', async () => {
    const url = await givenDatabase('careless', 'createrole')
    await started('careless', { DATABASE_URL: url })
    await admin`create role careless_member login password 'password-of-careless_member'`
    await admin`grant careless_owner, handrail_app to careless_member`
    await admin`create role careless_bypass login bypassrls password 'password-of-careless_bypass'`
    await admin`grant handrail_app to careless_bypass`
    for (const [named, reason] of [
      [url, 'owns the database'],
      [at('careless_member', 'careless'), 'owns the database'],
      [at('careless_bypass', 'careless'), 'BYPASSRLS'],
    ] as const)
      await expect(started('careless', { DATABASE_URL: url, DATABASE_WEB_URL: named })).rejects.toThrow(
        reason,
      )
  })

  it('leaves a login alone that has the name and is somebody else’s', async () => {
    const url = await givenDatabase('taken', 'createrole')
    await run(url, "create role taken_web login password 'of-another-program'")
    const { databaseUrl, said } = await started('taken', { DATABASE_URL: url })
    expect(databaseUrl).toBe(url)
    expect(said).toContain('row policies do not bind the web')
    expect(
      await run(
        at('taken_web', 'taken').replace('password-of-taken_web', 'of-another-program'),
        'select 1 as n',
      ),
    ).toEqual([{ n: 1 }])
  })
})
