import { headers } from 'next/headers'
import type { Origin } from '#base/accounts/model.ts'

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

/** Where a request comes from. proxy.ts puts the address there; a header of that name from outside is thrown away. */
export const ADDRESS_HEADER = 'x-handrail-address'

export async function originOf(): Promise<Origin> {
  const all = await headers()
  return { address: all.get(ADDRESS_HEADER) ?? 'unknown', device: deviceOf(all.get('user-agent') ?? '') }
}
