import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { aboutError } from './about-error.ts'
import { type LogFields, loggable } from './log.ts'

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
    ['an object', { route: { person: { age: 15 } } }],
    ['a place that is none', { frames: ['lib/base/log.ts:1:2', 'maria'] }],
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
    expect(aboutError(error).frames?.[0]).toMatch(/^lib\/base\/runtime\/log\.test\.ts:\d+:\d+$/)
  })

  it('takes nothing of a message for a frame, a class or a code', () => {
    const error = Object.assign(new Error('maria\n    at maria (/lib/maria.ts:1:2)'), {
      name: 'maria',
      code: 'maria, 15',
      cause: Object.assign(new TypeError('maria'), { name: 'Maria Error' }),
    })
    error.stack = `Error: maria\n    at ${process.cwd()}/lib/maria.ts:1:2\n    at (${process.cwd()}/package.json:1:2)`
    const said = JSON.stringify(loggable(aboutError(error)))
    expect(said.toLowerCase()).not.toContain('maria')
    expect(aboutError(error)).toMatchObject({ error: 'Error', cause: 'TypeError' })
    expect(aboutError(error).frames?.at(-1)).toBe('package.json:1:2')
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
