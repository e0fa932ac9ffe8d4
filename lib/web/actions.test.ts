import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ACTIONS, type ActionRule, LINK_DOORS } from './actions.ts'

/**
 * Next.js gives every function of a `use server` file an address. The table says who may post there; here it is compared
 * with what the functions and the commands behind them really ask.
 */
const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((path) => {
  if (!/\.tsx?$/.test(path) || path.endsWith('.test.ts')) return false
  return /^\s*['"]use server['"]/m.test(readFileSync(`app/${path}`, 'utf8'))
})
const folderOf = (path: string) => path.replace(/^\[locale\]\//, '').replace(/\/actions\.ts$/, '')

/** Each exported action with its own text. */
function actionsOf(source: string): Map<string, string> {
  const parts = source.split(/^(?=export )/m).slice(1)
  return new Map(
    parts.flatMap((part) => {
      const name = /^export (?:async function|const) (\w+)/.exec(part)?.[1]
      return name ? [[name, part] as const] : []
    }),
  )
}

/** `name` → the file of ours that it is imported from. */
function importsOf(file: string): Map<string, string> {
  const found = readFileSync(file, 'utf8').matchAll(
    /import \{([^}]*)\} from '(#(?:base|refer|find|web|app)\/|\.[^']*\/)([^']*)'/g,
  )
  return new Map(
    [...found].flatMap(([, names = '', place = '', path = '']) => {
      const from = place.startsWith('.')
        ? join(dirname(file), place, path)
        : `${place.startsWith('#app') ? '' : 'lib/'}${place.slice(1)}${path}`
      return names.split(',').flatMap((name) => {
        const bare = name
          .trim()
          .split(' as ')[0]
          ?.replace(/^type /, '')
        return bare ? [[bare, from] as const] : []
      })
    }),
  )
}

const asked = /requirePermission\(\s*[^,]+,\s*'([^']+)'/g

/** The text of a function of ours, and of every one that it calls, itself or through another. */
function reached(file: string, name: string, seen = new Set<string>()): string {
  if (!existsSync(file) || seen.has(`${file} ${name}`)) return ''
  seen.add(`${file} ${name}`)
  const source = readFileSync(file, 'utf8')
  const from = source.search(new RegExp(`^(export )?(async )?function ${name}\\b`, 'm'))
  if (from < 0) return ''
  const length = source.slice(from).search(/^}$/m)
  const text = source.slice(from, from + length)
  return reachedFrom(file, text, [...text.matchAll(/\b(\w+)\(/g)], seen)
}

/** The same from a piece of a file, and the names that it calls. */
function reachedFrom(
  file: string,
  text: string,
  names: Iterable<RegExpMatchArray>,
  seen = new Set<string>(),
): string {
  const imports = importsOf(file)
  const texts = [...names].map(([, name = '']) => reached(imports.get(name) ?? file, name, seen))
  return [text, ...texts].join('\n')
}

/** What finds a link by its secret, and by nothing else: each is tried with false ones in link-doors.test.ts. */
const BY_SECRET = /\b(?:findLink|lockLink|linkOf)\(/
/** Who the session says it is, or the account of whoever acts. */
const BY_SESSION = /\bawait auth\(\)|\bcurrentSession\(|\bactor\.accountId\b/

const entries = files.flatMap((file) => {
  const source = readFileSync(`app/${file}`, 'utf8')
  return [...actionsOf(source)].map(([name, text]) => ({
    file,
    name,
    text,
    source,
    rule: ACTIONS[folderOf(file)]?.[name] as ActionRule | undefined,
  }))
})

describe('actions', () => {
  it('stand in files of their own, where this test finds them', () => {
    expect(files.filter((file) => !file.endsWith('actions.ts'))).toEqual([])
  })

  it('have an entry each, and there is no other', () => {
    const found = entries.map(({ file, name }) => `${folderOf(file)} ${name}`)
    const listed = Object.entries(ACTIONS).flatMap(([folder, names]) =>
      Object.keys(names).map((name) => `${folder} ${name}`),
    )
    expect(found.sort()).toEqual(listed.sort())
  })

  it.each(entries)('$file $name asks what the table says', ({ file, text, rule }) => {
    // A command may be named without being called: whoever gets it calls it.
    const all = reachedFrom(`app/${file}`, text, text.matchAll(/\b(\w+)\b/g))
    const permissions = [...all.matchAll(asked)].map(([, permission = '']) => permission)
    if (rule === 'link') expect(all).toMatch(BY_SECRET)
    else if (rule === 'account') {
      // Their own: by the session, or by the account that the command takes from whoever acts.
      expect(all).toMatch(BY_SESSION)
      expect(permissions).toEqual([])
    } else if (rule !== 'anyone') expect(permissions).toContain(rule)
  })

  it('that a link opens go through these doors, and no account is named by the form of its owner', () => {
    const doors = entries
      .filter(({ rule }) => rule === 'link')
      .flatMap(({ file, source }) => {
        const imports = importsOf(`app/${file}`)
        return [...imports].filter(
          ([name, from]) => new RegExp(`\\b${name}\\(`).test(source) && BY_SECRET.test(reached(from, name)),
        )
      })
      .map(([name]) => name)
    expect([...new Set(doors)].sort()).toEqual([...LINK_DOORS].sort())
    for (const { rule, text, name } of entries)
      if (rule === 'account') expect(text, name).not.toMatch(/\baccountId: (?:input|given|form)\b/)
  })
})
