// What time it is. The clock of a phone may be wrong, and may be turned while somebody works. How far
// it is from the server's is measured whenever the server answers; between two answers a second
// clock that nobody can turn (performance.now) tells whether the first was.
import type { Moment } from '@/api/contract'

export interface Clock {
  /** To be added to the phone's clock; and whether the server was ever asked. */
  offset_ms: number
  is_measured: boolean
  wall: Moment
  mono: number
}
export const SKEW_MAX_MS = 10 * 60_000
const JUMP_MS = 2_000

export const clockAt = (wall: Moment, mono: number, known?: Pick<Clock, 'offset_ms' | 'is_measured'> | null): Clock =>
  ({ offset_ms: known?.offset_ms ?? 0, is_measured: known?.is_measured ?? false, wall, mono })

/**
 * Looks at both clocks. Back is always a turn of the clock. Forward while the screen was on is one
 * too; while it was off the phone may have slept, and the clock that cannot be turned with it.
 */
export function looked(clock: Clock, wall: Moment, mono: number, wasAwake: boolean): Clock {
  const turned_ms = wall - clock.wall - (mono - clock.mono)
  const isTurn = turned_ms < -JUMP_MS || wasAwake && turned_ms > JUMP_MS
  return { ...clock, offset_ms: isTurn ? clock.offset_ms - turned_ms : clock.offset_ms, wall, mono }
}

/** The server said what time it is; half of the time that it took to ask has passed since. */
export function measured(server_now: Moment, asked_mono: number, wall: Moment, mono: number): Clock {
  return { offset_ms: Math.round(server_now + (mono - asked_mono) / 2 - wall), is_measured: true, wall, mono }
}

export const timeNow = (clock: Clock, wall: Moment): Moment => wall + clock.offset_ms
/** How far the phone's clock is ahead, where that is too much to be passed over. */
export const wrongBy = (clock: Clock): number | null => (Math.abs(clock.offset_ms) > SKEW_MAX_MS ? -clock.offset_ms : null)
