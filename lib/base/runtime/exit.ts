/**
 * Ends this program once everything printed has been handed over: on a pipe Node.js writes behind one's back, and
 * `process.exit` alone cuts a long report short.
 */
export async function exitWhenWritten(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  process.exit(code)
}
