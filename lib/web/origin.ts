import { headers } from 'next/headers'
import type { Origin } from '#base/accounts/model.ts'
import { requestFacts } from '#base/runtime/request.ts'

/** What the browser says of itself, cut down to what its owner recognises. */
function deviceOf(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Browser'
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Mac OS X/.test(agent)
        ? 'macOS'
        : /Windows/.test(agent)
          ? 'Windows'
          : /Linux/.test(agent)
            ? 'Linux'
            : ''
  return [browser, system].filter(Boolean).join(', ')
}

/** Where the request that is being answered comes from, after trusted proxies; `unknown` outside of one. */
export const requestAddress = (): string => requestFacts.getStore()?.address ?? 'unknown'

export async function originOf(): Promise<Origin> {
  return { address: requestAddress(), device: deviceOf((await headers()).get('user-agent') ?? '') }
}

/**
 * The address of a request as its browser asked for it. Next.js tells a route the name that the server listens at, which
 * behind a proxy, and for `localhost`, is another one. Headers of a proxy that is not trusted are gone by here.
 */
export function addressAsked(request: Request): string {
  const { headers } = request
  const url = new URL(request.url)
  const asked = new URL(
    `${headers.get('x-forwarded-proto') ?? url.protocol.replace(':', '')}://${headers.get('x-forwarded-host') ?? headers.get('host') ?? url.host}`,
  )
  return `${asked.origin}${url.pathname}${url.search}`
}
