import type { Ctx } from '#base/db/context.ts'
import { type Applied, applyFeed } from '#find/directory/commands/apply-feed.ts'
import type { OnProgress } from '#find/directory/feed/progress.ts'
import { readMapping } from './flat/mapping.ts'
import type { AllowPrivate } from './open/address-guard.ts'
import { openFeed } from './open/open.ts'
import { readFeed } from './read-feed.ts'

export type ImportRequest = {
  /** A folder, a zip, a file or an http(s) address. */
  where: string
  source: { key: string; name?: string }
  /** A mapping file for a flat CSV, JSON or XML. */
  mapping?: string
  dryRun?: boolean
  allowShrink?: boolean
  /** May addresses of a private network be fetched: all, none, or those of the hosts named? */
  allowPrivate: AllowPrivate
  onProgress?: OnProgress
}

/**
 * Opens a feed, understands its format and brings it into the directory.
 *
 * @throws FeedError when it cannot be opened or is in no known format
 */
export async function importFeed(ctx: Ctx, request: ImportRequest): Promise<Applied> {
  const { where, mapping, onProgress = () => {}, dryRun = false, allowShrink = false } = request
  const flat = mapping === undefined ? undefined : await readMapping(mapping)
  const opened = await openFeed(where, { allowPrivate: request.allowPrivate })
  try {
    const feed = await readFeed(opened, {
      ...(flat && { mapping: flat }),
      onRead: (done, all) => onProgress('reading', done, all),
    })
    const source = { ...request.source, ...(opened.url && { url: opened.url }) }
    return await applyFeed(ctx, { source, feed, dryRun, allowShrink, onProgress })
  } finally {
    await opened.close()
  }
}
