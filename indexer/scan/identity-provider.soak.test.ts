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
    OIDC_DOMAINS: 'riverbend.example',
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

  it('knows a person by the provider’s own id, whatever their address becomes', async () => {
    const subject = 'ana@riverbend.example'
    const client = target.visitor()
    await provider.signIn(client, { subject, email: 'ana.married@elsewhere.example', verified: false })
    expect((await client.send('/en/clients')).status).toBe(200)
  })

  it.each([
    ['that has no account', { email: 'stranger@riverbend.example', verified: true }],
    ['that the provider has not verified', { email: 'ben@riverbend.example', verified: false }],
    ['of a domain that is not the organization’s', { email: 'pat@pecan.example', verified: true }],
    [
      'whose account is linked with another person there',
      { email: 'ana@riverbend.example', verified: true, subject: 'a new hire with her old address' },
    ],
  ])('is refused for an address %s, in the same words', async (_what, who) => {
    const client = target.visitor()
    const place = await provider.signIn(client, who)
    expect((await client.send('/en/clients')).status).toBe(307)
    expect(new URL(place, target.product.address).pathname).toBe('/en/sign-in')
    const page = await (await client.send(place)).text()
    expect(page).toContain('House of Tests let you in, but no account here could be opened')
    expect(page).toContain('sign in by a link in your mailbox')
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
