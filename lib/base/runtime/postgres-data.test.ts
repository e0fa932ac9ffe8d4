import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { testFolder } from '#testing/folder.ts'
import { startPostgres } from './embedded-postgres.ts'
import { postgresData } from './postgres-data.ts'

const folder = testFolder()
const root = process.getuid?.() === 0

describe('the place of the data', () => {
  it('is inside DATA_DIR', () => {
    const dataDir = join(folder, 'plain')
    mkdirSync(dataDir)
    expect(postgresData(dataDir)).toEqual({ folder: join(dataDir, 'postgres'), elsewhere: false })
  })
})

describe.runIf(root)('the place of the data of root', () => {
  const home = join(folder, 'home')
  const dataDir = join(home, 'clone/.data')
  const elsewhere = () => postgresData(dataDir).folder
  afterAll(() => rmSync(dirname(elsewhere()), { recursive: true, force: true }))

  it('is one that PostgreSQL can reach when the clone is under a home of root alone, and it starts there', async () => {
    mkdirSync(dataDir, { recursive: true })
    chmodSync(home, 0o700)
    const place = postgresData(dataDir)
    expect(place.elsewhere).toBe(true)
    expect(place.folder.startsWith(home)).toBe(false)
    const server = await startPostgres({ dir: place.folder, fast: true })
    await server.stop()
    expect(existsSync(join(place.folder, 'PG_VERSION'))).toBe(true)
  })

  it('stays where it is when the home is opened later, and when DATA_DIR is moved', () => {
    const before = elsewhere()
    chmodSync(home, 0o755)
    expect(postgresData(dataDir)).toEqual({ folder: before, elsewhere: true })
    const moved = join(home, 'moved')
    renameSync(dataDir, moved)
    expect(postgresData(moved).folder).toBe(before)
    renameSync(moved, dataDir)
    expect(elsewhere()).toBe(before)
  })

  it('is not shared with a copy of DATA_DIR', () => {
    const copy = join(home, 'copy')
    cpSync(dataDir, copy, { recursive: true })
    expect(() => postgresData(copy)).toThrow(`${copy} is a copy of ${dataDir}`)
  })

  it('is named when it can no longer be reached, instead of starting empty elsewhere', async () => {
    const inside = join(home, 'inside/.data')
    mkdirSync(inside, { recursive: true })
    await (await startPostgres({ dir: postgresData(inside).folder, fast: true })).stop()
    chmodSync(join(home, 'inside'), 0o700)
    expect(() => postgresData(inside)).toThrow(/can no longer pass into .*chmod o\+x/s)
  })
})
