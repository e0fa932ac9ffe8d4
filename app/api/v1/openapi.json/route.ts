import { openApiDocument } from '#web/openapi.ts'

/** The description of this API, made from the schemas that read its requests. */
export function GET(): Response {
  return Response.json(openApiDocument())
}
