import { sql } from 'kysely'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { makeKey, seal } from '#base/core/seal.ts'
import { connect } from '#base/db/client.ts'
import { systemCtx, transact } from '#base/db/context.ts'
import { readConfig } from '#base/runtime/config.ts'
import { keyring } from '#base/runtime/keyring.ts'
import { deriveListings } from '#find/directory/derive.ts'
import { connectSearch } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { useDatabase } from '#testing/database.ts'
import { givenListing } from '#testing/given-listing.ts'
import { hasMeilisearch, useMeilisearch } from '#testing/search-engine.ts'
import { CHECKS } from './checks.ts'
import type { CommandMeans } from './command.ts'

/** A transaction of another test file on the same server holds the sealer back until it ends. */
const SETTLES = { timeout: 15_000 }

describe('the doctor', () => {
  const database = useDatabase()
  const engine = useMeilisearch()

  function means(change: Partial<CommandMeans['servers']> = {}): CommandMeans {
    const servers = {
      databaseUrl: database.url,
      ownerUrl: database.url,
      readUrl: undefined,
      meilisearch: hasMeilisearch ? { urls: [engine.url], key: engine.key } : null,
      ...change,
    }
    return {
      ctx: systemCtx(database.db, 'doctor'),
      config: readConfig({ ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS }),
      servers,
    }
  }
  const check = (name: string) => {
    const found = CHECKS.find((entry) => entry.name === name)
    if (!found) throw new Error(`no check is called ${name}`)
    return found
  }
  const look = (name: string, change?: Partial<CommandMeans['servers']>) => check(name).look(means(change))

  it('finds a migrated database well', async () => {
    expect(await look('database')).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/^PostgreSQL \d+/),
    })
    expect(await look('migrations')).toMatchObject({ state: 'ok' })
    expect(await look('jobs')).toMatchObject({ state: 'ok' })
  })

  it('says when row policies do not bind what the web signs in as', async () => {
    expect(await look('web login')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('owns the database'),
      remedy: expect.stringContaining('DATABASE_WEB_URL'),
    })
    const name = `web_${newId().replaceAll('-', '')}`
    await sql
      .raw(`create role ${name} login noinherit; grant handrail_app to ${name}`)
      .execute(database.owner)
    const bound = Object.assign(new URL(database.url), { username: name }).href
    expect(await look('web login', { databaseUrl: bound })).toMatchObject({ state: 'ok' })
    expect(await look('web login', { databaseUrl: bound, readUrl: database.url })).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('DATABASE_READ_URL'),
    })
    await sql.raw(`drop role ${name}`).execute(database.owner)
  })

  it('says that an identity provider without mail domains links nobody', async () => {
    const provider = {
      OIDC_ISSUER: 'https://identity.example',
      OIDC_CLIENT_ID: 'handrail',
      OIDC_CLIENT_SECRET: 'a secret of this test',
    }
    const looked = (env: Record<string, string>) =>
      check('identity provider').look({ ...means(), config: readConfig(env) })
    expect(await looked({})).toMatchObject({ state: 'ok' })
    expect(await looked({ ...provider, OIDC_DOMAINS: 'riverbend.example' })).toMatchObject({ state: 'ok' })
    expect(await looked(provider)).toMatchObject({
      state: 'wrong',
      remedy: expect.stringContaining('OIDC_DOMAINS'),
    })
  })

  it('says that an empty directory wants a feed', async () => {
    expect(await look('listings')).toMatchObject({
      state: 'note',
      remedy: expect.stringContaining('npm run import'),
    })
  })

  it('names jobs that were given up', async () => {
    await sql`select graphile_worker.add_job('mail.send', '{}', max_attempts => 1)`.execute(database.owner)
    await sql`update graphile_worker._private_jobs set attempts = max_attempts`.execute(database.owner)
    expect(await look('jobs')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('mail.send (1)'),
    })
  })

  it('names listings whose field and words disagree about who may come', async () => {
    expect(await look('eligibility')).toMatchObject({ state: 'ok' })
    await transact(systemCtx(database.db, 'test'), async (tx) => {
      const id = await givenListing(tx, 'Evening School', {
        minimum_age: 18,
        eligibility_description: 'Ages 21 and older.',
      })
      await deriveListings(tx, [id], new Date())
    })
    expect(await look('eligibility')).toMatchObject({
      state: 'note',
      says: expect.stringContaining('Evening School'),
    })
  })

  it('sees that the trail is sealed no longer, and seals it', async () => {
    const minute = (ago: number) => new Date(Date.now() - ago * 60_000)
    const line = (at: Date) =>
      database.owner
        .insertInto('audit_event')
        .values({ role: 'system', action: 'test:line', entity: 'x', at })
        .execute()
    const seal = () => check('audit').repair?.(means())
    await expect.poll(seal, SETTLES).not.toContain('long transaction')
    await line(minute(2))
    expect(await look('audit')).toMatchObject({ state: 'ok' })
    // Stopped in the minute before it was to be sealed.
    await line(minute(14))
    await database.owner
      .updateTable('audit_event')
      .set({ at: minute(13) })
      .where('at', '>', minute(3))
      .execute()
    expect(await look('audit')).toMatchObject({ state: 'note', says: expect.stringContaining('2 lines') })
    // Work goes on, and nobody seals.
    await line(minute(0))
    expect(await look('audit')).toMatchObject({
      state: 'wrong',
      says: expect.stringMatching(/3 lines .* oldest for 14 minutes. Sealing has stopped/),
      remedy: expect.stringContaining('npm start'),
    })
    await expect.poll(seal, SETTLES).toContain('Sealed 3 lines')
    expect(await look('audit')).toMatchObject({ state: 'ok' })
  })

  it('does without a search engine, and says what that costs', async () => {
    expect(await look('search', { meilisearch: null })).toMatchObject({ state: 'note' })
    expect(await look('index', { meilisearch: null })).toMatchObject({ state: 'ok' })
  })

  it('names a search engine that does not answer', async () => {
    const silent = { urls: ['http://127.0.0.1:1'], key: undefined }
    expect(await look('search', { meilisearch: silent })).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('http://127.0.0.1:1'),
    })
  })

  it.skipIf(!hasMeilisearch)('finds a document that belongs to no listing, and takes it out', async () => {
    const search = connectSearch([engine.url], engine.key)
    await rebuildIndex(systemCtx(database.db, 'test'), search)
    expect(await look('index')).toMatchObject({ state: 'ok' })
    const id = newId()
    await search.shards[0]?.api
      .index('services')
      .addDocuments([{ id, service_id: newId() }])
      .waitTask()
    expect(await look('index')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('1 documents are extra'),
    })
    await check('index').repair?.(means())
    expect(await look('index')).toMatchObject({ state: 'ok' })
  })

  describe('on a database of no version', () => {
    let url: string
    const admin = () => postgres(database.url, { max: 1, onnotice: () => {} })
    beforeAll(async () => {
      url = database.url.replace(/[^/]+$/, 'bare_database')
      const client = admin()
      await client`create database bare_database`
      await client.end()
    })
    afterAll(async () => {
      const client = admin()
      await client`drop database bare_database with (force)`
      await client.end()
    })
    it('names the migrations that have not run', async () => {
      const finding = await look('migrations', { ownerUrl: url })
      expect(finding).toMatchObject({ state: 'wrong', says: expect.stringContaining('directory') })
    })
  })

  it('asks for a person to check the crisis lines', async () => {
    const finding = await look('crisis help')
    expect(finding).toMatchObject({ state: 'note', says: expect.stringContaining('988') })
  })

  it('wants the poverty guidelines of the year from March on', async () => {
    const at = (now: string) =>
      check('poverty guidelines').look({ ...means(), ctx: { ...means().ctx, now: new Date(now) } })
    expect(await at('2026-03-01T00:00:00Z')).toMatchObject({ state: 'ok' })
    expect(await at('2027-02-28T00:00:00Z')).toMatchObject({ state: 'ok' })
    expect(await at('2031-03-01T00:00:00Z')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('2031'),
    })
  })

  it('names what is still sealed with an older key, and seals it anew', async () => {
    const config = readConfig({ ENCRYPTION_KEYS: `${makeKey('newer')},${process.env.ENCRYPTION_KEYS}` })
    const owner = connect(database.url, { max: 1, asOwner: true })
    const id = newId()
    await owner
      .insertInto('client')
      .values({ id, record: seal(keyring(), { field: 'client.record', id }, '{}') })
      .execute()
    await owner
      .insertInto('access_link')
      .values({
        id: newId(),
        kind: 'client',
        token_hash: 'x',
        client_id: id,
        expires_at: '2099-12-31',
        key_id: 'test',
      })
      .execute()
    await owner.destroy()
    const keys = check('keys')
    expect(await keys.look(means())).toMatchObject({ state: 'ok' })
    const rotated = { ...means(), config }
    expect(await keys.look(rotated)).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('client.record (1)'),
    })
    expect(await keys.repair?.(rotated)).toBe('Sealed 1 values anew.')
    expect(await keys.look(rotated)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('Mailed links rest on older keys until 2099-12-31.'),
    })
  })

  it('leaves nothing in the database', async () => {
    await Promise.all(CHECKS.map(({ look }) => look(means())))
    const pending = await transact(means().ctx, (tx) => tx.selectFrom('search_pending').selectAll().execute())
    expect(pending).toEqual([])
  })
})
