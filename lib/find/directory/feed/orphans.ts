import { sql } from 'kysely'
import type { Tx } from '#base/db/context.ts'
import { ENTITIES, type Entity, OPEN_LINKS, SHAPES } from './entities.ts'
import type { Findings } from './model.ts'
import { stageOf } from './stage.ts'

type Orphan = { file: number; row_number: number; key: string | null }

/** A relation in which nothing points at a record of the feed: told in one sentence, for it is the file that is wrong. */
const WHOLE_RELATION = 'orphaned-relation'

/**
 * Keys that point at no record of this feed. A key that its row cannot do without costs the row; another costs only
 * itself and stays in `extra`. A row that then hangs on nothing could never be shown and is rejected. No link is ever
 * guessed.
 */
export async function settleOrphans(tx: Tx, files: readonly string[], findings: Findings): Promise<void> {
  const whole = { keys: 0, orphans: 0 }
  for (const entity of ENTITIES) {
    const { rows } = await sql`select 1 from ${sql.table(stageOf(entity))} limit 1`.execute(tx)
    if (rows.length === 0) continue
    const tell = await tellWholeRelations(tx, { entity, files, findings, whole })
    for (const [key, { of, required }] of Object.entries(SHAPES[entity].parents))
      tell(key, of, await (required ? dropOrphans(tx, entity, key, of) : cutOrphans(tx, entity, key, of)))
    const link = OPEN_LINKS[entity]
    if (link) tell(link.key, 'record', await dropUnlinked(tx, entity, link))
    await dropLoose(tx, entity, files, findings)
  }
  if (whole.keys > 1 && whole.orphans === whole.keys)
    findings.note(
      'orphaned-feed',
      `none of the ${whole.keys} keys of this feed names a record of it; no link was made`,
    )
}

type Telling = {
  entity: Entity
  files: readonly string[]
  findings: Findings
  /** Keys of the whole feed, and those that point nowhere. */
  whole: { keys: number; orphans: number }
}

/** Counts keys by file first, so that what follows can say whether all of them were orphans. */
async function tellWholeRelations(tx: Tx, { entity, files, findings, whole }: Telling) {
  const link = OPEN_LINKS[entity]
  const keys = [...Object.keys(SHAPES[entity].parents), ...(link ? [link.key] : [])]
  const given = new Map<string, number>()
  if (keys.length > 0) {
    const counts = keys.map((key) => sql`count(s.keys -> ${key}) as ${sql.ref(key)}`)
    const { rows } = await sql<Record<string, string | number>>`select s.file, ${sql.join(counts)}
      from ${sql.table(stageOf(entity))} s group by s.file`.execute(tx)
    for (const row of rows) for (const key of keys) given.set(`${row.file} ${key}`, Number(row[key]))
  }
  for (const count of given.values()) whole.keys += count
  return (key: string, target: string, orphans: Orphan[]) => {
    whole.orphans += orphans.filter(({ key: value }) => value !== null).length
    const perFile = new Map<number, number>()
    for (const { file, row_number, key: value } of orphans) {
      const what = target.replaceAll('_', ' ')
      const reason = value === null ? `names no ${what}` : `no ${what} of this feed has the id ${value}`
      findings.reject({ file: files[file] ?? '', row: row_number }, key, reason)
      perFile.set(file, (perFile.get(file) ?? 0) + 1)
    }
    for (const [file, count] of perFile)
      if (count > 1 && count === given.get(`${file} ${key}`))
        findings.note(
          WHOLE_RELATION,
          `${files[file]}: none of ${count} keys ${key} names a record of this feed; no link was made`,
        )
  }
}

const missing = (of: Entity, key: string) =>
  sql`s.${sql.ref(key)} is not null and not exists (select 1 from ${sql.table(stageOf(of))} p where p.id = s.${sql.ref(key)})`

async function dropOrphans(tx: Tx, entity: Entity, key: string, of: Entity): Promise<Orphan[]> {
  const { rows } = await sql<Orphan>`delete from ${sql.table(stageOf(entity))} s
    where ${missing(of, key)} returning s.file, s.row_number, s.keys ->> ${key} as key`.execute(tx)
  const blank = await sql<Orphan>`delete from ${sql.table(stageOf(entity))} s
    where s.${sql.ref(key)} is null returning s.file, s.row_number, null as key`.execute(tx)
  return [...rows, ...blank.rows]
}

async function cutOrphans(tx: Tx, entity: Entity, key: string, of: Entity): Promise<Orphan[]> {
  const { rows } = await sql<Orphan>`update ${sql.table(stageOf(entity))} s
    set ${sql.ref(key)} = null, extra = coalesce(extra, '{}') || jsonb_build_object(${key}::text, keys ->> ${key})
    where ${missing(of, key)} returning s.file, s.row_number, s.keys ->> ${key} as key`.execute(tx)
  return rows
}

/** `attribute` and `metadata` point at a record of any table. */
async function dropUnlinked(
  tx: Tx,
  entity: Entity,
  link: { key: string; entity: string },
): Promise<Orphan[]> {
  const targets = ENTITIES.map(
    (of) =>
      sql`(s.${sql.ref(link.entity)} = ${of} and exists (select 1 from ${sql.table(stageOf(of))} p where p.id = s.${sql.ref(link.key)}))`,
  )
  const { rows } =
    await sql<Orphan>`delete from ${sql.table(stageOf(entity))} s where not coalesce(${sql.join(targets, sql` or `)}, false)
    returning s.file, s.row_number, s.keys ->> ${link.key} as key`.execute(tx)
  return rows
}

/** Rows of a table whose keys are all optional and none of which is left. */
async function dropLoose(
  tx: Tx,
  entity: Entity,
  files: readonly string[],
  findings: Findings,
): Promise<void> {
  const { parents, lasting } = SHAPES[entity]
  const keys = Object.keys(parents)
  if (lasting || keys.length === 0 || Object.values(parents).some(({ required }) => required)) return
  if (entity === 'attribute') return
  const nothing = sql.join(
    keys.map((key) => sql`s.${sql.ref(key)} is null`),
    sql` and `,
  )
  const { rows } = await sql<{
    file: number
    row_number: number
    keyless: boolean
  }>`delete from ${sql.table(stageOf(entity))} s
    where ${nothing} returning s.file, s.row_number, s.keys is null as keyless`.execute(tx)
  const keyless = new Map<number, number>()
  for (const { file, row_number: row, keyless: none } of rows) {
    // Where a key was given and points nowhere, the row has been told of already.
    if (!none) continue
    findings.reject(
      { file: files[file] ?? '', row },
      null,
      `names no ${keys.map((key) => key.replace(/_id$/, '')).join(', ')}`,
    )
    keyless.set(file, (keyless.get(file) ?? 0) + 1)
  }
  for (const [file, count] of keyless)
    if (count > 1)
      findings.note('keyless-rows', `${files[file]}: ${count} rows name no record; no link was made`)
}
