import { parseArgs } from 'node:util'
import { CHECKS } from './checks.ts'
import { type CommandMeans, command } from './command.ts'
import type { Check, Finding } from './finding.ts'

/** `npm run doctor [-- --repair] [--json]`: ends with 1 when something is wrong. */
const { values } = parseArgs({
  options: { repair: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
})

const MARKS = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const

async function examine(check: Check, means: CommandMeans): Promise<Finding> {
  const look = () =>
    check.look(means).catch(
      (error: Error): Finding => ({
        state: 'wrong',
        says: `This could not be looked at: ${error.message}`,
        remedy: 'Mend what stands above it first, then run the doctor again.',
      }),
    )
  const found = await look()
  if (found.state === 'ok' || !values.repair || !check.repair) return found
  const done = await check.repair(means).catch((error: Error) => `The repair failed: ${error.message}`)
  const after = await look()
  return { ...after, says: `${done} ${after.says}` }
}

await command(
  'doctor',
  async (means) => {
    const findings: (Finding & { name: string })[] = []
    for (const check of CHECKS) {
      const finding = await examine(check, means)
      findings.push({ name: check.name, ...finding })
      if (values.json) continue
      console.log(`${MARKS[finding.state]} ${check.name}: ${finding.says}`)
      if (finding.state !== 'ok') console.log(`      ${finding.remedy}`)
    }
    const wrong = findings.filter(({ state }) => state === 'wrong').length
    if (values.json) console.log(JSON.stringify({ wrong, findings }))
    else
      console.log(
        wrong === 0 ? 'All is well.' : `${wrong} of ${findings.length} checks found something wrong.`,
      )
    return wrong === 0 ? 0 : 1
  },
  { migrateFirst: false },
)
