import type { AuthenticatorTransport } from '@simplewebauthn/server'
import { z } from 'zod'
import type { Tx } from '../db/context.ts'

export type Passkey = {
  id: string
  credentialId: string
  transports: AuthenticatorTransport[]
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

/** Base64url of what a browser sends: a few hundred bytes, more with an attestation. */
const encoded = z.string().max(20_000)
const credential = {
  id: encoded,
  rawId: encoded,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).exactOptional(),
  // What extensions say is not asked for and not believed.
  clientExtensionResults: z.unknown().transform(() => ({})),
}

/** RegistrationResponseJSON of WebAuthn level 3, as far as it is verified. */
export const madePasskeySchema = z.object({
  ...credential,
  response: z.object({ clientDataJSON: encoded, attestationObject: encoded }),
})

/** AuthenticationResponseJSON of WebAuthn level 3. */
export const shownPasskeySchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: encoded,
    authenticatorData: encoded,
    signature: encoded,
    userHandle: encoded.exactOptional(),
  }),
})

export async function passkeysOf(tx: Tx, accountId: string): Promise<Passkey[]> {
  const rows = await tx
    .selectFrom('passkey')
    .select(['id', 'credential_id', 'transports', 'name', 'created_at', 'last_used_at'])
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    credentialId: row.credential_id,
    transports: row.transports as AuthenticatorTransport[],
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** Whom a passkey belongs to: the host and origin of APP_URL. WebAuthn knows names only, so on an IP address there are none. */
export function relyingParty(appUrl: string): { rpID: string; origin: string } {
  const { hostname, origin } = new URL(appUrl)
  return { rpID: hostname, origin }
}

/** The challenge that an answer says it signs; the signature is checked against it afterwards. */
export function challengeOf(answer: { response: { clientDataJSON: string } }): string | undefined {
  try {
    const said: unknown = JSON.parse(
      Buffer.from(answer.response.clientDataJSON, 'base64url').toString('utf8'),
    )
    const { challenge } = said as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : undefined
  } catch {
    return undefined
  }
}
