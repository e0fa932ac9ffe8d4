import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { type Ctx, type Database, systemCtx } from '#base/db/context.ts'
import { watchLiveness } from './liveness.ts'
import { type Payload, TOPICS, type Topic } from './topics.ts'

/** What happens for each topic. Handlers run at least once per job, so running one twice must change nothing more. */
export type Handlers<Means> = {
  readonly [T in Topic]: (ctx: Ctx, payload: Payload<T>, means: Means) => Promise<void>
}

/** What happens by the clock. However many indexers run, each time is kept once. */
export type Timers<Means> = Readonly<
  Record<
    string,
    { /** Crontab form, UTC. */ cron: string; run: (ctx: Ctx, means: Means) => Promise<unknown> }
  >
>

export type RunnerOptions<Means> = {
  /** As owner: the queue's tables are closed to the application role. */
  ownerUrl: string
  /** What handlers work with, as the application role. */
  db: Database
  handlers: Handlers<Means>
  timers?: Timers<Means>
  /** What handlers need besides the database: the search engine, the mail transport. */
  means: Means
  concurrency?: number
  onFailure?: (failure: { topic: string; attempt: number; last: boolean; error: unknown }) => void
}

export type Runner = {
  /** Lets running jobs finish, then stops. */
  stop(): Promise<void>
  /** Settles when the runner has stopped; rejects when it could not go on. */
  done: Promise<void>
}

/** Takes jobs as soon as they are committed. Jobs of an indexer that was killed are taken up within half a minute. */
export async function runJobs<Means>(options: RunnerOptions<Means>): Promise<Runner> {
  const { ownerUrl, db, handlers, timers = {}, means, onFailure = () => {} } = options
  const run1 = <T extends Topic>(topic: T, payload: unknown) =>
    handlers[topic](systemCtx(db, topic), TOPICS[topic].parse(payload) as Payload<T>, means)
  const taskList: TaskList = Object.fromEntries([
    ...(Object.keys(TOPICS) as Topic[]).map((topic) => [topic, (payload: unknown) => run1(topic, payload)]),
    ...Object.entries(timers).map(([name, timer]) => [
      `timer.${name}`,
      () => timer.run(systemCtx(db, `timer.${name}`), means),
    ]),
  ])
  // A time that passed while nobody ran is not made up for, and one that is missed leaves the next one alone.
  const cron = Object.entries(timers).map(([name, timer]) => ({
    task: `timer.${name}`,
    match: timer.cron,
    options: { backfillPeriod: 0, maxAttempts: 1, jobKey: `timer.${name}` },
  }))
  const events: WorkerEvents = new EventEmitter()
  events.on('job:error', ({ job, error }) =>
    onFailure({
      topic: job.task_identifier,
      attempt: job.attempts,
      last: job.attempts >= job.max_attempts,
      error,
    }),
  )
  const liveness = await watchLiveness(ownerUrl, events)
  const runner = await run({
    connectionString: ownerUrl,
    taskList,
    events,
    concurrency: options.concurrency ?? 2,
    parsedCronItems: parseCronItems(cron),
    noHandleSignals: true,
    pollInterval: 2000,
    // Its messages quote job payloads and errors; failures are reported through onFailure instead.
    logger: new Logger(() => () => {}),
  })
  return { stop: () => runner.stop().finally(liveness.stop), done: runner.promise }
}
