import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { extractLine } from '#find/eligibility/extract-line.ts'

/**
 * `npm run extract [-- <file>]`: eligibility prose to rules, JSON Lines in (standard input without a file), JSON Lines
 * out. A bad line is told on standard error with its number, costs the exit code, and stops nothing.
 */
const { positionals } = parseArgs({ allowPositionals: true })
const [file] = positionals
const input = file ? createReadStream(file) : process.stdin
if (process.stdin.isTTY && !file) console.error('Reading JSON Lines from standard input; end with Ctrl-D.')

let number = 0
let bad = 0
// Whoever reads the output may stop early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
try {
  for await (const json of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (json.trim() === '') continue
    const result = extractLine(json.replace(/^\uFEFF/, ''))
    if ('error' in result) {
      bad += 1
      console.error(`Line ${number}: ${result.error}`)
    } else if (!process.stdout.write(`${JSON.stringify(result.line)}\n`)) await once(process.stdout, 'drain')
  }
} catch (error) {
  console.error(`${file ?? 'Standard input'} cannot be read: ${(error as Error).message}`)
  process.exit(1)
}
process.exitCode = bad > 0 ? 1 : 0
