import type { z } from 'zod'
import { DomainError, type FieldError } from '#base/core/errors.ts'
import type { Ctx } from '#base/db/context.ts'
import { logError } from '#base/runtime/structured-output.ts'
import { auth } from './auth.ts'
import { isFieldName, readForm } from './read-form.ts'
import { aboutWords, formLocale, refusalWords } from './refusal-words.ts'
import { currentSession, requestCtx } from './session.ts'

/** What a form gets back: nothing lost of what was typed, and what to do about it. */
export type FormState = {
  /** What was typed, by field name, for the fields to show again. */
  values: Record<string, string>
  /** What was ticked, by field name; absent before the form was sent. */
  chosen?: Record<string, string[]>
  errors: FieldError[]
  /** About the whole form. */
  message?: string
  done?: boolean
  /** Of a form that does the same for several: what became of each, by its id; null where it went, else why it did not. */
  outcomes?: Record<string, string | null>
}

/** Fields that are never sent back to a page. */
const SECRET = /password|code/i

function typed(form: FormData): Pick<FormState, 'values' | 'chosen'> {
  const values: Record<string, string> = {}
  const chosen: Record<string, string[]> = {}
  for (const [name, value] of form.entries()) {
    if (typeof value !== 'string' || SECRET.test(name) || !isFieldName(name)) continue
    values[name] = value
    chosen[name] = [...(chosen[name] ?? []), value]
  }
  return { values, chosen }
}

/**
 * Parse, ask one command, answer: a server action that works without script. Expected refusals come back beside the
 * fields with what was typed; the rest is a bug, logged once without the form's content.
 */
export function formAction<S extends z.ZodType>(
  schema: S,
  run: (ctx: Ctx, input: z.output<S>) => Promise<FormState | undefined>,
) {
  return rawAction(async (form) => run(await requestCtx(), parseForm(schema, form)))
}

/** @throws invalid with what is wrong beside each field. */
export function parseForm<S extends z.ZodType>(schema: S, form: FormData): z.output<S> {
  const parsed = schema.safeParse(readForm(form))
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }))
  throw new DomainError('invalid', '', { errors })
}

/** What was chosen in a field for files; undefined when nothing was. */
export async function uploadOf(
  form: FormData,
  name: string,
): Promise<{ name: string; bytes: Uint8Array } | undefined> {
  const file = form.get(name)
  // A field without a file sends an empty one, whose name depends on who read the form.
  if (!(file instanceof File) || file.size === 0) return undefined
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
}

function refused(error: DomainError, form: FormData): FormState {
  const locale = formLocale(form)
  const errors = error.errors.map(({ path, message, about }) => ({
    path,
    message: `${refusalWords(message, locale)}${about ? ` ${aboutWords(about, locale)}` : ''}`,
  }))
  return { ...typed(form), errors, message: refusalWords(error.message, locale) }
}

const SIGNED_OUT = new DomainError(
  'sign-in-required',
  'You were signed out. What you typed is still here: sign in in another window, then send it again.',
)

/** The browser carries a sign-in whose session is over: a refusal then means that, and not that something is gone. */
async function isSignedOut(): Promise<boolean> {
  return Boolean((await auth())?.sessionId) && !(await currentSession())?.actor
}

/** The same for a form that is read by hand. */
export function rawAction(run: (form: FormData) => Promise<FormState | undefined>) {
  return async (_before: FormState, form: FormData): Promise<FormState> => {
    try {
      return (await run(form)) ?? { values: {}, errors: [], done: true }
    } catch (error) {
      if (error instanceof DomainError)
        return refused(error.code === 'not-found' && (await isSignedOut()) ? SIGNED_OUT : error, form)
      if (!(error instanceof Error && 'digest' in error)) logError('action.failed', error)
      throw error
    }
  }
}
