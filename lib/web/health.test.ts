import { describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { connect } from '#base/db/client.ts'
import { systemCtx, transact, visitorCtx } from '#base/db/context.ts'
import { freePort } from '#base/runtime/ports.ts'
import { connectSearch } from '#find/search/client.ts'
import { rebuildIndex } from '#find/search/commands/rebuild.ts'
import { useDatabase } from '#testing/database.ts'
import { hasMeilisearch, useMeilisearch } from '#testing/search-engine.ts'
import { readHealth } from './health.ts'

describe('health', () => {
  const database = useDatabase()
  const server = useMeilisearch()
  const engine = () => (hasMeilisearch ? connectSearch([server.url], server.key) : null)

  it.skipIf(!hasMeilisearch)('is well when the database and the index answer', async () => {
    const search = connectSearch([server.url], server.key)
    await rebuildIndex(systemCtx(database.db, 'test'), search)
    const health = await readHealth(visitorCtx(database.db), search)
    expect(health).toMatchObject({ status: 'ok', database: 'ok', search: 'ok', indexLagSeconds: 0 })
    expect(health.version).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('is degraded without a search engine, and when one does not answer', async () => {
    const silent = connectSearch([`http://127.0.0.1:${await freePort()}`])
    for (const absent of [null, silent])
      expect(await readHealth(visitorCtx(database.db), absent)).toMatchObject({
        status: 'degraded',
        search: 'down',
      })
  })

  it('says how long changes have waited, and is degraded after a minute', async () => {
    const now = new Date()
    await transact(systemCtx(database.db, 'test'), (tx) =>
      tx
        .insertInto('search_pending')
        .values({ service_id: newId(), since: new Date(now.getTime() - 90_000) })
        .execute(),
    )
    expect(await readHealth(visitorCtx(database.db, now), engine())).toMatchObject({
      status: 'degraded',
      database: 'ok',
      indexLagSeconds: 90,
    })
  })

  it('is down when the database is gone', async () => {
    const gone = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    expect(await readHealth(visitorCtx(gone), engine())).toMatchObject({
      status: 'down',
      database: 'down',
      indexLagSeconds: null,
    })
    await gone.destroy()
  })
})
