import type { Day, Moment } from '@/api/contract'
import type { SharedWords } from '@/words/shared'

const DAY_MS = 86_400_000
/** Rules count in the city's own days; Taiyuan keeps Beijing time, which has no summer time. */
const CITY_OFFSET_MS = 8 * 3_600_000

const start = (day: Day): number => Date.parse(`${day}T00:00:00Z`)

export const addDays = (day: Day, n: number): Day => new Date(start(day) + n * DAY_MS).toISOString().slice(0, 10)
export const daysBetween = (from: Day, to: Day): number => Math.round((start(to) - start(from)) / DAY_MS)
export const dayOf = (at: Moment): Day => new Date(at + CITY_OFFSET_MS).toISOString().slice(0, 10)
/** The moment in the city: its day (which a drill may move) at the time the clock shows. */
export const cityNow = (today: Day, clock: Moment = Date.now()): Moment =>
  start(today) - CITY_OFFSET_MS + (clock + CITY_OFFSET_MS) % DAY_MS
export const timeOf = (at: Moment): string => new Date(at + CITY_OFFSET_MS).toISOString().slice(11, 16)

export function dayTitle(day: Day, words: SharedWords): string {
  const [, month, date] = day.split('-').map(Number)
  return words.date(month ?? 0, date ?? 0)
}

export function dayFull(day: Day, words: SharedWords): string {
  const [year, month, date] = day.split('-').map(Number)
  return words.dateFull(year ?? 0, month ?? 0, date ?? 0)
}

export const momentTitle = (at: Moment, words: SharedWords): string => `${dayTitle(dayOf(at), words)} ${timeOf(at)}`

export function agoText(at: Moment, now: Moment, words: SharedWords): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  if (seconds < 5) return words.ago.now
  if (seconds < 60) return words.ago.seconds(seconds)
  if (seconds < 3600) return words.ago.minutes(Math.floor(seconds / 60))
  return words.ago.hours(Math.floor(seconds / 3600))
}
