import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ROUTES } from './routes.ts'

const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((path) =>
  /(^|\/)(page|route)\.tsx?$/.test(path),
)
const nameOf = (path: string) => path.replace(/^\[locale\]\//, '')

/** The roles of the page's own `requireRole(locale, [...], …)`; undefined when it asks nobody. */
function asked(source: string): string[] | undefined {
  const list = /requireRole\(\s*locale,\s*\[([^\]]*)\]/.exec(source)?.[1]
  return list?.split(',').flatMap((role) => role.match(/'([^']+)'/)?.[1] ?? [])
}

describe('routes', () => {
  it('has an entry for every page and every endpoint, and no other', () => {
    expect(files.map(nameOf).sort()).toEqual(Object.keys(ROUTES).sort())
  })

  it.each(files)('%s asks for the roles of the table before it reads anything', (file) => {
    const source = readFileSync(`app/${file}`, 'utf8')
    const admission = ROUTES[nameOf(file)]
    const roles = asked(source)
    if (admission === undefined || typeof admission === 'string') expect(roles).toBeUndefined()
    else expect(roles?.sort()).toEqual([...admission].sort())
    if (Array.isArray(admission))
      expect(source.indexOf('requireRole('), 'nothing is awaited from the database before').toBeLessThan(
        source.search(/orNotFound\(|read[A-Z]\w+\(|list[A-Z]\w+\(/) >>> 0,
      )
  })

  it.each(files.filter((file) => file.includes('(link)')))(
    '%s finds the link by its token and never by an id',
    (file) => {
      expect(readFileSync(`app/${file}`, 'utf8')).toMatch(/token/)
    },
  )
})
