import { expect, it } from 'vitest'
import { hearGun } from './gun'

function type(text: string, gap_ms: number, start: number): void {
  ;[...text].map((sign) => sign === '\n' ? 'Enter' : sign).forEach((key, n) => {
    const event = new KeyboardEvent('keydown', { key })
    Object.defineProperty(event, 'timeStamp', { value: start + n * gap_ms })
    dispatchEvent(event)
  })
}

it('hears a hand scanner, and nobody who types', () => {
  const heard: string[] = []
  const stop = hearGun((text) => heard.push(text))
  const code = 'FX1:6BF ABCDEFGHIJKL/MN'
  type(`${code}\n`, 5, 1_000)
  type(`${code}\n`, 200, 10_000)
  type('FX1:6\n', 5, 100_000)
  // What was typed before it is none of it.
  type('ab', 5, 200_000)
  type(`${code}\n`, 5, 201_000)
  expect(heard).toEqual([code, code])
  stop()
  type(`${code}\n`, 5, 300_000)
  expect(heard.length).toBe(2)
})
