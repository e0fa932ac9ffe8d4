import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Locked = {
  link?: boolean
  integrity?: string
  resolved?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Locked>
}
const wanted = JSON.parse(readFileSync('package.json', 'utf8')) as Locked

/** Where Node would find a package from this one: beside it, or further out. */
function isLocked(from: string, name: string): boolean {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${place ? `${place}/` : ''}node_modules/${name}`]) return true
    if (!place) return false
  }
}

describe('the lock file', () => {
  it('pins every package to its content, fetched by https alone', () => {
    const loose = Object.entries(packages).filter(
      ([path, { link, integrity, resolved }]) =>
        path !== '' &&
        !link &&
        (!/^sha(512|256|384)-/.test(integrity ?? '') || !(resolved ?? 'https://').startsWith('https://')),
    )
    expect(loose.map(([path]) => path)).toEqual([])
  })

  it('is of this package.json', () => {
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const)
      expect(packages['']?.[kind], kind).toEqual(wanted[kind])
  })

  it('has an entry for everything that a locked package names', () => {
    const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !isLocked(path, name))
        .map((name) => `${path} → ${name}`),
    )
    expect(missing).toEqual([])
  })
})
