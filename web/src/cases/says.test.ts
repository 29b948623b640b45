import { describe, expect, it } from 'vitest'
import { cases as zh } from '@/words/cases-zh'
import { hoursOf, isOpen, lineOf, sharedText } from './says'

const HOUR = 3_600_000
const episode = (from: number, to: number) => ({ episode_id: null, venue: 1, words: '', from, to, source: 'scan' as const, known: 'seen' as const, is_assumed: false, setting: null, seat: null, said: null })

describe('a case', () => {
  it('has one line of time with its gaps where they are', () => {
    const line = lineOf({ episodes: [episode(9 * HOUR, 10 * HOUR), episode(2 * HOUR, 3 * HOUR)], gaps: [{ from: 3 * HOUR, to: 9 * HOUR }] })
    expect(line.map((row) => `${row.is} ${hoursOf(0, row.from)}`)).toEqual(['episode 2', 'gap 3', 'episode 9'])
  })

  it('says how long two were together, or how far apart', () => {
    expect(sharedText({ overlap_s: 4200, gap_s: 0 }, zh)).toBe('同处 70 分钟')
    expect(sharedText({ overlap_s: 0, gap_s: 600 }, zh)).toBe('前后相隔 10 分钟')
  })

  it('asks about nobody who was let go', () => {
    expect(isOpen({ verdict: 'ask', released_at: null })).toBe(true)
    expect(isOpen({ verdict: 'close', released_at: 1 })).toBe(false)
    expect(isOpen({ verdict: 'none', released_at: null })).toBe(false)
  })
})
