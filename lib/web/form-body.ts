/**
 * A search is a POST whose answer is the page itself, so that free text and answers stay out of the address. Next.js
 * gives a page no request body; proxy.ts reads it and hands it on under this header name, inside the process. A header
 * of the same name from outside is thrown away. See docs/decisions/0003-search-forms-post.md.
 */
export const FORM_HEADER = 'x-handrail-form'

/** Where the request goes, for links that lead back to the same page in another language. */
export const PATH_HEADER = 'x-handrail-path'

/** More than any honest search: the longest text is 2,000 characters, answers are short. */
export const MAX_FORM_BYTES = 64 * 1024

export type FormEntries = [name: string, value: string][]

/** URL-encoded, so that the header holds nothing but ASCII. */
export function encodeForm(entries: FormEntries): string {
  return new URLSearchParams(entries).toString()
}

/** Null when the request had no form: a GET. */
export function decodeForm(header: string | null): URLSearchParams | null {
  return header === null ? null : new URLSearchParams(header)
}
