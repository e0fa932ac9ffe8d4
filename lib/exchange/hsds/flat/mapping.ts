import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { SHAPES } from '#find/directory/feed/entities.ts'
import { childEntity } from '../nested/walk.ts'
import { FeedError } from '../open/model.ts'

/** Records that one row may speak of; everything else hangs on one of them. */
export const ROOTS = ['organization', 'program', 'service', 'location'] as const
export type Root = (typeof ROOTS)[number]

/**
 * Where a value goes: `service.name`, `location.addresses[mail].city`. A word in brackets tells two children of one
 * kind apart; `[]` makes a new child of every value.
 */
export type Step = { root: Root; children: { name: string; tag: string }[]; field: string }

const path = z.string().transform((text, issue): Step => {
  const step = parsePath(text)
  if (step) return step
  issue.addIssue({
    code: 'custom',
    message: `"${text}" is no path of HSDS such as service.name or location.phones[fax].number`,
  })
  return z.NEVER
})

/** Values that need more than a place: see `flat/readers.ts`. */
export const READERS = ['day-spans', 'month-week-spans', 'point'] as const

const rule = z.strictObject({
  to: path,
  /** Words around the value, which stands for `{}`; `{column}` stands for another one. Not used where that is blank. */
  text: z.string().includes('{}').optional(),
  /** The cell is a list with this between its parts; each goes to `to` by itself. */
  split: z.string().min(1).optional(),
  /** What the feed's codes mean; an empty text drops the code, codes that are not listed stay as they are. */
  values: z.record(z.string(), z.string()).optional(),
  read: z.enum(READERS).optional(),
})

const place = path.transform((to): z.infer<typeof rule> => ({ to })).or(rule)
const key = z.union([z.string(), z.array(z.string()).min(1)]).transform((names) => [names].flat())

const table = z.strictObject({
  /** How the file's name ends; without it every CSV, JSON or XML file of the feed. */
  file: z.string().optional(),
  /** A list inside each record: the row is read once for each of its elements. */
  each: z.string().optional(),
  /** What stands between the elements of `each` where they are one text. */
  split: z.string().min(1).optional(),
  /** Rows of other files whose columns are read with this one's, as `as.column`. */
  join: z
    .array(
      z.strictObject({
        /** The column of this file whose value is looked for in `key` of that one. */
        column: z.string(),
        file: z.string(),
        key: z.string(),
        as: z.string().regex(/^\w+$/, 'is a word of letters, digits and underscores'),
      }),
    )
    .default([]),
  /**
   * Columns that identify a record. Without them an organization, service or place is known by what it says. A record
   * that is only identified, none of its own columns being named, is one that another table describes.
   */
  ids: z.partialRecord(z.enum(ROOTS), key).default({}),
  columns: z.record(
    z.string(),
    z.union([place, z.array(place)]).transform((places) => [places].flat()),
  ),
  /** The same for every row. */
  constants: z.record(z.string(), z.string()).default({}),
  /** Columns that say nothing about a listing and are not kept. */
  ignore: z.array(z.string()).default([]),
})

const schema = z.strictObject({
  /** What feed this is for, for people. */
  about: z.string(),
  /** ISO 3166 alpha-2 of telephone numbers without a country code. */
  country: z.string().length(2).default('US'),
  /** The element that is a record, and the attribute that names its parts where the element's name does not. */
  xml: z.strictObject({ record: z.string(), nameAttribute: z.string().optional() }).optional(),
  tables: z.array(table).min(1),
})

export type Mapping = z.infer<typeof schema>
export type MappedTable = Mapping['tables'][number]
export type Rule = z.infer<typeof rule>

/** @throws FeedError that names each line of the mapping that is wrong */
export async function readMapping(file: string): Promise<Mapping> {
  const words = await readFile(file, 'utf8').catch(() => {
    throw new FeedError(`There is no mapping file ${file}.`)
  })
  try {
    return parseMapping(JSON.parse(words))
  } catch (error) {
    if (error instanceof FeedError)
      throw new FeedError(`The mapping ${file} cannot be used:\n${error.message}`)
    throw new FeedError(`The mapping ${file} is not JSON: ${(error as Error).message}`, { cause: error })
  }
}

export function parseMapping(value: unknown): Mapping {
  const parsed = schema.safeParse(value)
  if (parsed.success) {
    for (const constant of parsed.data.tables.flatMap((one) => Object.keys(one.constants)))
      if (!parsePath(constant)) throw new FeedError(`  tables.constants: "${constant}" is no path of HSDS`)
    return parsed.data
  }
  throw new FeedError(
    [...linesOf(parsed.error.issues)]
      .map(({ path, message }) => `  ${path.join('.')}: ${message}`)
      .join('\n'),
  )
}

/** Where a value may be written in several ways, what is wrong with the one that it was meant to be. */
function* linesOf(issues: readonly z.core.$ZodIssue[]): Generator<{ path: PropertyKey[]; message: string }> {
  for (const issue of issues) {
    if (issue.code !== 'invalid_union') yield issue
    else {
      const meant = issue.errors.find((errors) =>
        errors.every(({ code, path }) => code !== 'invalid_type' || path.length > 0),
      )
      for (const { path, message } of linesOf(meant ?? [])) yield { path: [...issue.path, ...path], message }
      if (!meant) yield issue
    }
  }
}

export function parsePath(text: string): Step | null {
  const parts = text.split('.')
  const [root, ...rest] = parts
  const field = rest.pop()
  if (!field || !ROOTS.includes(root as Root)) return null
  const children = rest.map((part) => /^(\w+)(?:\[(\w*)\])?$/.exec(part))
  if (children.some((child) => child === null || !childEntity(child[1] ?? ''))) return null
  const steps = children.map((child) => ({
    name: child?.[1] ?? '',
    tag: child?.[0].endsWith(']') ? (child[2] ?? '') : 'only',
  }))
  const entity = childEntity(steps.at(-1)?.name ?? '') ?? (root as Root)
  const { columns, parents } = SHAPES[entity]
  const known = field in columns || field in parents || ['weekday', 'extra'].includes(field)
  return known ? { root: root as Root, children: steps, field } : null
}
