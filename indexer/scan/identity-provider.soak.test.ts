import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IdentityProvider, startIdentityProvider } from '#testing/identity-provider.ts'
import { type ScanTarget, startScanTarget } from '#testing/scan-target.ts'

/** A scan of the running product from outside: its way in through a real provider of OpenID Connect. */
let target: ScanTarget
let provider: IdentityProvider
beforeAll(async () => {
  provider = await startIdentityProvider()
  target = await startScanTarget({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'handrail',
    OIDC_CLIENT_SECRET: 'a secret of this test',
    OIDC_NAME: 'House of Tests',
  })
  provider.allow(`${target.product.address}/api/auth/callback/oidc`)
})
afterAll(async () => {
  await target?.stop()
  await provider?.stop()
})

describe('signing in at an organization’s own identity provider', () => {
  it('works for an account of ours whose address the provider has verified', async () => {
    const client = target.visitor()
    await provider.signIn(client, { email: 'ana@riverbend.example', verified: true })
    expect((await client.send('/en/clients')).status).toBe(200)
    const { rows } = await sql<{
      method: string
    }>`select method from session order by created_at desc limit 1`.execute(target.owner)
    expect(rows).toEqual([{ method: 'oidc' }])
  })

  it.each([
    ['that has no account', { email: 'stranger@people.example', verified: true }],
    ['that the provider has not verified', { email: 'ana@riverbend.example', verified: false }],
  ])('is refused for an address %s', async (_what, who) => {
    const client = target.visitor()
    await provider.signIn(client, who)
    expect((await client.send('/en/clients')).status).toBe(307)
  })

  it('is refused for an answer that belongs to another browser', async () => {
    const victim = target.visitor()
    const stolen = await provider.answerFor(target.visitor(), {
      email: 'ana@riverbend.example',
      verified: true,
    })
    await victim.send(stolen)
    expect((await victim.send('/en/clients')).status).toBe(307)
  })
})
