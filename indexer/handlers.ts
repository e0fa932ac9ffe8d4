import type { Handlers } from '#base/outbox/runner.ts'
import type { SearchEngine } from '#find/search/client.ts'
import { updateIndex } from '#find/search/commands/keep.ts'

export type Means = { search: SearchEngine | null }

/** The one table that says who cares about what happened. A topic without a handler does not compile. */
export const HANDLERS: Handlers<Means> = {
  'services.changed': (ctx, _payload, { search }) => updateIndex(ctx, search),
}
