import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/access/actor.ts'
import { addNeed, openClient } from '#refer/clients/commands.ts'
import { clientRecordSchema } from '#refer/clients/model.ts'
import { keepFile } from '#refer/files/commands.ts'
import { mediaTypeOf } from '#refer/files/media-type.ts'
import { MAX_FILE_BYTES, safeName } from '#refer/files/model.ts'
import { useDatabase } from '#testing/database.ts'
import { as, givenWorld, NOON, type World } from '#testing/given.ts'
import { actOnReferral } from './commands/act.ts'
import { attachToReferral } from './commands/attach.ts'
import { createReferral } from './commands/create.ts'
import { finishDraft } from './commands/refer.ts'
import { revokeConsent } from './commands/revoke.ts'
import { openFile } from './queries/file.ts'
import { readReferral } from './queries/referral.ts'

const text = (words: string) => new Uint8Array(Buffer.from(words, 'latin1'))
const PDF = text('%PDF-1.7 Marker-Lien')

describe('what a file is', () => {
  it.each([
    ['a PDF', '%PDF-1.4', 'application/pdf'],
    ['a JPEG', '\xff\xd8\xff\xe0', 'image/jpeg'],
    ['a PNG', '\x89PNG\r\n\x1a\n', 'image/png'],
    ['a WebP', 'RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['a HEIC', '\0\0\0\x18ftypheic', 'image/heic'],
    ['a page', '<!doctype html><script>', null],
    ['a drawing that can run', '<svg onload="x()">', null],
    ['a program', 'MZ\x90\0', null],
    ['an archive', 'PK\x03\x04', null],
    ['a PNG by its name only', 'photo.png', null],
    ['nothing', '', null],
  ])('%s, by its first bytes', (_, bytes, type) => {
    expect(mediaTypeOf(text(bytes))).toBe(type)
  })

  it('has a name that leads nowhere, with the ending of its content', () => {
    expect(safeName('../../etc/passwd', 'application/pdf')).toBe('passwd.pdf')
    expect(safeName('C:\\temp\\lease".exe', 'image/jpeg')).toBe('lease.jpg')
    expect(safeName('عقد الإيجار.pdf', 'application/pdf')).toBe('عقد الإيجار.pdf')
    expect(safeName('\r\nX-Header: a', 'image/png')).toBe('X-Header a.png')
    expect(safeName('....', 'image/png')).toBe('file.png')
  })
})

describe('files', () => {
  const test = useDatabase()
  let world: World
  beforeAll(async () => {
    world = await givenWorld(test.db)
  })
  afterEach(() => {
    delete process.env.CLAMD_URL
  })

  async function client(): Promise<{ clientId: string; clientNeedId: string }> {
    const ana = as(test.db, world.ana)
    const clientId = await openClient(ana, clientRecordSchema.parse({ alias: 'Rosa' }))
    return {
      clientId,
      clientNeedId: await addNeed(ana, { clientId, needId: 'food.pantry', urgency: 'routine' }),
    }
  }

  async function sent(fields: string[]): Promise<string> {
    const ana = as(test.db, world.ana)
    const { clientNeedId } = await client()
    const id = await createReferral(ana, { clientNeedId, serviceId: world.agency.serviceId })
    await finishDraft(ana, {
      referralId: id,
      version: 1,
      urgency: 'routine',
      fields: fields as never,
      mode: fields.includes('attachments') ? 'authorization' : 'treatment',
      giver: 'client',
      method: 'screen',
      consentLocale: 'en',
      expiresOn: '2027-01-01',
      signature: 'Rosa',
      explained: 'yes',
      step: 'send',
    })
    return id
  }

  it('are sealed, and opened by those who care for the client and nobody else, each time written down', async () => {
    const { clientId } = await client()
    const upload = { name: 'Marker-Name.pdf', bytes: PDF }
    const id = await keepFile(as(test.db, world.ana), { clientId, kind: 'consent', from: 'sender', upload })
    const row = await test.owner.selectFrom('attachment').selectAll().where('id', '=', id).executeTakeFirst()
    expect(JSON.stringify(row)).not.toMatch(/Marker/)
    expect(row?.content).not.toContain(Buffer.from(PDF).toString('base64'))
    expect(await openFile(as(test.db, world.ana), id)).toMatchObject({
      name: 'Marker-Name.pdf',
      mediaType: 'application/pdf',
      bytes: Buffer.from(PDF),
    })
    for (const stranger of [world.ben, world.cleo, world.agencyStaff, world.otherStaff, world.steward])
      await expect(openFile(as(test.db, stranger), id)).rejects.toMatchObject({ code: 'not-found' })
    for (const stranger of [world.ben, world.cleo])
      await expect(
        keepFile(as(test.db, stranger), { clientId, kind: 'consent', from: 'sender', upload }),
      ).rejects.toMatchObject({ code: 'not-found' })
    const audit = await test.owner
      .selectFrom('audit_event')
      .select('action')
      .where('entity_id', '=', id)
      .execute()
    expect(audit.map((each) => each.action)).toEqual(['file:add', 'file:read'])
  })

  it('that are empty, too large or no photo and no PDF are refused in words', async () => {
    const { clientId } = await client()
    const keep = (bytes: Uint8Array) =>
      keepFile(as(test.db, world.ana), {
        clientId,
        kind: 'consent',
        from: 'sender',
        upload: { name: 'x.pdf', bytes },
      })
    await expect(keep(new Uint8Array())).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'file' }],
    })
    await expect(keep(text('<html>'))).rejects.toThrow(/photo/)
    const large = new Uint8Array(MAX_FILE_BYTES + 1)
    large.set(PDF)
    await expect(keep(large)).rejects.toMatchObject({ code: 'too-large' })
  })

  it('of the sender reach the agency only where the consent covers them; the agency’s own reach the sender', async () => {
    const upload = { name: 'lease.pdf', bytes: PDF }
    const without = await sent(['name', 'need'])
    const hidden = await attachToReferral(as(test.db, world.ana), without, upload)
    await expect(openFile(as(test.db, world.agencyStaff), hidden)).rejects.toMatchObject({
      code: 'not-found',
    })
    expect((await readReferral(as(test.db, world.agencyStaff), without)).files).toEqual([])

    const covered = await sent(['name', 'need', 'attachments'])
    const shown = await attachToReferral(as(test.db, world.ana), covered, upload)
    expect((await openFile(as(test.db, world.agencyStaff), shown)).name).toBe('lease.pdf')
    const theirs = await attachToReferral(as(test.db, world.agencyStaff), covered, upload)
    expect((await openFile(as(test.db, world.ana), theirs)).from).toBe('agency')
    for (const stranger of [world.otherStaff, world.ben, world.cleo]) {
      await expect(openFile(as(test.db, stranger), shown)).rejects.toMatchObject({ code: 'not-found' })
      await expect(attachToReferral(as(test.db, stranger), covered, upload)).rejects.toMatchObject({
        code: 'not-found',
      })
    }
    await actOnReferral(as(test.db, world.ana), {
      referralId: covered,
      version: 2,
      action: { name: 'withdraw', data: { reason: 'client-declined', askedBy: 'client' } },
    })
    for (const closed of [shown, theirs])
      await expect(openFile(as(test.db, world.agencyStaff), closed)).rejects.toMatchObject({
        code: 'not-found',
      })
  })

  it('close to the agency, its own too, in the moment that the consent is taken back', async () => {
    const ana = as(test.db, world.ana)
    const upload = { name: 'lease.pdf', bytes: PDF }
    const id = await sent(['name', 'need', 'attachments'])
    const files = [
      await attachToReferral(ana, id, upload),
      await attachToReferral(as(test.db, world.agencyStaff), id, upload),
    ]
    const { referral } = await readReferral(ana, id)
    await revokeConsent(ana, { consentId: referral.consentId ?? '', method: 'voice' })
    const link: Actor = { ...world.agencyStaff, accountId: null, organizationId: null, referralId: id }
    for (const file of files) {
      for (const actor of [world.agencyStaff, link])
        await expect(openFile(as(test.db, actor), file)).rejects.toMatchObject({ code: 'not-found' })
      expect((await openFile(ana, file)).name).toBe('lease.pdf')
    }
  })

  it('carry a consent on paper and a representative’s document, of this client and no other', async () => {
    const ana = as(test.db, world.ana)
    const { clientId, clientNeedId } = await client()
    const other = await client()
    const id = await createReferral(ana, { clientNeedId, serviceId: world.agency.serviceId })
    const keep = (clientId: string, kind: 'consent' | 'authority') =>
      keepFile(ana, { clientId, kind, from: 'sender', upload: { name: 'x.pdf', bytes: PDF } })
    const wanted = {
      referralId: id,
      version: 1,
      urgency: 'routine' as const,
      fields: ['name' as const, 'need' as const],
      mode: 'authorization' as const,
      giver: 'representative' as const,
      giverName: 'Dana Example',
      method: 'paper' as const,
      consentLocale: 'en' as const,
      expiresOn: '2027-01-01',
      signature: 'Dana Example',
      explained: 'yes' as const,
      step: 'send' as const,
    }
    const paths = (error: { errors: { path: string }[] }) => error.errors.map((each) => each.path)
    expect(paths(await finishDraft(ana, wanted).catch((error) => error))).toEqual(['paper', 'authority'])
    const attachmentId = await keep(clientId, 'consent')
    expect(paths(await finishDraft(ana, { ...wanted, attachmentId }).catch((error) => error))).toEqual([
      'authority',
    ])
    const strangers = await keep(other.clientId, 'authority')
    await expect(finishDraft(ana, { ...wanted, attachmentId, authorityId: strangers })).rejects.toMatchObject(
      { code: 'not-found' },
    )
    await finishDraft(ana, { ...wanted, attachmentId, authorityId: await keep(clientId, 'authority') })
    expect((await readReferral(ana, id)).referral.status).toBe('sent')
    // The agency that receives the referral opens neither paper.
    await expect(openFile(as(test.db, world.agencyStaff), attachmentId)).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  /** ClamAV's INSTREAM as its manual describes it. @returns the address. */
  async function scanner(verdict: (bytes: Buffer) => string): Promise<{ url: string; stop(): void }> {
    const server = createServer((socket) => {
      let received = Buffer.alloc(0)
      socket.on('data', (data) => {
        received = Buffer.concat([received, data])
        if (!received.subarray(-4).equals(Buffer.alloc(4))) return
        socket.end(`${verdict(received)}\0`)
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    return { url: `tcp://127.0.0.1:${port}`, stop: () => server.close() }
  }

  it('are shown to the virus scanner where one is set, and kept only when it found them clean', async () => {
    const { clientId } = await client()
    const keep = (bytes: Uint8Array) =>
      keepFile(as(test.db, world.ana), {
        clientId,
        kind: 'consent',
        from: 'sender',
        upload: { name: 'x.pdf', bytes },
      })
    const clamd = await scanner((bytes) =>
      bytes.includes('EICAR') ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK',
    )
    process.env.CLAMD_URL = clamd.url
    const id = await keep(PDF)
    const row = await test.owner
      .selectFrom('attachment')
      .select('scanned_at')
      .where('id', '=', id)
      .executeTakeFirst()
    expect(row?.scanned_at).toEqual(NOON)
    await expect(keep(text('%PDF-EICAR'))).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: 'file' }],
    })
    clamd.stop()
    await expect(keep(PDF)).rejects.toMatchObject({ code: 'unavailable' })
  })
})
