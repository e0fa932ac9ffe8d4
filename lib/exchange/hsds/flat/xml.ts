import { XMLParser } from 'fast-xml-parser'
import type { Findings } from '#find/directory/feed/model.ts'
import { isRecord } from '../nested/json-file.ts'
import { FeedError, type FeedFile } from '../open/model.ts'
import { openText, scanText, tellEncoding } from '../text/text-file.ts'

/** XML is parsed whole; no directory that is one file of XML comes near this. */
const LARGEST = 256 * 1024 ** 2

type Options = { record: string; nameAttribute?: string | undefined }

/** Each element called `record` as flat columns: leaves by name, and by path where they stand in a group. */
export async function* readXml(
  file: FeedFile,
  { record, nameAttribute }: Options,
  findings: Findings,
): AsyncGenerator<{ row: number; record: Record<string, unknown> }> {
  if (file.bytes > LARGEST) throw new FeedError(`${file.name} is larger than 256 MB of XML; split it.`)
  const scan = await scanText(file)
  const { encoding } = scan
  tellEncoding(file, scan, findings)
  const chunks: Buffer[] = []
  for await (const chunk of await openText(file, encoding)) chunks.push(Buffer.from(chunk))
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: '#text',
    parseTagValue: false,
    trimValues: true,
    // Entities of the document's own could be made to grow without bound; the five of XML are read anyway.
    processEntities: true,
    isArray: (name) => name === record,
  })
  let row = 0
  for (const element of find(parse(parser, Buffer.concat(chunks).toString('utf8'), file), record)) {
    const flat: Record<string, unknown> = {}
    flatten(element, '', nameAttribute, flat)
    yield { row: ++row, record: flat }
  }
}

function parse(parser: XMLParser, words: string, file: FeedFile): unknown {
  try {
    return parser.parse(words)
  } catch (error) {
    throw new FeedError(`${file.name} is not XML: ${(error as Error).message}`, { cause: error })
  }
}

function* find(node: unknown, name: string): Generator<Record<string, unknown>> {
  if (Array.isArray(node)) for (const one of node) yield* find(one, name)
  else if (isRecord(node))
    for (const [tag, value] of Object.entries(node))
      if (tag === name) for (const one of [value].flat()) yield isRecord(one) ? one : { '#text': one }
      else yield* find(value, name)
}

function flatten(
  node: Record<string, unknown>,
  group: string,
  nameAttribute: string | undefined,
  flat: Record<string, unknown>,
): void {
  for (const [tag, value] of Object.entries(node)) {
    if (tag.startsWith('@') || tag === '#text') continue
    for (const one of [value].flat()) {
      const named = isRecord(one) && nameAttribute ? one[`@${nameAttribute}`] : undefined
      const name = typeof named === 'string' ? named : tag
      const text = isRecord(one) ? one['#text'] : one
      const isGroup = isRecord(one) && Object.keys(one).some((key) => !key.startsWith('@') && key !== '#text')
      // Only elements that bear a name of their own make a group; wrappers without one do not.
      if (isGroup)
        flatten(
          one,
          typeof named === 'string' || !nameAttribute ? `${group}${name}.` : group,
          nameAttribute,
          flat,
        )
      else if (text !== undefined && text !== '') flat[`${group}${name}`] ??= text
    }
  }
}
