import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from './config.ts'
import { writePrivate } from './data-dir.ts'
import { StartError } from './start-error.ts'

const keptSecrets = z.object({
  /** Of the owner of everything. */
  databasePassword: z.string().min(16),
  /** Of the login that web and commands use. */
  webPassword: z.string().min(16),
  meilisearchKey: z.string().min(16),
  authSecret: z.string().min(16),
  encryptionKeys: z.string().min(16),
})

type KeptSecrets = z.infer<typeof keptSecrets>

const secret = () => randomBytes(32).toString('base64url')

/**
 * The secrets of this DATA_DIR (`secrets.json`, mode 0600), made at the first start. Whoever loses the file loses
 * what was encrypted with it, so it belongs in every backup. The two that protect nothing but the servers' doors are
 * made anew when missing.
 * @throws StartError when the file exists but cannot be used; it is never replaced by itself.
 */
export function keptSecretsOf(dataDir: string): KeptSecrets {
  const file = join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    const made: KeptSecrets = {
      databasePassword: secret(),
      webPassword: secret(),
      meilisearchKey: secret(),
      authSecret: secret(),
      encryptionKeys: `1:${randomBytes(32).toString('base64')}`,
    }
    writePrivate(file, JSON.stringify(made, null, 2))
    return made
  }
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new Error('other users may read it')
    const kept = JSON.parse(readFileSync(file, 'utf8'))
    const whole = keptSecrets.parse({ webPassword: secret(), meilisearchKey: secret(), ...kept })
    if (!kept.webPassword || !kept.meilisearchKey) writePrivate(file, JSON.stringify(whole, null, 2))
    return whole
  } catch (error) {
    throw new StartError(
      `The secrets in ${file} cannot be used: ${error instanceof z.ZodError ? 'fields are missing' : (error as Error).message}.`,
      `Bring the file back from a backup and set its mode: chmod 600 ${file}. Without it, encrypted notes cannot be read.`,
    )
  }
}

/**
 * The two secrets that web and indexer need: from the environment, or, with the embedded database, those kept in
 * DATA_DIR.
 * @throws StartError naming each variable that an operator's own database makes necessary.
 */
export function appSecrets(config: Config): { authSecret: string; encryptionKeys: string } {
  const kept = config.databaseUrl ? undefined : keptSecretsOf(config.dataDir)
  const authSecret = config.authSecret ?? kept?.authSecret
  const encryptionKeys = config.encryptionKeys ?? kept?.encryptionKeys
  if (authSecret && encryptionKeys) return { authSecret, encryptionKeys }
  const missing = [!authSecret && 'AUTH_SECRET', !encryptionKeys && 'ENCRYPTION_KEYS'].filter(Boolean)
  throw new StartError(
    `With DATABASE_URL set, ${missing.join(' and ')} must be set too: they have to outlive this machine's data folder.`,
    'Make a value with: openssl rand -base64 32 (ENCRYPTION_KEYS takes it with a number before it, as in 1:…).',
  )
}
