import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '#base/core/ids.ts'
import { connect } from '#base/db/client.ts'
import { type Database, systemCtx, transact } from '#base/db/context.ts'
import { givenListing } from '#testing/given-listing.ts'
import { HttpClient, type Product, startProduct } from '#testing/product.ts'

/** Errors that nobody caught, in the product as it runs: PostgreSQL fails and quotes what somebody wrote, as it does. */
describe('what the product writes of an error', () => {
  let product: Product
  let owner: Database
  let serviceId: string

  beforeAll(async () => {
    product = await startProduct({
      DEMO: '0',
      OIDC_ISSUER: 'https://identity.example',
      OIDC_CLIENT_ID: 'handrail',
      OIDC_CLIENT_SECRET: 'a secret of this test',
      OIDC_NAME: 'House of Tests',
    })
    owner = connect(product.servers.ownerUrl, { max: 1, asOwner: true })
    const db = connect(product.servers.databaseUrl, { max: 1 })
    serviceId = await transact(systemCtx(db, 'test'), (tx) => givenListing(tx, 'Pantry'))
    await db.destroy()
    await sql`create function fail() returns boolean language plpgsql as $$ begin
      raise exception 'Marker-Zebra in the message' using detail = 'Key (email)=(Marker-Zebra)', hint = 'Marker-Zebra', errcode = '23505';
    end $$`.execute(owner)
    await sql`create function fail_write() returns trigger language plpgsql as $$ begin perform fail(); return new; end $$`.execute(
      owner,
    )
    for (const table of ['service', 'mail_message'])
      await sql`create policy fails on ${sql.table(table)} as restrictive for select using (fail())`.execute(
        owner,
      )
    await sql`create trigger fails before insert on sign_in_attempt for each row execute function fail_write()`.execute(
      owner,
    )
  })
  afterAll(async () => {
    await owner?.destroy()
    await product?.stop()
  })

  /** The lines of the log that an answer's id stands in. */
  async function linesOf(response: Response): Promise<Record<string, unknown>[]> {
    await response.text()
    await sleep(500)
    const id = response.headers.get('x-request-id') ?? 'none'
    return product
      .said()
      .split('\n')
      .filter((line) => line.includes(id))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  const told = (event: string) =>
    expect.objectContaining({
      event,
      error: 'PostgresError',
      code: '23505',
      frames: expect.arrayContaining([expect.any(String)]),
    })

  it('of a page: the request, the route, the class and where, and no word', async () => {
    const response = await fetch(`${product.address}/en/services/${serviceId}`)
    expect(response.status).toBe(500)
    expect(await linesOf(response)).toContainEqual(told('request.failed'))
  })

  it('of an action', async () => {
    const browser = new HttpClient(product.address)
    const form = await browser.form('/en/sign-in', 'name="password"')
    const response = await browser.post('/en/sign-in', {
      ...form,
      email: 'marker-zebra@people.example',
      password: 'Marker-Zebra',
    })
    expect(response.status).toBe(500)
    expect(await linesOf(response)).toContainEqual(told('action.failed'))
  })

  it('of a job', async () => {
    const id = newId()
    await owner
      .insertInto('mail_message')
      .values({
        id,
        dedupe_key: id,
        to_address: 'zebra@people.example',
        template: 'agency.code',
        locale: 'en',
      })
      .execute()
    await sql`select graphile_worker.add_job('mail.send', ${JSON.stringify({ mailId: id })}::text::json)`.execute(
      owner,
    )
    for (let tries = 0; tries < 50 && !product.said().includes('"job.failed"'); tries++) await sleep(200)
    expect(product.said()).toContain('"job.failed"')
  })

  it('holds nothing of what was written in any line, and every line is one of the log', () => {
    expect(product.said().toLowerCase()).not.toContain('zebra')
    const lines = product.said().split('Handrail is ready')[1]?.split('\n').slice(1).filter(Boolean) ?? []
    expect(lines.length).toBeGreaterThan(3)
    expect(lines.filter((line) => !line.startsWith('{"level":'))).toEqual([])
  })

  it('says plainly on the page of a provider that nobody told us whose addresses it speaks for', async () => {
    const page = await (await fetch(`${product.address}/en/sign-in?refused=1`)).text()
    expect(page).toContain('has not been told which mail addresses belong there')
    expect(page).not.toContain('You have no account here yet')
  })
})
