import type { Applied } from '#find/directory/commands/apply-feed.ts'
import type { Counts, ImportReport } from '#find/directory/feed/model.ts'

/** Reasons shown on a terminal; `--json` has every row. */
const MOST_REASONS = 15

/** An import's outcome for a person at a terminal, in English like every command. */
export function describeImport(applied: Applied, dryRun: boolean): string {
  const { report } = applied
  const lines = [
    `${report.source}: ${report.format}, ${report.seconds} s${dryRun ? ', nothing was changed (dry run)' : ''}`,
    ...(['read', 'created', 'updated', 'unchanged', 'withdrawn'] as const).map(
      (name) => `  ${name.padEnd(10)} ${countsInWords(report[name])}`,
    ),
    ...rejections(report),
    ...report.notes.map(({ code, count, example }) => `  note       ${code}: ${count} (${example})`),
  ]
  if (applied.outcome === 'imported' && applied.difference) lines.push(...difference(applied.difference))
  return lines.join('\n')
}

function countsInWords({ organizations, services, locations }: Counts): string {
  return `${organizations} organizations, ${services} services, ${locations} locations`
}

/** One line a reason, the commonest first. */
function rejections({ rejected }: ImportReport): string[] {
  const reasons = new Map<string, { count: number; row: number }>()
  for (const { file, row, field, reason } of rejected) {
    const key = `${file}${field ? `, ${field}` : ''}: ${reason.replace(/has the id .*/, 'has this id')}`
    const known = reasons.get(key)
    if (known) known.count++
    else reasons.set(key, { count: 1, row })
  }
  const sorted = [...reasons].sort(([, a], [, b]) => b.count - a.count)
  const lines = sorted
    .slice(0, MOST_REASONS)
    .map(([key, { count, row }]) => `  rejected   ${count} × ${key} (first in row ${row})`)
  if (sorted.length > MOST_REASONS)
    lines.push(`  rejected   … and ${sorted.length - MOST_REASONS} further reasons; see --json`)
  return lines
}

const SIGN = { created: '+', updated: '~', withdrawn: '-' } as const

function difference({
  changes,
  more,
}: NonNullable<Extract<Applied, { outcome: 'imported' }>['difference']>): string[] {
  const lines = changes.map(({ entity, change, name, originalId, fields }) => {
    const what = fields.length > 0 ? ` (${fields.join(', ')})` : ''
    return `  ${SIGN[change]} ${entity} ${name || 'without a name'}${originalId ? ` [${originalId}]` : ''}${what}`
  })
  return more > 0 ? [...lines, `  … and ${more} more`] : lines
}
