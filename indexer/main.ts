import { keepAuditSealed } from '#base/audit/chain.ts'
import { connect } from '#base/db/client.ts'
import { systemCtx } from '#base/db/context.ts'
import { CATCHER, connectMail } from '#base/mail/client.ts'
import { connectText } from '#base/mail/text-client.ts'
import { runJobs } from '#base/outbox/runner.ts'
import { aboutError } from '#base/runtime/about-error.ts'
import { loadEnvFile, readConfig } from '#base/runtime/config.ts'
import { log } from '#base/runtime/log.ts'
import { structureOutput } from '#base/runtime/structured-output.ts'
import { connectSearch } from '#find/search/client.ts'
import { keepIndexInStep } from '#find/search/commands/keep.ts'
import { HANDLERS, TIMERS } from './handlers.ts'

/** The second process: takes jobs. `npm start` runs it beside the web; on other machines any number may run. */
loadEnvFile()
const config = readConfig()
if (config.production) structureOutput('indexer')
if (!config.databaseUrl) throw new Error('The indexer needs DATABASE_URL. npm start sets it.')

const db = connect(config.databaseWebUrl ?? config.databaseUrl)
const search = config.meilisearchUrls ? connectSearch(config.meilisearchUrls, config.meilisearchKey) : null
const mail = config.smtpUrl ? connectMail(config.smtpUrl, config.mailFrom) : CATCHER
const text = config.sms ? connectText(config.sms.url, config.sms.from) : null
const runner = await runJobs({
  ownerUrl: config.databaseUrl,
  db,
  handlers: HANDLERS,
  timers: TIMERS,
  means: { search, mail, text, appUrl: config.appUrl },
  onFailure: ({ topic, attempt, last, error }) =>
    log[last ? 'error' : 'warn']('job.failed', { job: topic, attempt, ...aboutError(error) }),
})
const keeper =
  search &&
  keepIndexInStep(
    () => systemCtx(db, 'keep-index'),
    search,
    (error) => log.warn('index.behind', aboutError(error)),
  )
const sealer = keepAuditSealed(
  () => systemCtx(db, 'seal-audit'),
  (error) => log.warn('audit.unsealed', aboutError(error)),
)
log.info('indexer.started', { pid: process.pid })

let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  sealer.stop()
  await keeper?.stop()
  await runner.stop()
  await db.destroy()
  process.exit(0)
}
process.on('SIGTERM', stop).on('SIGINT', stop)
process.on('disconnect', stop) // the supervisor is gone

runner.done.then(stop, (error) => {
  log.error('indexer.stopped', aboutError(error))
  process.exit(1)
})
