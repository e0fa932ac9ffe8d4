import type { Handlers } from '#base/outbox/runner.ts'
import type { SearchEngine } from '#base/runtime/servers.ts'

export type Means = { search: SearchEngine | null }

/** The one table that says who cares about what happened. A topic without a handler does not compile. */
export const HANDLERS: Handlers<Means> = {
  'services.changed': async () => {
    throw new Error('Indexing has not landed yet: the job waits in the queue.')
  },
}
