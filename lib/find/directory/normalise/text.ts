import sanitizeHtml from 'sanitize-html'
import { type Normalised, normalised } from './normalised.ts'

const MARKUP = /<\/?[a-z][^<>]*>|<!--|&(?:#\d+|#x[\da-f]+|[a-z]{2,8});/i
const BREAKS = /<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6]|\/ul|\/ol)\b[^>]*>/gi
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** UTF-8 that was read as Windows-1252 or as the code page of DOS: quotes and dashes, the letters of Spanish. */
const MISREAD: readonly [RegExp, string][] = [
  [/â€™|GÇÖ|ΓÇÖ/g, '’'],
  [/â€˜|GÇÿ|ΓÇÿ/g, '‘'],
  [/â€œ|GÇ£|ΓÇ£/g, '“'],
  [/â€\u009d|â€(?=\s|$)|GÇ¥|ΓÇ¥/g, '”'],
  [/â€“|GÇô|ΓÇô/g, '–'],
  [/â€”|GÇö|ΓÇö/g, '—'],
  [/â€¢|GÇó|ΓÇó/g, '•'],
  [/Ã¡/g, 'á'],
  [/Ã©/g, 'é'],
  [/Ã­/g, 'í'],
  [/Ã³/g, 'ó'],
  [/Ãº/g, 'ú'],
  [/Ã±/g, 'ñ'],
  [/Â(?=[\u00a0¿¡°])/g, ''],
]
const MISREAD_SIGN = /â€|GÇ|ΓÇ|Ã[¡©­³º±]|Â[\u00a0¿¡°]/

/**
 * Text as it may be shown: no HTML, no literal `\n`, no control characters, blank lines and spaces reduced. Paragraphs
 * and list items stay on lines of their own.
 */
export function cleanText(raw: string | null | undefined): Normalised<string> {
  if (!raw) return normalised('')
  let text = raw
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\\r\\n|\\n|\\r/g, '\n')
    .replace(/\\t/g, ' ')
  let note: string | undefined
  if (MARKUP.test(text)) {
    text = withoutHtml(text)
    note = 'html-removed'
  }
  if (MISREAD_SIGN.test(text)) {
    for (const [wrong, right] of MISREAD) text = text.replace(wrong, right)
    note = 'misread-characters-mended'
  }
  return normalised(
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\u200b]/g, '')
      .replace(/[\t\u00a0\u2000-\u200a\u202f\u3000 ]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    note,
  )
}

function withoutHtml(text: string): string {
  const broken = text.replace(BREAKS, '\n').replace(/<li\b[^>]*>/gi, '\n• ')
  return sanitizeHtml(broken, { allowedTags: [], allowedAttributes: {} }).replace(
    /&(amp|lt|gt|quot|apos|nbsp);/g,
    (whole, name: string) => ENTITIES[name] ?? whole,
  )
}

/** One line: names, titles, cities. */
export function cleanLine(raw: string | null | undefined): Normalised<string> {
  const { value, note } = cleanText(raw)
  return normalised(value.replace(/\s+/g, ' '), note)
}
