import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** A process of its own that does one thing after its output was structured. */
function outputOf(doing: string) {
  const script = `
    import { requestFacts } from './lib/base/runtime/request.ts'
    import { structureOutput } from './lib/base/runtime/structured-output.ts'
    structureOutput('indexer')
    requestFacts.enterWith({ requestId: 'a-request', address: '' })
    const marked = (text = 'Zebra') => Object.assign(new RangeError(text + ' in the message'), {
      detail: 'Key (email)=(Zebra) already exists.', cause: new TypeError('Zebra in the cause'), code: '23505' })
    ${doing}`
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  )
  const lines = stderr
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { stdout, stderr, status, lines }
}

describe('a process whose output is structured', () => {
  it.each([
    ['an error that nobody catches', 'setTimeout(() => { throw marked() })', 'process.failed', 1],
    ['a promise that nobody catches', 'void Promise.reject(marked())', 'process.failed', 1],
    ['an error that a framework prints', "console.error('Zebra', marked())", 'request.failed', 0],
    ['one that it prints as a warning', 'console.warn(marked())', 'request.failed', 0],
  ])('says of %s its class, its code and where, and no word of it', (_what, doing, event, status) => {
    const found = outputOf(doing)
    expect(found.stderr).not.toContain('Zebra')
    expect(found.status).toBe(status)
    expect(found.lines).toEqual([
      expect.objectContaining({
        event,
        process: 'indexer',
        requestId: 'a-request',
        error: 'RangeError',
        cause: 'TypeError',
        code: '23505',
      }),
    ])
  })

  it('says of all else only that it was to be printed, and from where', () => {
    const { stderr, stdout, status, lines } = outputOf(`
      console.error('Zebra %s', 'Zebra')
      console.error({ name: 'Zebra' })
      console.trace('Zebra')
      console.assert(false, 'Zebra')
      process.stderr.write('Zebra')
      process.emitWarning('Zebra', 'Deprecated')
      setTimeout(() => { throw 'Zebra' }, 50)`)
    expect(stderr + stdout).not.toContain('Zebra')
    expect(status).toBe(1)
    const events = lines.map(({ event }) => event)
    const withheld = [
      'output.withheld',
      'output.withheld',
      'output.withheld',
      'output.withheld',
      'output.withheld',
    ]
    expect(events).toEqual([...withheld, 'process.warning', 'process.failed'])
    expect(lines[0]?.frames).toEqual(expect.arrayContaining([expect.stringMatching(/^lib\/.*:\d+:\d+$/)]))
  })

  it('prints nothing on standard output, and still calls back who wrote', () => {
    const { stdout, lines } = outputOf(
      "console.log('Zebra'); process.stdout.write('Zebra', () => process.stdout.write('Zebra', 'utf8', () => process.exit(7)))",
    )
    expect(stdout).toBe('')
    expect(lines).toEqual([])
  })

  it('tells of an error once, however many pass it on', () => {
    const { lines } = outputOf(
      'const it = marked(); console.error(it); console.error(it); void Promise.reject(it)',
    )
    expect(lines).toHaveLength(1)
  })
})
