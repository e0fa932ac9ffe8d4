import { isId } from '#base/core/ids.ts'
import { isLocale } from '#base/i18n/locales.ts'
import { ROUTES } from '#web/routes.ts'

type Pattern = { name: string; parts: string[] }

/** The routes of the table as they stand in an address: without the folders that only group files. */
const PATTERNS: Pattern[] = Object.keys(ROUTES).map((file) => {
  const parts = file
    .split('/')
    .slice(0, -1)
    .filter((part) => !part.startsWith('('))
  const all = parts[0] === 'api' ? parts : ['[locale]', ...parts]
  return { name: `/${all.join('/')}`, parts: all }
})

/** More words that say themselves are a better match, `/clients/new` before `/clients/[clientId]`; the rest comes last. */
const dynamic = ({ parts }: Pattern) =>
  parts.filter((part) => part.startsWith('[')).length + (parts.at(-1)?.startsWith('[...') ? 100 : 0)
PATTERNS.sort((a, b) => dynamic(a) - dynamic(b))

function matches({ parts }: Pattern, path: readonly string[]): boolean {
  const rest = parts.at(-1)?.startsWith('[...')
  const fits = (part: string, index: number) => {
    const asked = path[index] ?? ''
    return part === '[locale]' ? isLocale(asked) : part.startsWith('[') || part === asked
  }
  return (rest ? path.length >= parts.length : path.length === parts.length) && parts.every(fits)
}

const find = (path: readonly string[]) => PATTERNS.find((pattern) => matches(pattern, path))

/**
 * Whether a path has something else than an id where its route has one. PostgreSQL would refuse it as an error; from
 * outside it is what every id is that leads nowhere.
 */
export function hasImpossibleId(pathname: string): boolean {
  const path = pathname.split('/').filter(Boolean)
  const parts = find(path)?.parts ?? []
  return parts.some((part, index) => /^\[(id|\w+Id)\]$/.test(part) && !isId(path[index] ?? ''))
}

/** The pattern of the route that a path belongs to, for logs: never the path, which holds ids and link tokens. */
export function routePattern(pathname: string): string {
  const path = pathname.split('/').filter(Boolean)
  if (path[0] === '_next') return '/_next'
  return find(path)?.name ?? 'other'
}
