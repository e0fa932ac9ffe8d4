/** What an object has by birth: a field of such a name would reach every object of the process. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype))

/** React's own fields begin with `$`. */
export const isFieldName = (name: string): boolean =>
  !name.startsWith('$') && !partsOf(name).some((part) => part === 'prototype' || INHERITED.has(part))

const partsOf = (name: string): string[] => name.replace(/\[\]$/, '').split('.')

/** PostgreSQL keeps every character but this one, which nobody types and nobody sees. */
const storable = (value: FormDataEntryValue) =>
  typeof value === 'string' ? value.replaceAll('\0', '') : value

/**
 * `a.b` and `a[]` of field names into the object that a schema reads; empty text counts as absent. Names that no form of
 * ours has are left out, and where `a` and `a.b` both come the later one stands.
 */
export function readForm(form: FormData): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    if (!isFieldName(name)) continue
    const list = name.endsWith('[]')
    const values = form
      .getAll(name)
      .map(storable)
      .filter((value) => value !== '')
    if (values.length === 0 && !list) continue
    const path = partsOf(name)
    let at = result
    for (const part of path.slice(0, -1)) {
      if (typeof at[part] !== 'object' || Array.isArray(at[part])) at[part] = {}
      at = at[part] as Record<string, unknown>
    }
    at[path.at(-1) as string] = list ? values : values[0]
  }
  return result
}
