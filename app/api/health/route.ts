import { searchEngine } from '#find/search/client.ts'
import { visitorRequest } from '#web/context.ts'
import { readHealth } from '#web/health.ts'

/** For load balancers and monitors: 200 while requests can be answered, 503 when the database is gone. */
export async function GET(): Promise<Response> {
  const health = await readHealth(await visitorRequest(), searchEngine())
  return Response.json(health, {
    status: health.status === 'down' ? 503 : 200,
    headers: { 'Cache-Control': 'no-store' },
  })
}
