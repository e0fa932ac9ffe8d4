import { connect } from 'node:net'
import { DomainError } from '#base/core/errors.ts'

const SCAN_MS = 20_000
const CHUNK_BYTES = 65_536

/**
 * Asks ClamAV's daemon whether a file is clean, by INSTREAM: chunks, each after its length in four bytes, an empty one
 * at the end. A scanner that is set and does not answer lets nothing through.
 * @throws invalid for a file that is not clean, unavailable when the scanner does not answer.
 */
export async function scanFile(clamdUrl: string, bytes: Uint8Array): Promise<void> {
  const answer = await ask(clamdUrl, bytes).catch((cause) => {
    throw new DomainError(
      'unavailable',
      'The file could not be checked for viruses. Try again in a minute.',
      {
        retryAfter: 60,
        cause,
      },
    )
  })
  if (/\bOK$/.test(answer)) return
  if (/FOUND$/.test(answer))
    throw new DomainError('invalid', 'The virus scanner refused this file.', {
      errors: [
        { path: 'file', message: 'The virus scanner refused this file. Take a photo of the page instead.' },
      ],
    })
  throw new DomainError('unavailable', 'The file could not be checked for viruses. Try again in a minute.', {
    retryAfter: 60,
  })
}

function ask(clamdUrl: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(clamdUrl)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 3310), timeout: SCAN_MS })
    let answer = ''
    socket.on('timeout', () => socket.destroy(new Error('The scanner took too long.')))
    socket.on('error', reject)
    socket.on('data', (data) => {
      answer += data.toString('latin1')
    })
    socket.on('close', () => resolve(answer.replaceAll('\0', '').trim()))
    socket.on('connect', () => {
      socket.write('zINSTREAM\0')
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        const chunk = bytes.subarray(at, at + CHUNK_BYTES)
        socket.write(length(chunk.length))
        socket.write(chunk)
      }
      socket.write(length(0))
    })
  })
}

function length(bytes: number): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(bytes)
  return header
}
