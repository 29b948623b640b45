import { describe, expect, it } from 'vitest'
import { clockOf, minuteOf } from './says'

describe('the time of a day', () => {
  it('is written and read', () => {
    for (const [minute, text] of [[0, '00:00'], [690, '11:30'], [1439, '23:59']] as const) {
      expect(clockOf(minute)).toBe(text)
      expect(minuteOf(text)).toBe(minute)
    }
    expect(minuteOf(' 9:05 ')).toBe(545)
  })
  it('is none where it is none', () => {
    for (const text of ['', '24:00', '11:60', '11', 'x']) expect(minuteOf(text)).toBeNull()
  })
})
