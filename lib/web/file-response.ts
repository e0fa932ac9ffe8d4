import { DomainError } from '#base/core/errors.ts'
import type { OpenedFile } from '#refer/files/model.ts'

/**
 * A kept file, to be saved: whatever it holds, no browser draws or runs it in this site's name, and no cache keeps it.
 */
function fileResponse(file: OpenedFile): Response {
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'Content-Type': file.mediaType,
      'Content-Disposition': `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  })
}

/** The file that `open` finds, or the same nothing for absent and not yours. */
export async function fileOr404(open: () => Promise<OpenedFile>): Promise<Response> {
  try {
    return fileResponse(await open())
  } catch (error) {
    if (error instanceof DomainError) return new Response(null, { status: 404 })
    throw error
  }
}
