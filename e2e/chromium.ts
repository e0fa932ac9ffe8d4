import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

/** Debian's headless shell runs the same tests in half the time of the whole browser, so it comes first. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
]

/** As root there is no sandbox; the rest keeps the browser from asking the network for anything of its own. */
export const CHROMIUM_ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--no-first-run'],
]

/** A Chromium of this machine that really starts: CHROMIUM_BIN, Playwright's own, or one on the PATH. */
export async function findChromium(): Promise<string | undefined> {
  const onPath = NAMES.flatMap((name) =>
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  )
  for (const path of [process.env.CHROMIUM_BIN ?? '', chromium.executablePath(), ...onPath])
    if (path && existsSync(path) && (await starts(path))) return path
  return undefined
}

async function starts(executablePath: string): Promise<boolean> {
  try {
    await (await chromium.launch({ executablePath, args: CHROMIUM_ARGS, timeout: 30_000 })).close()
    return true
  } catch {
    return false
  }
}

/** Fetches one where none is: Playwright's installer, else Debian's package as root. Says what it tries. */
export async function bringChromium(say: (line: string) => void): Promise<string | undefined> {
  const root = process.getuid?.() === 0
  const ways: [string, string[]][] = [
    [process.execPath, ['node_modules/@playwright/test/cli.js', 'install', '--only-shell', 'chromium']],
    ...(root
      ? ([
          ['apt-get', ['update', '-q']],
          ['apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium-headless-shell']],
          ['apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium']],
        ] as [string, string[]][])
      : []),
  ]
  for (const [program, arguments_] of ways) {
    say(
      `No Chromium yet. Trying: ${[program === process.execPath ? 'node' : program, ...arguments_].join(' ')}`,
    )
    spawnSync(program, arguments_, {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 180_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const found = await findChromium()
    if (found) return found
  }
  return undefined
}
