import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { trustedProxies } from './client-address.ts'

/** Every setting, read and proven once. Nothing else reads the environment. */
const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')
const address = z.url()
const networks = z
  .string()
  .transform(inCommas)
  .check((given) => {
    try {
      trustedProxies(given.value)
    } catch (error) {
      given.issues.push({ code: 'custom', input: given.value, message: (error as RangeError).message })
    }
  })
const hosts = z.string().transform(inCommas)
/** Mail domains as the end of an address: exactly these, not what stands below them. */
const domains = z.string().toLowerCase().transform(inCommas).pipe(z.array(z.hostname()))

const environment = z.object({
  NODE_ENV: z.string().default('production'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: address.optional(),
  DATABASE_WEB_URL: address.optional(),
  DATABASE_READ_URL: address.optional(),
  MEILISEARCH_URL: z.string().optional(),
  MEILISEARCH_KEY: z.string().optional(),
  MEILISEARCH_BIN: z.string().optional(),
  APP_URL: address.optional(),
  AUTH_SECRET: z.string().min(16).optional(),
  ENCRYPTION_KEYS: z.string().optional(),
  OIDC_ISSUER: address.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default('Your organization'),
  OIDC_DOMAINS: domains.default([]),
  OIDC_EMAILS: z.enum(['as-claimed', 'verified']).default('as-claimed'),
  SMTP_URL: address.optional(),
  MAIL_FROM: z.string().optional(),
  CLAMD_URL: address.optional(),
  SMS_URL: address.optional(),
  SMS_FROM: z.string().optional(),
  MAP_STYLE_URL: z.string().optional(),
  RATE_LIMIT: z.string().optional(),
  TRUSTED_PROXIES: networks.optional(),
  ACCESS_LOG: flag.optional(),
  IMPORT_ALLOW_PRIVATE: flag.or(hosts).default(false),
  DEMO: flag.default(true),
})

export type Config = {
  production: boolean
  port: number
  host: string
  dataDir: string
  /** Undefined: the embedded PostgreSQL under dataDir. */
  databaseUrl: string | undefined
  /** A login for all but migrations and the queue. Undefined: one is made, or the indexer is told by its start. */
  databaseWebUrl: string | undefined
  databaseReadUrl: string | undefined
  /** Undefined: the embedded Meilisearch under dataDir. More than one means shards, searched together. */
  meilisearchUrls: string[] | undefined
  meilisearchKey: string | undefined
  meilisearchBin: string | undefined
  appUrl: string
  authSecret: string | undefined
  encryptionKeys: string | undefined
  /** An organization's identity provider; undefined unless issuer, client and secret are set. */
  oidc:
    | {
        issuer: string
        clientId: string
        clientSecret: string
        name: string
        /** Mail domains whose addresses the provider may link to accounts, in lower case. */
        domains: readonly string[]
        /** The provider vouches for every address, though it does not say so of each. */
        vouches: boolean
      }
    | undefined
  smtpUrl: string | undefined
  /** The sender of every message: a neutral name that betrays nothing to who looks over a shoulder. */
  mailFrom: string
  /** A gateway for text messages; undefined unless address and sending number are set. */
  sms: { url: string; from: string } | undefined
  /** ClamAV's daemon, `tcp://host:3310`: every file is shown to it before it is kept. */
  clamdUrl: string | undefined
  mapStyleUrl: string | undefined
  rateLimit: string | undefined
  /** Addresses and networks (CIDR) whose `X-Forwarded-*` headers are believed. */
  trustedProxies: string[]
  /** Every request is logged, not only those that failed. */
  accessLog: boolean
  /** Whether feeds may come from private addresses: all, none, or those of the hosts named. */
  importAllowPrivate: boolean | string[]
  demo: boolean
}

function inCommas(words: string): string[] {
  return words
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** Takes settings from `.env`, where there is one; what the environment already holds wins. Entry points call it first. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

/** @throws ConfigError naming each variable that is wrong and what it should hold. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const e = parsed.data
  return {
    production: e.NODE_ENV === 'production',
    port: e.PORT,
    host: e.HOST,
    dataDir: resolve(e.DATA_DIR),
    databaseUrl: e.DATABASE_URL,
    databaseWebUrl: e.DATABASE_WEB_URL,
    databaseReadUrl: e.DATABASE_READ_URL,
    meilisearchUrls: e.MEILISEARCH_URL
      ? inCommas(e.MEILISEARCH_URL).map((url) => url.replace(/\/$/, ''))
      : undefined,
    meilisearchKey: e.MEILISEARCH_KEY,
    meilisearchBin: e.MEILISEARCH_BIN,
    appUrl: (e.APP_URL ?? `http://localhost:${e.PORT}`).replace(/\/$/, ''),
    authSecret: e.AUTH_SECRET,
    encryptionKeys: e.ENCRYPTION_KEYS,
    oidc:
      e.OIDC_ISSUER && e.OIDC_CLIENT_ID && e.OIDC_CLIENT_SECRET
        ? {
            issuer: e.OIDC_ISSUER,
            clientId: e.OIDC_CLIENT_ID,
            clientSecret: e.OIDC_CLIENT_SECRET,
            name: e.OIDC_NAME,
            domains: e.OIDC_DOMAINS,
            vouches: e.OIDC_EMAILS === 'verified',
          }
        : undefined,
    smtpUrl: e.SMTP_URL,
    mailFrom: e.MAIL_FROM ?? `Handrail <no-reply@${new URL(e.APP_URL ?? 'http://localhost').hostname}>`,
    sms: e.SMS_URL && e.SMS_FROM ? { url: e.SMS_URL, from: e.SMS_FROM } : undefined,
    clamdUrl: e.CLAMD_URL,
    mapStyleUrl: e.MAP_STYLE_URL,
    rateLimit: e.RATE_LIMIT,
    trustedProxies: e.TRUSTED_PROXIES ?? [],
    accessLog: e.ACCESS_LOG ?? false,
    importAllowPrivate: e.IMPORT_ALLOW_PRIVATE,
    demo: e.DEMO,
  }
}

export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}
