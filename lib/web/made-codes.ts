import { type RequestFacts, requestFacts } from '#base/runtime/request.ts'

/** On the global object, because the bundler may load this module several times in one process. */
const held = globalThis as { handrailMadeCodes?: WeakMap<RequestFacts, string> }
held.handrailMadeCodes ??= new WeakMap()

/**
 * Recovery codes that this very request made, for the page that answers it: without script a form's answer is the page,
 * drawn as the account stands by then, and what made them is not on it any more. They end with the request.
 */
export function keepMadeCodes(codes: string): void {
  const request = requestFacts.getStore()
  if (request) held.handrailMadeCodes?.set(request, codes)
}

export function madeCodes(): string | undefined {
  const request = requestFacts.getStore()
  return request && held.handrailMadeCodes?.get(request)
}
