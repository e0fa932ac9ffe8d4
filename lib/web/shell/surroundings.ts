import type { Config } from '#base/runtime/config.ts'
import type { Surroundings } from './headers.ts'

/** What of the settings decides which headers an answer carries. */
export function surroundings(config: Pick<Config, 'appUrl' | 'mapStyleUrl' | 'oidc'>): Surroundings {
  // `{s}` in a tile address stands for any of a server's names.
  const origin = (url: string | undefined) => {
    const address = url?.replace('{s}', '*')
    return address && URL.canParse(address) ? new URL(address).origin : null
  }
  return {
    https: config.appUrl.startsWith('https:'),
    mapOrigin: origin(config.mapStyleUrl),
    identityOrigin: origin(config.oidc?.issuer),
  }
}
