import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { Findings } from '#find/directory/feed/model.ts'
import type { FeedFile } from '../open/model.ts'
import { type CsvRow, readCsv } from './csv.ts'

/** In chunks of `size` bytes, so that anything may be cut anywhere. */
function fileOf(content: string | Buffer, size = 64 * 1024): FeedFile {
  const bytes = Buffer.from(content)
  const chunks = () => {
    const cut: Buffer[] = []
    for (let at = 0; at < bytes.length; at += size) cut.push(bytes.subarray(at, at + size))
    return cut
  }
  return { name: 'services.csv', bytes: bytes.length, open: async () => Readable.from(chunks()) }
}

async function read(content: string | Buffer, size?: number) {
  const findings = new Findings()
  const rows: CsvRow[] = []
  for await (const some of readCsv(fileOf(content, size), findings)) rows.push(...some)
  return {
    rows: rows.map(({ cells }) => cells),
    numbers: rows.map(({ row }) => row),
    rejected: findings.rejected,
    notes: Object.fromEntries(findings.notes.map(({ code, count }) => [code, count])),
  }
}

describe('encodings', () => {
  const text = 'id,name\n1,Clínica Peña – mañana\n2,Café\n'
  const rows = [
    { id: '1', name: 'Clínica Peña – mañana' },
    { id: '2', name: 'Café' },
  ]

  it.each([
    ['UTF-8', Buffer.from(text), {}],
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${text}`), {}],
    ['UTF-16, little end first', iconv.encode(text, 'utf-16le', { addBOM: true }), { encoding: 1 }],
    ['UTF-16, big end first', iconv.encode(text, 'utf-16be', { addBOM: true }), { encoding: 1 }],
    ['UTF-16 without a mark', iconv.encode(text, 'utf-16le'), { encoding: 1 }],
    ['UTF-16 the other way without a mark', iconv.encode(text, 'utf-16be'), { encoding: 1 }],
    ['Windows-1252', iconv.encode(text, 'windows-1252'), { encoding: 2 }],
    ['Mac Roman', iconv.encode(text, 'macintosh'), { encoding: 2 }],
  ])('%s', async (_, bytes, notes) => {
    for (const size of [3, 64 * 1024]) expect(await read(bytes, size)).toMatchObject({ rows, notes })
  })

  it('Latin-1 without the signs that only Windows added', async () => {
    const { rows, notes } = await read(iconv.encode('id,name\n1,Señor Müller\n', 'latin1'))
    expect(rows).toEqual([{ id: '1', name: 'Señor Müller' }])
    expect(notes).toEqual({ encoding: 1 })
  })

  it('a file that mixes UTF-8 and an older encoding', async () => {
    const mixed = Buffer.concat([
      Buffer.from('id,name\n1,Señal\n'),
      iconv.encode('2,Peña\n', 'windows-1252'),
      Buffer.from('3,Año\n'),
    ])
    const { rows, notes } = await read(mixed)
    expect(rows.map(({ name }) => name)).toEqual(['Señal', 'Peña', 'Año'])
    expect(notes).toEqual({ encoding: 1 })
  })
})

describe('line ends and delimiters', () => {
  it.each([
    ['CR alone', '\r', { 'cr-line-ends': 1 }],
    ['LF', '\n', {}],
    ['CR and LF', '\r\n', {}],
  ])('%s', async (_, end, notes) => {
    const text = ['id,name', '1,"two', 'lines"', '2,plain', ''].join(end)
    const read2 = await read(text, 2)
    expect(read2.rows).toEqual([
      { id: '1', name: `two${end}lines` },
      { id: '2', name: 'plain' },
    ])
    expect(read2.notes).toEqual(notes)
  })

  it.each([';', '\t', '|'])('%j between the cells', async (mark) => {
    const { rows } = await read(`id${mark}name\n1${mark}a, b\n`)
    expect(rows).toEqual([{ id: '1', name: 'a, b' }])
  })

  it('a blank before a quote, blank lines, blanks around cells', async () => {
    const { rows } = await read('id, name ,note\n\n1, "A, B" ,  x\n   \n2,C,\n')
    expect(rows).toEqual([
      { id: '1', name: 'A, B', note: 'x' },
      { id: '2', name: 'C' },
    ])
  })

  it('says that a file has no header', async () => {
    await expect(read(',,\n1,2,3\n')).rejects.toThrow('services.csv has no header')
    await expect(read('id,"name\n1,2\n')).rejects.toThrow('a quote in it is not closed')
  })
})

describe('quotes', () => {
  const before = Array.from({ length: 300 }, (_, at) => `a${at},"Some\ntext",x`).join('\n')

  it.each([7, 64 * 1024])('an unclosed one costs its own row, by number (chunks of %d)', async (size) => {
    const { rows, numbers, rejected } = await read(
      `id,name,note\n${before}\nb1,"never closed,x\nb2,"closed, here",y\nb3,plain,z\n`,
      size,
    )
    expect(rows).toHaveLength(302)
    expect(rows.slice(299)).toEqual([
      { id: 'a299', name: 'Some\ntext', note: 'x' },
      { id: 'b2', name: 'closed, here', note: 'y' },
      { id: 'b3', name: 'plain', note: 'z' },
    ])
    expect(numbers.slice(299)).toEqual([300, 302, 303])
    expect(rejected).toEqual([
      {
        file: 'services.csv',
        row: 301,
        field: null,
        reason: 'a quote opens in this row and is not closed',
      },
    ])
  })

  it('one that would swallow the rest of the file, and one in the last row', async () => {
    const after = Array.from({ length: 60_000 }, (_, at) => `c${at},a plain row of text,x`).join('\n')
    const { rows, rejected } = await read(`id,name,note\n1,"open,x\n${after}\n2,x,"open\n`)
    expect(rows).toHaveLength(60_000)
    expect(rejected.map(({ row }) => row)).toEqual([1, 60_002])
  })

  it('inside a quoted text are read as part of it where the cells then fit', async () => {
    const { rows, notes, rejected } = await read(
      'id,name,note\n1,"The "Open" Door",x\n2,"say "a, b", then c",y\n3,5" pipe,z\n',
    )
    expect(rows).toEqual([
      { id: '1', name: 'The "Open" Door', note: 'x' },
      { id: '3', name: '5" pipe', note: 'z' },
    ])
    expect(notes).toEqual({ 'quotes-inside-text': 1 })
    expect(rejected.map(({ row }) => row)).toEqual([2])
  })
})

describe('rows that are shifted', () => {
  const header = 'id,organization_id,name,description,latitude,longitude,postal_code,url\n'
  const good = '1,o1,Pantry,Food,29.42,-98.49,78204,www.a.example\n'

  it('by a comma that should have stood in quotes', async () => {
    const { rows, notes } = await read(
      'id,url,description,latitude\n1,www.a.example,Food,29.4\n2,www.a.example,Coats, shoes,29.4\n',
    )
    expect(notes).toEqual({ 'shifted-row': 1 })
    expect(rows[1]).toEqual({ id: '2', url: 'www.a.example', description: 'Coats, shoes', latitude: '29.4' })
  })

  it('by a column that is empty in this row alone', async () => {
    const { rows, notes } = await read(
      `${header}${good},2,o1,Closet,Coats,29.42,-98.49,78204\n3,o1,Closet,,Coats,29.42,-98.49,78204\n`,
    )
    expect(notes).toEqual({ 'shifted-row': 2 })
    expect(rows[1]).toEqual({
      id: '2',
      organization_id: 'o1',
      name: 'Closet',
      description: 'Coats',
      latitude: '29.42',
      longitude: '-98.49',
      postal_code: '78204',
    })
  })

  it('where the row says it is longer only by empty cells, or stops short', async () => {
    const { rows, notes } = await read(`${header}${good}2,o1,Closet\n${good.trim()},,,\n`)
    expect(notes).toEqual({ 'surplus-cells': 1, 'short-row': 1 })
    expect(rows.map(({ id }) => id)).toEqual(['1', '2', '1'])
  })

  it('where every row goes on behind a header that stops short', async () => {
    const { rows, notes } = await read(`id,name,url\n1,A,www.a.example,x,y\n2,B,www.b.example,z,\n`)
    expect(notes).toEqual({ 'unnamed-columns': 1 })
    expect(rows[1]).toEqual({ id: '2', name: 'B', url: 'www.b.example', unnamed_4: 'z' })
  })

  it('and a column without a name keeps its values, all but a count of the lines', async () => {
    const { rows, notes } = await read(',id,name,,\n0,a,A,x,\n1,b,B,,\n2,c,C,y,\n')
    expect(rows).toEqual([
      { id: 'a', name: 'A', unnamed_4: 'x' },
      { id: 'b', name: 'B' },
      { id: 'c', name: 'C', unnamed_4: 'y' },
    ])
    expect(notes).toEqual({ 'unnamed-columns': 1 })
  })

  it('and two columns of one name keep both values where they differ', async () => {
    const { rows, notes } = await read('id,phone,phone,phone\n1,a,b,\n2,,b,c\n3,a,a,\n4,a,,c\n')
    expect(rows).toEqual([
      { id: '1', phone: 'a', phone_2: 'b' },
      { id: '2', phone: 'b', phone_3: 'c' },
      { id: '3', phone: 'a' },
      { id: '4', phone: 'a', phone_3: 'c' },
    ])
    expect(notes).toEqual({ 'repeated-columns': 1 })
  })

  it('is rejected by number where several ways would fit', async () => {
    const { rows, rejected } = await read('id,name,description,note\n1,A,b,c\n2,A,b,c,d\n')
    expect(rows).toHaveLength(1)
    expect(rejected).toEqual([
      {
        file: 'services.csv',
        row: 2,
        field: null,
        reason: 'the row has 5 cells where the header has 4, and which one is wrong is not certain',
      },
    ])
  })
})
