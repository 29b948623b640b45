import { describe, expect, it } from 'vitest'
import { clockAt, looked, measured, timeNow, wrongBy } from './clock'

const MINUTE = 60_000
const START = 1_669_600_000_000

describe('the clock of the table', () => {
  it('is put right by what the server says, half of the way back', () => {
    const clock = measured(START + 20 * MINUTE, 1_000, START + 400, 1_400)
    expect(timeNow(clock, START + 400)).toBe(START + 20 * MINUTE + 200)
    expect(wrongBy(clock)).toBeLessThan(-19 * MINUTE)
    expect(wrongBy(measured(START, 0, START + 9 * MINUTE, 0))).toBeNull()
    expect(wrongBy(measured(START, 0, START + 11 * MINUTE, 0))).toBe(11 * MINUTE)
  })
  it.each([
    ['three days back', -3 * 1440 * MINUTE, true, true], ['back while the screen was off', -5 * MINUTE, false, true],
    ['an hour on', 60 * MINUTE, true, true], ['asleep for an hour', 60 * MINUTE, false, false], ['a second by itself', 900, true, false],
  ])('%s', (_what, by, wasAwake, isTurn) => {
    const clock = measured(START, 0, START, 0)
    const [wall, mono] = [START + MINUTE + by, MINUTE]
    const after = looked(clock, wall, mono, wasAwake)
    expect(timeNow(after, wall)).toBe(isTurn ? START + MINUTE : wall)
    // Looked at again, nothing more has happened.
    expect(looked(after, wall + 5, mono + 5, true).offset_ms).toBe(after.offset_ms)
  })
  it('keeps what was measured over a restart', () => {
    const clock = measured(START + 5 * MINUTE, 0, START, 0)
    expect(timeNow(clockAt(START + MINUTE, 3, clock), START + MINUTE)).toBe(START + 6 * MINUTE)
    expect(clockAt(START, 3)).toMatchObject({ offset_ms: 0, is_measured: false })
  })
})
