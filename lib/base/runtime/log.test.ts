import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { aboutError, type LogFields, loggable } from './log.ts'

describe('a log line', () => {
  it('keeps ids, codes and counts', () => {
    const fields: LogFields = {
      requestId: '0190b8b5-7a3e-7c1e-9c55-5f3b7a3d1c22',
      route: '/[locale]/service/[id]',
      status: 200,
      milliseconds: 12.5,
      job: 'services.changed',
    }
    expect(loggable(fields)).toEqual(fields)
  })

  it.each([
    ['a field that is not on the list', { name: 'maria' }],
    ['a sentence', { code: 'my son takes drugs' }],
    ['a query', { route: '/search?text=shelter' }],
    ['an e-mail address', { job: 'maria@example.org' }],
    ['a text where a number belongs', { count: 'maria' }],
    ['an object', { at: { person: { age: 15 } } }],
  ])('never holds %s, whatever the types were told', (_what, fields) => {
    expect(loggable(fields as LogFields)).toEqual({})
  })

  it('says of an error what it is and where, not what it quotes', () => {
    const error = Object.assign(new RangeError('invalid input syntax for type date: "born in May"'), {
      code: '22007',
    })
    expect(aboutError(error)).toMatchObject({ error: 'RangeError', code: '22007' })
    expect(JSON.stringify(aboutError(error))).not.toContain('May')
    expect(aboutError('maria')).toEqual({ error: 'string' })
  })

  it('goes to standard error as one JSON object', () => {
    const script =
      "import { log } from './lib/base/runtime/log.ts'; log.warn('job.failed', { job: 'mail.send', attempt: 2 })"
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        encoding: 'utf8',
      },
    )
    expect(stdout).toBe('')
    expect(JSON.parse(stderr)).toMatchObject({ event: 'job.failed', job: 'mail.send', attempt: 2 })
  })
})
