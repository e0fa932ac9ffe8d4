import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Bottom first. A module may import itself and the modules before it, nothing else. */
const ORDER = [
  ...['core', 'access', 'i18n', 'runtime', 'db', 'audit', 'limits', 'outbox', 'mail', 'accounts'].map(
    (name) => `base/${name}`,
  ),
  ...['geo', 'taxonomy', 'eligibility', 'understanding', 'directory', 'curation', 'search', 'matching'].map(
    (name) => `find/${name}`,
  ),
  ...[
    'agencies',
    'clients',
    'files',
    'consent',
    'screenings',
    'referrals',
    'contacts',
    'plans',
    'notifications',
  ].map((name) => `refer/${name}`),
  ...['hsds', 'fhir', 'reports'].map((name) => `exchange/${name}`),
  'web',
]

/** `#find/geo/point.ts` → `find/geo`; `#web/paths.ts` → `web`. */
function moduleOf(path: string): string {
  const [band = '', name = ''] = path.split('/')
  return band === 'web' ? band : `${band}/${name}`
}

const bands = ['base', 'find', 'refer', 'exchange', 'web'].filter((band) => existsSync(`lib/${band}`))
const files = bands.flatMap((band) =>
  readdirSync(`lib/${band}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `lib/${band}/${path}`),
)

it.each(files)('%s imports only downwards', (file) => {
  const own = moduleOf(file.replace(/^lib\//, ''))
  expect(ORDER).toContain(own)
  const source = readFileSync(file, 'utf8')
  for (const [, specifier = ''] of source.matchAll(/(?:from|import\()\s*'#([^']+)'/g)) {
    if (/^(data|testing)\//.test(specifier)) continue
    const other = moduleOf(specifier)
    expect(ORDER.indexOf(other), `${file} imports #${specifier}`).toBeGreaterThanOrEqual(0)
    expect(ORDER.indexOf(other), `${file} imports #${specifier}`).toBeLessThanOrEqual(ORDER.indexOf(own))
  }
  if (own !== 'web') expect(source, 'only lib/web knows Next.js').not.toMatch(/from '(next|server-only)/)
})
