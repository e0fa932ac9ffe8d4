const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to))

/**
 * What a file is by its first bytes, whatever it is called: a photo or a scan. Everything else is `null`, so that
 * nothing that runs, and no page, is ever kept.
 */
export function mediaTypeOf(bytes: Uint8Array): string | null {
  if (ascii(bytes, 0, 5) === '%PDF-') return 'application/pdf'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes[0] === 0x89 && ascii(bytes, 1, 8) === 'PNG\r\n\x1a\n') return 'image/png'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  // ISO base media file, with the brands that phones write for HEIC pictures.
  if (ascii(bytes, 4, 8) === 'ftyp' && ['heic', 'heix', 'mif1'].includes(ascii(bytes, 8, 12)))
    return 'image/heic'
  return null
}
