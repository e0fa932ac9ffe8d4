import { AsyncLocalStorage } from 'node:async_hooks'

/** What everything that happens while one HTTP request is answered may know of it. */
export type RequestFacts = {
  /** In every log line and audit row of the request, and in its answer's `X-Request-Id`. */
  readonly requestId: string
  /** Where it comes from, after trusted proxies. Never stored or logged as it is: only as a keyed digest. */
  readonly address: string
}

/** On the global object, because the bundler may load this module several times in one process. */
const held = globalThis as { handrailRequest?: AsyncLocalStorage<RequestFacts> }
held.handrailRequest ??= new AsyncLocalStorage()

/** Kept beside the call, not in a header: a header is something that anybody can send. */
export const requestFacts: AsyncLocalStorage<RequestFacts> = held.handrailRequest
