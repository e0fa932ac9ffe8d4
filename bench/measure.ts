import { readFileSync } from 'node:fs'

export type Latency = {
  p50: number
  p95: number
  p99: number
  max: number
  /** Answers a second. */
  throughput: number
  count: number
}

export type Contender<T> = { name: string; run: (item: T) => Promise<unknown> }

const ROUND_MS = 1500

/**
 * Latencies in milliseconds of several contenders on the same items, in interleaved rounds: a machine that is busy for a moment
 * is busy for all of them.
 */
export async function race<T>(
  contenders: readonly Contender<T>[],
  items: readonly T[],
  { concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<Record<string, Latency>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  const spent = new Map<string, number>(contenders.map(({ name }) => [name, 0]))
  const rounds = Math.max(1, Math.round((seconds * 1000) / ROUND_MS))
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { taken, elapsed } = await runFor(contender, items, concurrency, ROUND_MS, round * 37)
      times.get(contender.name)?.push(...taken)
      spent.set(contender.name, (spent.get(contender.name) ?? 0) + elapsed)
    }
  }
  return Object.fromEntries(
    contenders.map(({ name }) => [name, summary(times.get(name) ?? [], spent.get(name) ?? 0)]),
  )
}

async function runFor<T>(
  { run }: Contender<T>,
  items: readonly T[],
  concurrency: number,
  milliseconds: number,
  from: number,
): Promise<{ taken: number[]; elapsed: number }> {
  const taken: number[] = []
  const start = performance.now()
  let next = from
  const worker = async () => {
    while (performance.now() - start < milliseconds) {
      const item = items[next++ % items.length] as T
      const before = performance.now()
      await run(item)
      taken.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { taken, elapsed: performance.now() - start }
}

export function summary(times: number[], elapsed: number): Latency {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    throughput: Math.round((sorted.length * 1000) / elapsed),
    count: sorted.length,
  }
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** Microseconds an item takes, as the least of several passes: what the code costs, not what the machine was busy with. */
export function cost<T>(items: readonly T[], run: (item: T) => unknown, passes = 5): number {
  let least = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passes; pass++) {
    const before = performance.now()
    for (const item of items) run(item)
    least = Math.min(least, performance.now() - before)
  }
  return round((least * 1000) / Math.max(1, items.length))
}

export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const before = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - before) / 1000 }
}

/** The most memory that a process has held, in megabytes; 0 where the system does not tell. */
export function peakMegabytes(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kilobytes) / 1024)
  } catch {
    return 0
  }
}
