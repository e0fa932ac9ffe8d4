import { pino } from 'pino'
import { requestFacts } from './request.ts'

/**
 * All that a log line may carry, by name. None of these can hold a fact about a person: there is no free text, no
 * query, no address, no name. A new field is added here, where a reviewer sees it.
 */
export type LogFields = {
  requestId?: string
  /** A route's pattern, never the path that was asked for: `/api/v1/match`, `/[locale]/service/[id]`. */
  route?: string
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  status?: number
  milliseconds?: number
  /** A job's topic or a timer's name. */
  job?: string
  attempt?: number
  count?: number
  /** `DomainError` code, SQLSTATE or `ECONNREFUSED`-like system code: letters, digits, `-` and `_` only. */
  code?: string
  /** The class of an error and of what caused it; its message may quote what somebody typed and stays out. */
  error?: string
  cause?: string
  /** Files of ours with line and column, innermost first: see about-error.ts. */
  frames?: string[]
  process?: 'web' | 'indexer' | 'postgres' | 'meilisearch' | 'command'
  pid?: number
  port?: number
  /** The newest seal of the audit trail and its digest: says nothing of what it seals. */
  seal?: string
  digest?: string
}

/** What happened, as a fixed name. */
export type LogEvent = `${string}.${string}`

const SAFE = /^[\w./:[\]()-]{0,200}$/
const FRAME = /^[\w./[\]()~+-]{1,200}:\d+:\d+$/
const ALLOWED: Record<keyof LogFields, 'text' | 'number' | 'frames'> = {
  requestId: 'text',
  route: 'text',
  method: 'text',
  status: 'number',
  milliseconds: 'number',
  job: 'text',
  attempt: 'number',
  count: 'number',
  code: 'text',
  error: 'text',
  cause: 'text',
  frames: 'frames',
  process: 'text',
  pid: 'number',
  port: 'number',
  seal: 'text',
  digest: 'text',
}

/** Keeps only allowed fields that look as they should; a type can be cast away, this cannot. */
export function loggable(fields: LogFields): LogFields {
  const kept = Object.entries(fields).filter(([name, value]) => {
    const kind = ALLOWED[name as keyof LogFields]
    if (kind === 'frames') return Array.isArray(value) && value.every((each) => FRAME.test(String(each)))
    if (kind === 'number') return typeof value === 'number'
    return kind === 'text' && typeof value === 'string' && SAFE.test(value)
  })
  return Object.fromEntries(kept)
}

const logger = pino(
  { base: null, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination({ fd: 2, sync: true }),
)

function write(level: 'info' | 'warn' | 'error') {
  return (event: LogEvent, fields: LogFields = {}) => {
    const requestId = requestFacts.getStore()?.requestId
    logger[level]({ event, ...loggable({ ...(requestId && { requestId }), ...fields }) })
  }
}

/** Structured lines on standard error. */
export const log = { info: write('info'), warn: write('warn'), error: write('error') }
