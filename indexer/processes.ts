import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '#base/runtime/child.ts'
import type { Config } from '#base/runtime/config.ts'
import { whyNotFree } from '#base/runtime/ports.ts'
import { StartError } from '#base/runtime/start-error.ts'
import type { Running } from '#base/runtime/supervise.ts'

const ROOT = join(import.meta.dirname, '..')

/** Where a browser on this machine finds the site. */
export function addressOf({ host, port }: Pick<Config, 'host' | 'port'>): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** @throws StartError when nothing can listen where the site is to be. */
export async function assertPortFree({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const reason = await whyNotFree(port, host)
  if (reason === 'EADDRINUSE')
    throw new StartError(
      `Port ${port} on ${host} is taken by another program.`,
      `Stop that program, or choose another port: PORT=${port + 1} npm start`,
    )
  if (reason)
    throw new StartError(
      `Nothing can listen on ${host}, port ${port} (${reason}).`,
      'Choose an address of this machine with HOST and a port of 1024 or more with PORT.',
    )
}

/** The web process: the build that stands in `.next`. What it prints is dropped, what it complains of is shown. */
export function startWeb(config: Config, env: Record<string, string>): Running {
  const next = join(ROOT, 'node_modules/next/dist/bin/next')
  return startChild({
    node: [next, 'start', ROOT, '-H', config.host, '-p', String(config.port)],
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    quiet: true,
  })
}

export function startIndexer(env: Record<string, string>): Running {
  return startChild({ node: ['--import', 'tsx', join(ROOT, 'indexer/main.ts')], env })
}

/**
 * Resolves when the site answers, and with `wholly` when its index is built too, or twenty seconds later: without the
 * index searches are answered all the same.
 * @throws StartError when the web has ended or nothing answers within a minute.
 */
export async function whenAnswering(
  address: string,
  web: Running,
  { stopping, wholly }: { stopping: AbortSignal; wholly: boolean },
): Promise<void> {
  let ended = false
  void web.exited.then(() => {
    ended = true
  })
  const status = (): Promise<string | undefined> =>
    fetch(`${address}/api/health`, { signal: AbortSignal.timeout(5000) })
      .then((response) => response.json())
      .then((health: { status: string }) => health.status)
      .catch(() => undefined)
  const since = Date.now()
  for (; !stopping.aborted; await sleep(100)) {
    const answer = await status()
    if (answer === 'ok' || (answer !== undefined && (!wholly || Date.now() > since + 20_000))) return
    if (ended || Date.now() > since + 60_000)
      throw new StartError(
        'The web process does not answer.',
        'What it said stands above; npm run doctor may know more.',
      )
  }
}
