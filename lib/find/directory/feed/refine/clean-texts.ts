import { cleanLine, cleanText } from '../../normalise/text.ts'
import { type Entity, SHAPES } from '../entities.ts'
import { type Draft, keepOriginal, type Told } from './refine.ts'

/** Columns that hold one line; every other text may have paragraphs. */
const LINES = /^(name|alternate_name|title|department|attention|address_\d|city|region|label|number|code)$/
const LINKS = /^(url|website|uri|logo|schedule_link|term_uri)$/
/** Only text with one of these needs a look: most cells have none, and there are millions of cells. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SUSPICIOUS = /[<&\\\n\r\t\u0000-\u001f\u007f-\u00a0\u200b\u2028\ufeff]|\s\s|â|Ã|Â|GÇ|Γ/

/** Takes HTML, literal `\n` and damaged characters out of a record's texts and completes links without a scheme. */
export function cleanTexts(entity: Entity, { values, extra }: Draft, told: Told): void {
  const { columns } = SHAPES[entity]
  for (const column in values) {
    const raw = values[column]
    if (typeof raw !== 'string' || columns[column] !== 'text') continue
    if (LINKS.test(column)) values[column] = completeLink(raw)
    else if (SUSPICIOUS.test(raw)) {
      const { value, note } = LINES.test(column) ? cleanLine(raw) : cleanText(raw)
      values[column] = value
      if (note) told.note(note)
      if (note === 'html-removed') keepOriginal(extra, column, raw)
    }
  }
}

/** `www.example.org` as a link that a browser does not take for a page of this site. */
function completeLink(raw: string): string {
  const link = raw.trim()
  return /^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(link) && !/^\w+:/.test(link) ? `https://${link}` : link
}
