// What a test says at the counter, in one line and one tone.
import type { PersonTest } from '@/api/contract'
import type { ResultWords } from '@/words/results'

export type Tone = 'good' | 'calm' | 'warn' | 'grave'
const TONES: Record<PersonTest['shown'], Tone> = { waiting: 'calm', negative: 'good', held: 'grave', lifted: 'good', to_be_contacted: 'grave', again: 'warn' }

export function testSays(test: Pick<PersonTest, 'shown' | 'late'>, words: ResultWords): { title: string; tone: Tone } {
  const title = words.shown[test.shown]
  return test.late ? { title: words.late(title), tone: 'warn' } : { title, tone: TONES[test.shown] }
}

/** A year from a day on, less a day: as long as a binding may hold. */
export function yearFrom(day: string): string {
  const [year, rest] = [Number(day.slice(0, 4)), day.slice(4)]
  return `${year + 1}${rest === '-02-29' ? '-02-28' : rest}`
}

/** The day on the wall in the city, eight hours ahead of Greenwich. */
export function wallDay(now: number): string { return new Date(now + 8 * 3_600_000).toISOString().slice(0, 10) }
