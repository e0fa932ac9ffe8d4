import http from 'node:http'
import https from 'node:https'

/** The server answered, with a status of 400 or above. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, text: string) {
    super(`${status} ${text.slice(0, 200)}`)
    this.name = 'Refusal'
    this.status = status
  }
}

/**
 * One JSON request over a connection that stays open. Node's own client takes a third of the time that `fetch` takes for
 * an answer of a few kilobytes, and a search waits for it. Same arguments as `fetch`, as Meilisearch's client calls it.
 * @returns the parsed body; rejects when the server does not answer in time or refuses
 */
export function keepAliveClient(timeout: number): (...args: Parameters<typeof fetch>) => Promise<unknown> {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, noDelay: true }),
    'https:': new https.Agent({ keepAlive: true, noDelay: true }),
  }
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const secure = url.protocol === 'https:'
      const body = typeof init.body === 'string' ? init.body : undefined
      const headers: Record<string, string> = Object.fromEntries(new Headers(init.headers))
      if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))
      const request = (secure ? https : http).request(
        url,
        { method: init.method ?? 'GET', headers, agent: agents[secure ? 'https:' : 'http:'], timeout },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            const status = response.statusCode ?? 0
            if (status >= 400) reject(new Refusal(status, text))
            else resolve(text === '' ? undefined : JSON.parse(text))
          })
        },
      )
      request.on('timeout', () => request.destroy(new Error(`No answer within ${timeout} ms.`)))
      request.on('error', reject)
      request.end(body)
    })
}
