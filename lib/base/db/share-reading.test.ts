import { expect, it } from 'vitest'
import { shareReading } from './share-reading.ts'

/** Readings that end when the test says so, each with its number. */
function readings() {
  const ends: ((failure?: Error) => void)[] = []
  const ask = shareReading(
    () =>
      new Promise<number>((resolve, reject) => {
        const number = ends.length + 1
        ends.push((failure) => (failure ? reject(failure) : resolve(number)))
      }),
  )
  return { ends, ask }
}

const settled = () => new Promise((turn) => setImmediate(turn))

it('gives all who ask while one is under way the next one, and never the one before', async () => {
  const { ends, ask } = readings()
  const first = ask()
  const [second, third] = [ask(), ask()]
  expect(ends).toHaveLength(1)
  ends[0]?.()
  expect(await first).toBe(1)
  await settled()
  expect(ends).toHaveLength(2)
  const fourth = ask()
  ends[1]?.()
  expect(await Promise.all([second, third])).toEqual([2, 2])
  await settled()
  ends[2]?.()
  expect(await fourth).toBe(3)
})

it('reads anew after all is done, and after a failure', async () => {
  const { ends, ask } = readings()
  const first = ask()
  const second = ask()
  ends[0]?.(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  await settled()
  ends[1]?.()
  expect(await second).toBe(2)
  await settled()
  const third = ask()
  ends[2]?.()
  expect(await third).toBe(3)
})
