import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findMeilisearch } from '#base/runtime/embedded-meilisearch.ts'
import { bringChromium, findChromium } from '../e2e/chromium.ts'
import { ensureBuilt } from './build.ts'

/** `npm test`: every check of the project. Ends with a line `N passed, N failed`, counted from the tools' reports. */
const ROOT = join(import.meta.dirname, '..')
const REPORTS = join(ROOT, 'test-results')
const say = (line: string) => console.log(line)

type Count = { passed: number; failed: number; skipped: number }
const total: Count = { passed: 0, failed: 0, skipped: 0 }
/** What could not run here, for the end of the report. */
const notRun: string[] = []

function run(script: string, arguments_: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...arguments_], {
    cwd: ROOT,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Starts a tool whose output is kept until somebody asks for it. */
function aside(script: string, ...arguments_: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...arguments_], {
    cwd: ROOT,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ code: 1, output: message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** One heading, its time, its count. Work that throws has failed. */
async function step(name: string, work: () => Promise<Count>): Promise<Count> {
  say(`\n== ${name}`)
  const since = Date.now()
  const count = await work().catch((error: Error): Count => {
    console.error(error.message)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key]
  const skipped = count.skipped ? `, ${count.skipped} skipped` : ''
  const seconds = Math.round((Date.now() - since) / 1000)
  say(`-- ${name}: ${count.passed} passed, ${count.failed} failed${skipped} (${seconds} s)`)
  return count
}

const one = (code: number): Count => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
const tool = (script: string, ...arguments_: string[]) => run(script, arguments_).then(one)

async function vitest(name: string, ...flags: string[]): Promise<Count> {
  const report = join(REPORTS, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run('vitest/vitest.mjs', ['run', ...flags, ...reporters], { NO_COLOR: '1' })
  if (!existsSync(report)) return one(1)
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  // A file that does not load has no tests to fail; it counts as one.
  const unloaded = (testResults as { status: string; assertionResults: unknown[] }[]).filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  const failed = numFailedTests + unloaded
  return {
    passed: numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  }
}

async function browserTests(): Promise<Count> {
  const found = (await findChromium()) ?? (await bringChromium(say))
  if (!found) {
    notRun.push(
      'Browser tests: there is no Chromium here and none could be brought. Install one, or name one with CHROMIUM_BIN.',
    )
    return { passed: 0, failed: process.env.CI ? 1 : 0, skipped: 0 }
  }
  say(`Chromium: ${found}`)
  const code = await run('@playwright/test/cli.js', ['test'], { CHROMIUM_BIN: found })
  const report = join(REPORTS, 'e2e.json')
  if (!existsSync(report)) return one(1)
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(report, 'utf8')).stats
  const failed = unexpected + flaky
  return { passed: expected, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
}

/** Known holes in what the product runs on, where an endpoint answers: whoever is offline is told so. */
async function dependencyAudit(): Promise<Count> {
  const [program, prefix] = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath]]
    : ['npm', []]
  const { stdout } = spawnSync(program, [...prefix, 'audit', '--omit=dev', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
  })
  const found = /"vulnerabilities"\s*:/.test(stdout)
    ? JSON.parse(stdout).metadata?.vulnerabilities
    : undefined
  if (!found) {
    notRun.push('Dependency audit: no endpoint answers here.')
    return { passed: 0, failed: 0, skipped: 0 }
  }
  say(`Known vulnerabilities: ${JSON.stringify(found)}`)
  return one(found.high + found.critical)
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
if (!process.env.MEILISEARCH_URL && !findMeilisearch(REPORTS))
  notRun.push(
    'Tests of Meilisearch: there is no program for this platform, so search ran on PostgreSQL alone.',
  )

await step('Format and lint', () => tool('@biomejs/biome/bin/biome', 'check', '.'))
await step('Types', async () => {
  const generated = await run('next/dist/bin/next', ['typegen'])
  return generated === 0 ? tool('typescript/bin/tsc', '--noEmit') : one(generated)
})
await step('Unused code', () => tool('knip/bin/knip.js'))
await step('Dependency audit', dependencyAudit)
await step('Schema', () => tool('tsx/dist/cli.mjs', 'indexer/schema.ts', '--verify'))
await step('Tests', () => vitest('tests'))
// One thinks and the other waits for disks and compilers: side by side they take the time of the longer.
const judged = aside('tsx/dist/cli.mjs', 'indexer/quality.ts')
const built = await step('Build', () => ensureBuilt(say).then(() => one(0)))
await step('Quality', async () => {
  const { code, output } = await judged
  process.stdout.write(output)
  return one(code)
})
if (built.failed === 0) {
  await step('The product started and stopped', () => vitest('stack', '--config', 'vitest.stack.config.ts'))
  await step('Browser tests', browserTests)
} else notRun.push('Browser tests and tests of npm start: the pages could not be built.')

say('')
for (const line of notRun) say(`Not run: ${line}`)
if (total.skipped > 0) say(`Skipped: ${total.skipped} (each says why above)`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
