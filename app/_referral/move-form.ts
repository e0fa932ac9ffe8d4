import { DateTime } from 'luxon'
import { DomainError } from '#base/core/errors.ts'
import { ACTIONS, REPORTS, type StepName } from '#refer/referrals/model.ts'
import type { Teller } from '#refer/referrals/transitions.ts'
import { ACTION_FIELDS } from './action-fields.ts'

/** What a step's form says, with local times turned into instants of the agency's zone. */
export type MoveInput = {
  action: StepName
  version: number
  data: Record<string, unknown>
  reportedBy: { party: Teller; who: string } | undefined
  /** When it was said, where that was earlier. */
  effectiveAt?: Date
}

/** @throws invalid when the form is not one of ours. */
export function readMove(form: FormData): MoveInput {
  const action = [...ACTIONS, ...REPORTS].find((name) => name === form.get('action'))
  const version = Number(form.get('version'))
  if (!action || !Number.isInteger(version))
    throw new DomainError('malformed', 'This form is incomplete. Reload the page and try again.')
  const zone = String(form.get('timezone') || 'UTC')
  const data: Record<string, unknown> = {}
  for (const { name, kind } of ACTION_FIELDS[action]) {
    const value = form.get(name)
    if (typeof value !== 'string' || value === '') continue
    if (kind === 'number') data[name] = Number(value)
    else if (kind === 'datetime') data[name] = DateTime.fromISO(value, { zone }).toISO() ?? value
    else data[name] = value
  }
  const who = String(form.get('reportedBy') ?? '').trim()
  const reported = form.get('reported') === '1'
  if (reported && !who)
    throw new DomainError('invalid', 'Say who told you.', {
      errors: [{ path: 'reportedBy', message: 'Write the name of the person who told you.' }],
    })
  const party = form.get('teller') === 'client' ? 'client' : 'agency'
  const told = reported ? String(form.get('effectiveAt') ?? '') : ''
  const at = DateTime.fromISO(told, { zone })
  if (told && !at.isValid)
    throw new DomainError('invalid', 'Give the date and time.', {
      errors: [{ path: 'effectiveAt', message: 'Give the date and time.' }],
    })
  return {
    action,
    version,
    data,
    reportedBy: reported ? { party, who } : undefined,
    ...(told && { effectiveAt: at.toJSDate() }),
  }
}
