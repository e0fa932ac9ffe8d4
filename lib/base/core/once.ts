/** Works out the value at its first use, so that a process that never asks for it does not pay for it. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
