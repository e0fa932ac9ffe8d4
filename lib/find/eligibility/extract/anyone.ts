/** Phrases by which a listing says that anyone may come. */
const ANYONE: readonly RegExp[] = [
  /^(?:open |available )?(?:to )?(?:any ?one|everyone|everybody|anybody|all|all people|the (?:general )?public|general public)(?: (?:may|can) (?:come|apply|attend)| welcome| in need)?[.!]?$/,
  /\bopen to (?:the (?:general )?public|any ?one|everyone|all)[.!]?$/,
  /\b(?:all|everyone|any ?one|everybody) (?:are|is) welcomed?\b/,
  /^(?:there are )?no (?:eligibility|residency|income)?\s*(?:requirements?|restrictions?|income (?:test|limits?))[.!]?$/,
  /\bno eligibility (?:requirements?|restrictions?)\b/,
  /^(?:abierto a todos|todos son bienvenidos|cualquier persona|publico en general|abierto al publico)[.!]?$/,
]

export function saysAnyone(text: string): boolean {
  return ANYONE.some((pattern) => pattern.test(text))
}
