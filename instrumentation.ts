import type { Instrumentation } from 'next'

/** Runs once as the web process starts, before the first request is answered. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  if (process.env.NODE_ENV === 'production') {
    const { structureOutput } = await import('./lib/base/runtime/structured-output.ts')
    structureOutput('web')
  }
  const { watchRequests } = await import('./lib/web/shell/watch-requests.ts')
  watchRequests()
  const { warmUp } = await import('./lib/web/warm-up.ts')
  // After the server listens: nobody waits for it, and the first reader does not wait for what it has read.
  setTimeout(warmUp, 0)
}

/** Every error that no page, action or endpoint caught, before Next.js prints it. */
export const onRequestError: Instrumentation.onRequestError = async (error, { method }, { routePath }) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { logError } = await import('./lib/base/runtime/structured-output.ts')
  logError('request.failed', error, { method: method as 'GET', route: routePath })
}
