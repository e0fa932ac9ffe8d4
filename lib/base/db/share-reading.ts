/**
 * One reading for all who ask at a time. Who asks while one is under way gets the next, which begins when that has ended:
 * so an answer is never older than its question, and however many ask, one statement runs.
 */
export function shareReading<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  let next: Promise<T> | null = null
  const begin = () => {
    const reading: Promise<T> = read().finally(() => {
      if (running === reading) running = null
    })
    running = reading
    return reading
  }
  const follow = (before: Promise<T>) => {
    const begun = () => {
      next = null
      return begin()
    }
    return before.then(begun, begun)
  }
  return () => {
    if (!running) return begin()
    next ??= follow(running)
    return next
  }
}
