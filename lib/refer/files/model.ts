/** Larger than a photographed page, smaller than what would fill the database. Bytes. */
export const MAX_FILE_BYTES = 8_000_000

/** `consent` a signed form, `authority` what shows that a representative may decide, `referral` what goes with one. */
export const FILE_KINDS = ['consent', 'authority', 'referral'] as const
export type FileKind = (typeof FILE_KINDS)[number]

export type FileParty = 'sender' | 'agency' | 'client'

/** A file as it came in; its name and type are what the browser says, and neither is believed. */
export type Upload = { name: string; bytes: Uint8Array }

export type FileLine = {
  id: string
  name: string
  mediaType: string
  /** Bytes. */
  size: number
  from: FileParty
  at: Date
}

export type OpenedFile = FileLine & { bytes: Buffer }

/** A name that no system takes for a path or a command; the ending says what the content is. */
export function safeName(name: string, mediaType: string): string {
  const ending = ENDINGS[mediaType] ?? 'bin'
  const stem = name
    .normalize('NFC')
    .replace(/^.*[\\/]/, '')
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 80)
  return `${stem || 'file'}.${ending}`
}

const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
}
