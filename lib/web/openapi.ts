import { z } from 'zod'
import { createDocument } from 'zod-openapi'
import { ERROR_STATUS, type ErrorCode } from '#base/core/errors.ts'
import { matchAnswerSchema, understoodSchema } from '#find/matching/answer.ts'
import { matchRequestSchema } from '#find/matching/request.ts'
import pkg from '../../package.json' with { type: 'json' }

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
    understood: understoodSchema,
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457 problem details, and what the text said with whom to call in a crisis.',
  })

const answerSchema = matchAnswerSchema.meta({ id: 'MatchAnswer' })

const REFUSALS: Partial<Record<ErrorCode, string>> = {
  'sign-in-required':
    'A key was sent that is unknown, ended, over, or not for this. Without one none is asked for.',
  malformed: 'The request could not be read.',
  'too-large': 'The body is larger than 128 kB.',
  invalid: 'A value is not possible: an unknown need id, an age of 200, a place that does not exist.',
  'rate-limited':
    'Too many requests with this key, or without one from this address; Retry-After says when to come back.',
  unavailable: 'The database is gone or does not answer in time; Retry-After says when to come back.',
}

function refusals() {
  const entries = Object.entries(REFUSALS).map(([code, description]) => [
    String(ERROR_STATUS[code as ErrorCode]),
    { description, content: { 'application/problem+json': { schema: problemSchema } } },
  ])
  return Object.fromEntries(entries)
}

const answers = {
  '200': {
    description: 'Services that may help, best first, each with its reasons.',
    content: { 'application/json': { schema: answerSchema } },
  },
}

/** As an address holds them: `need`, `language` and `delivery` may be repeated. No person facts. */
const searchQuery = z.object({
  text: z.string().optional(),
  need: z.array(z.string()).optional(),
  near: z.string().optional().meta({ description: 'A ZIP code, "latitude,longitude", or a place in words.' }),
  withinMiles: matchRequestSchema.shape.withinMiles,
  language: z.array(z.string()).optional().meta({ description: 'BCP 47, preferred first.' }),
  delivery: matchRequestSchema.shape.delivery,
  openAt: matchRequestSchema.shape.openAt,
  sort: matchRequestSchema.shape.sort,
  limit: matchRequestSchema.shape.limit,
  offset: matchRequestSchema.shape.offset,
})

/** OpenAPI 3.1 of the project's own API. */
export function openApiDocument() {
  const responses = { ...answers, ...refusals() }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Handrail', version: pkg.version, description: pkg.description },
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'Optional. A key of an outside system has a limit of its own: 3,000 requests a minute.',
        },
      },
    },
    security: [{}, { key: [] }],
    paths: {
      '/api/v1/match': {
        post: {
          operationId: 'match',
          summary: 'Find services for a person. Person facts travel only in the body.',
          requestBody: { required: true, content: { 'application/json': { schema: matchRequestSchema } } },
          responses,
        },
      },
      '/api/v1/search': {
        get: {
          operationId: 'search',
          summary: 'The same answer for programs, without person facts.',
          requestParams: { query: searchQuery },
          responses,
        },
      },
    },
  })
}
