import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'

const LONG = 2_000_000

it('hands a long report over to a slow reader before it leaves', async () => {
  const program = `import { exitWhenWritten } from '${import.meta.dirname}/exit.ts'
    process.stdout.write('x'.repeat(${LONG})); await exitWhenWritten(3)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program])
  const exited = once(child, 'exit')
  await pause(300) // the reader is late: the pipe is full by now
  let read = 0
  for await (const chunk of child.stdout) read += (chunk as Buffer).length
  expect({ read, code: (await exited)[0] }).toEqual({ read: LONG, code: 3 })
})
