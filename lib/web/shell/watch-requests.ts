import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { clientAddress, trustedProxies } from '#base/runtime/client-address.ts'
import { readConfig } from '#base/runtime/config.ts'
import { type LogFields, log } from '#base/runtime/log.ts'
import { requestFacts } from '#base/runtime/request.ts'
import { standingHeaders } from './headers.ts'
import { routePattern } from './route-pattern.ts'
import { surroundings } from './surroundings.ts'

/** What only our own code, or a proxy that we trust, may say about a request. */
const OURS = /^x-handrail-/
const OF_PROXIES = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
]

/**
 * Stands before everything that answers HTTP in this process. Node tells its diagnostics channel of each request before
 * the server sees it, which is the only place where Next.js lets us know the connection it came by. Here a request gets
 * its id and its address, loses the headers that it had no right to send, and its answer gets the standing headers.
 */
export function watchRequests(): void {
  const config = readConfig()
  const around = surroundings(config)
  const isTrusted = trustedProxies(config.trustedProxies)
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const { headers, socket } = request
    const forwardedFor = headers['x-forwarded-for']
    const address = clientAddress(socket.remoteAddress, String(forwardedFor ?? ''), isTrusted)
    // The peer's own address is trusted when an empty list of hops leads past it.
    const byProxy = isTrusted(clientAddress(socket.remoteAddress, undefined, isTrusted))
    for (const name of Object.keys(headers)) if (OURS.test(name)) delete headers[name]
    if (!byProxy) for (const name of OF_PROXIES) delete headers[name]

    // The fetch standard knows no request of this method, so that Next.js would fail on it: an unwanted one, like others.
    if (request.method === 'TRACE') request.method = 'OPTIONS'

    const facts = { requestId: randomUUID(), address }
    requestFacts.enterWith(facts)
    const [pathname = '/'] = (request.url ?? '/').split('?')
    for (const [name, value] of Object.entries(standingHeaders(pathname, around)))
      response.setHeader(name, value)
    response.setHeader('X-Request-Id', facts.requestId)
    const since = performance.now()
    response.once('close', () => {
      if (response.statusCode < 500 && !config.accessLog) return
      log.info('http.answered', {
        requestId: facts.requestId,
        method: request.method as NonNullable<LogFields['method']>,
        route: routePattern(pathname),
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - since),
      })
    })
  })
}
