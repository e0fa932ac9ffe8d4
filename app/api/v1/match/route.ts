import { answerMatch } from '#web/match-api.ts'

export function POST(request: Request): Promise<Response> {
  return answerMatch(request)
}
