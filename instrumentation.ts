/** Runs once as the web process starts, before the first request is answered. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { watchRequests } = await import('./lib/web/shell/watch-requests.ts')
  watchRequests()
  const { warmUp } = await import('./lib/web/warm-up.ts')
  // After the server listens: nobody waits for it, and the first reader does not wait for what it has read.
  setTimeout(warmUp, 0)
}
