import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '#base/runtime/start-error.ts'

const ROOT = join(import.meta.dirname, '..')
/** Beside the build that it describes. */
const STAMP = join(ROOT, '.next/handrail-build')

const SOURCES = [
  ...['app', 'lib', 'data', 'public'],
  ...['next.config.ts', 'proxy.ts', 'instrumentation.ts', 'instrumentation-client.ts'],
  ...['postcss.config.mjs', 'tsconfig.json', 'package.json', 'package-lock.json'],
]

/** Names this version: everything that goes into the build. */
export function sourcesHash(): string {
  const hash = createHash('sha256')
  const add = (path: string) => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  }
  for (const source of SOURCES) {
    if (!existsSync(join(ROOT, source))) continue
    if (source.includes('.')) {
      add(source)
      continue
    }
    const files = readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
      .filter((file) => !file.startsWith('lib/testing/'))
    for (const file of files.sort()) add(file)
  }
  return hash.digest('hex')
}

export function isBuilt(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesHash()
}

/**
 * Builds the web pages when no build of these sources stands.
 * @throws StartError with the build's own output when it fails.
 */
export async function ensureBuilt(say: (line: string) => void, stopping?: AbortSignal): Promise<void> {
  if (isBuilt()) return
  const hash = sourcesHash()
  try {
    rmSync(STAMP, { force: true })
  } catch (error) {
    throw new StartError(
      `The folder .next cannot be written (${(error as Error).message}).`,
      'It belongs to another user: delete it as that user, or start from a clone of your own.',
    )
  }
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  say('Building the pages: the first start of a version takes about a minute.')
  const timer = setInterval(() => say(`  still building (${seconds()} s)`), 10_000)
  try {
    await build(stopping)
  } finally {
    clearInterval(timer)
  }
  writeFileSync(STAMP, hash)
  say(`Built in ${seconds()} s.`)
}

function build(stopping: AbortSignal | undefined): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output = (output + data).slice(-6000)
    })
  const stop = () => child.kill('SIGTERM')
  stopping?.addEventListener('abort', stop, { once: true })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      stopping?.removeEventListener('abort', stop)
      if (code === 0) resolve()
      else if (stopping?.aborted) reject(stopping.reason)
      else
        reject(
          new StartError(
            `The pages could not be built:\n${output.trim()}`,
            'Mend what it names, then start again.',
          ),
        )
    })
  })
}
