import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PERMISSIONS } from '#base/access/permissions.ts'
import { ACTIONS, type ActionRule } from './actions.ts'

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
function importsOf(source: string): Map<string, string> {
  const found = source.matchAll(/import \{([^}]*)\} from '[#]((?:base|refer|find)\/[^']*)'/g)
  return new Map(
    [...found].flatMap(([, names = '', path = '']) =>
      names.split(',').flatMap((name) => {
        const bare = name
          .trim()
          .split(' as ')[0]
          ?.replace(/^type /, '')
        return bare ? [[bare, `lib/${path}`] as const] : []
      }),
    ),
  )
}

const asked = /requirePermission\(\s*[^,]+,\s*'([^']+)'/g

/** The permissions that a function asks for itself or through those of its own file that it calls. */
function permissionsOf(file: string, name: string, seen = new Set<string>()): string[] {
  if (!existsSync(file) || seen.has(`${file} ${name}`)) return []
  seen.add(`${file} ${name}`)
  const source = readFileSync(file, 'utf8')
  const from = source.search(new RegExp(`^(export )?(async )?function ${name}\\b`, 'm'))
  if (from < 0) return []
  const length = source.slice(from).search(/^}/m)
  const body = source.slice(from, from + length)
  const own = [...body.matchAll(asked)].map(([, permission = '']) => permission)
  const called = [...body.matchAll(/\b(\w+)\(/g)].map(([, callee = '']) => callee)
  const imports = importsOf(source)
  const beside = called.flatMap((callee) => permissionsOf(imports.get(callee) ?? file, callee, seen))
  return [...own, ...beside]
}

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

  it.each(entries)('$file $name asks what the table says', ({ text, source, rule }) => {
    const imports = importsOf(source)
    const called = [...text.matchAll(/\b(\w+)\b/g)].flatMap(([, name = '']) => {
      const file = imports.get(name)
      return file ? permissionsOf(file, name) : []
    })
    if (rule === 'link') expect(source).toMatch(/token/)
    else if (rule === 'account') {
      // Their own: by the session, or by the account that the command takes from whoever acts.
      expect(called.filter((permission) => !(permission in PERMISSIONS))).toEqual([])
      expect(called).toEqual([])
    } else if (rule !== 'anyone') expect(called).toContain(rule)
  })
})
