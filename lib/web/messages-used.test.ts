import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MESSAGES } from '#base/i18n/messages.ts'

const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.tsx'),
)

function holds(tree: unknown, path: string): boolean {
  const at = path
    .split('.')
    .reduce<unknown>((branch, part) => (branch as Record<string, unknown>)?.[part], tree)
  return at !== undefined
}

/** A page that asks for words that no file has shows the key to its reader, and only the log says so. */
describe('words that pages ask for', () => {
  it.each(files)('%s', (file) => {
    const source = readFileSync(`app/${file}`, 'utf8')
    const spaces = [...source.matchAll(/(?:getTranslations\(|namespace: )'([\w.]+)'/g)].map(
      ([, space]) => space ?? '',
    )
    if (spaces.length === 0) return
    const names = [...source.matchAll(/const (\w+) = await getTranslations\('/g)].map(([, name]) => name)
    const asked = names.flatMap((name) =>
      [...source.matchAll(new RegExp(`\\b${name}\\('([\\w.-]+)'`, 'g'))].map(([, key]) => key ?? ''),
    )
    const missing = asked.filter((key) => !spaces.some((space) => holds(MESSAGES.en, `${space}.${key}`)))
    expect(missing).toEqual([])
  })
})
