import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { testFolder } from '#testing/folder.ts'
import { adoptPostgres, startPostgres } from './embedded-postgres.ts'
import { postgresIdentity } from './postgres-home.ts'
import { refOf, stopProcess } from './process.ts'

const folder = testFolder()

async function ask<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: 5 })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

describe('the embedded PostgreSQL', () => {
  it('asks for its password', async () => {
    const dir = join(folder, 'password/postgres')
    const server = await startPostgres({ dir, password: 'correct-horse-battery', fast: true })
    try {
      expect(await ask(server.url(), (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
      const wrong = server.url().replace('correct', 'wrong')
      await expect(ask(wrong, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' })
    } finally {
      await server.stop()
    }
    expect(existsSync(`${dir}.password`)).toBe(false)
  })

  it('never writes what somebody typed into its log', async () => {
    const dir = join(folder, 'log/postgres')
    const server = await startPostgres({ dir, fast: true })
    try {
      await ask(server.url(), async (sql) => {
        await sql`create table person (email text primary key)`
        await sql`insert into person values ('maria@example.org')`
        await expect(sql`insert into person values ('maria@example.org')`).rejects.toThrow('duplicate key')
        await expect(sql.unsafe(`select 'maria'::int`)).rejects.toThrow('maria')
      })
    } finally {
      await server.stop()
    }
    const log = readFileSync(`${dir}.log`, 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toContain('maria')
  })

  it('starts again after it was killed, and everything committed is there', async () => {
    const dir = join(folder, 'killed/postgres')
    const first = await startPostgres({ dir })
    await ask(first.url(), async (sql) => {
      await sql`create table kept (n int)`
      await sql`insert into kept values (7)`
    })
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    const second = await startPostgres({ dir, port: first.port })
    expect(await ask(second.url(), (sql) => sql`select n from kept`)).toEqual([{ n: 7 }])
    await second.stop()
  })

  it('starts over a lock that names a living process which is no PostgreSQL', async () => {
    const dir = join(folder, 'lock/postgres')
    await (await startPostgres({ dir, fast: true })).stop()
    const stranger = spawn('sleep', ['60'], postgresIdentity)
    const pid = stranger.pid ?? 0
    writeFileSync(join(dir, 'postmaster.pid'), [pid, dir, 1700000000, 5432, '', '127.0.0.1', ''].join('\n'))
    const said: string[] = []
    try {
      const server = await startPostgres({ dir, fast: true, say: (line) => said.push(line) })
      await server.stop()
    } finally {
      stranger.kill()
    }
    expect(said.join()).toContain(`names process ${pid}, which is no PostgreSQL`)
  })

  it('refuses a second server on the same folder, and finds the first', async () => {
    const dir = join(folder, 'twice/postgres')
    const server = await startPostgres({ dir, fast: true })
    try {
      await expect(startPostgres({ dir, fast: true })).rejects.toThrow(
        `already runs on ${dir} as process ${server.pid}`,
      )
      expect(adoptPostgres(dir)).toMatchObject({ pid: server.pid, port: server.port })
    } finally {
      await server.stop()
    }
    expect(adoptPostgres(dir)).toBeUndefined()
    expect(refOf(server.pid)).toBeUndefined()
  })

  it('makes a data folder again that an earlier start left half made', async () => {
    const dir = join(folder, 'half/postgres')
    mkdirSync(`${dir}.making/base`, { recursive: true })
    const said: string[] = []
    const server = await startPostgres({ dir, fast: true, say: (line) => said.push(line) })
    await server.stop()
    expect(said.join()).toContain('cut short')
    expect(existsSync(`${dir}.making`)).toBe(false)
  })

  it('touches nothing in a folder that is not its own', async () => {
    const dir = join(folder, 'foreign/postgres')
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'letter.txt'), 'mine')
    await expect(startPostgres({ dir })).rejects.toThrow(
      /not a complete PostgreSQL data folder[\s\S]*delete it and start again/,
    )
    expect(readFileSync(join(dir, 'letter.txt'), 'utf8')).toBe('mine')
  })

  it('says which version wrote the data', async () => {
    const dir = join(folder, 'old/postgres')
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'PG_VERSION'), '15\n')
    await expect(startPostgres({ dir })).rejects.toThrow(`The data in ${dir} was written by PostgreSQL 15`)
  })

  it('says so when its port is taken', async () => {
    const first = await startPostgres({ dir: join(folder, 'port-a/postgres'), fast: true })
    try {
      await expect(
        startPostgres({ dir: join(folder, 'port-b/postgres'), fast: true, port: first.port }),
      ).rejects.toThrow(/Address already in use/)
    } finally {
      await first.stop()
    }
  })
})

describe('a process', () => {
  it('is ended for good when it does not listen to SIGTERM', async () => {
    const deaf = spawn(process.execPath, [
      '-e',
      "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)",
    ])
    await new Promise((resolve) => deaf.stdout.once('data', resolve))
    const ref = refOf(deaf.pid ?? 0)
    if (!ref) throw new Error('the process did not start')
    await stopProcess(ref, { patience: 200 })
    expect(refOf(ref.pid)).toBeUndefined()
  })

  it('is not taken for a later one with the same number', async () => {
    const own = refOf(process.pid)
    await stopProcess({ pid: process.pid, started: '1' }) // would end this test
    expect(refOf(process.pid)).toEqual(own)
  })
})
