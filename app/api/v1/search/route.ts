import { answerSearch } from '#web/match-api.ts'

export function GET(request: Request): Promise<Response> {
  return answerSearch(request)
}
