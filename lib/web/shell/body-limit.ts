/** Uploads go with forms of 10 MB at most; what claims more is refused before a byte of it is read. */
export const MAX_REQUEST_BYTES = 11 * 1024 * 1024

/** Whether a request says of itself that it is larger than anything we take. What it does not say is counted as it is read. */
export function tooLarge(headers: Headers): boolean {
  const claimed = headers.get('content-length')
  return claimed !== null && !(Number(claimed) <= MAX_REQUEST_BYTES)
}
