import { randomUUID } from 'node:crypto'
import { VISITOR } from '#base/access/actor.ts'
import { connect } from '#base/db/client.ts'
import type { Ctx, Database } from '#base/db/context.ts'
import { readConfig } from '#base/runtime/config.ts'
import { requestFacts } from '#base/runtime/request.ts'

type Shared = { db: Database; readDb: Database }

/** One set of pools per process: `next dev` loads this module anew at every change, the global object stays. */
const held = globalThis as { handrail?: Shared }

function shared(): Shared {
  if (held.handrail) return held.handrail
  const config = readConfig()
  if (!config.databaseUrl)
    throw new Error('The web process needs DATABASE_URL. npm start sets it; npm run dev does as well.')
  const db = connect(config.databaseUrl, { max: 20 })
  held.handrail = {
    db,
    readDb: config.databaseReadUrl ? connect(config.databaseReadUrl, { max: 20 }) : db,
  }
  return held.handrail
}

/** A request of nobody known: the public pages, and signing in itself. */
export async function visitorRequest(): Promise<Ctx> {
  const requestId = requestFacts.getStore()?.requestId ?? randomUUID()
  return { db: shared().db, actor: VISITOR, now: new Date(), requestId }
}

/** As `visitorRequest`, reading from a replica where DATABASE_READ_URL names one: for the public directory only. */
export async function readCtx(): Promise<Ctx> {
  return { ...(await visitorRequest()), db: shared().readDb }
}
