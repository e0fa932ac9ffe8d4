/** Something outside the program keeps it from starting. `remedy` is a sentence that says what to do about it. */
export class StartError extends Error {
  readonly remedy: string

  constructor(problem: string, remedy: string) {
    super(`${problem}\n  ${remedy}`)
    this.name = 'StartError'
    this.remedy = remedy
  }
}
