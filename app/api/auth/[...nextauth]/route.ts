import { handlers } from '#web/auth.ts'

export const { GET, POST } = handlers
