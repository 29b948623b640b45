// What the room of test frequency says, as functions without a page.
import type { Day, Decision, DuePage, DueRow, DueView, ExemptReason, FrequencyCounts, PersonFrequency, TestEntry, Trade } from '@/api/contract'
import { dayTitle } from '@/days'
import type { FrequencyWords } from '@/words/frequency'
import type { SharedWords } from '@/words/shared'

export const VIEWS: DueView[] = ['late', 'due', 'to_tell', 'exempt', 'trade', 'all']
/** A grid worker has a door to go to for these. */
export const PHONE_VIEWS: DueView[] = ['late', 'due', 'to_tell']
export const TRADES: Trade[] = ['delivery', 'market', 'transit', 'clinic', 'care_home', 'school', 'catering', 'hotel', 'cold_chain', 'cleaning', 'other']
export const REASONS: ExemptReason[] = ['medical', 'recovered', 'infant', 'bedridden', 'away', 'other']
export const EXEMPT_DAYS_MAX = 90
const COMMUNITY_DIGITS = 12
const LEVELS = [4, 6, 9, COMMUNITY_DIGITS]

/** 全体居民 · 每3日1次 */
export function whatOf(one: { trade: Trade | null; every_days: number }, words: FrequencyWords): string {
  const who = one.trade === null ? words.everybody : words.of(words.trade[one.trade])
  return `${who}${words.dot}${words.every(one.every_days)}`
}

export function daysOf(one: { first_day: Day; last_day: Day | null }, words: FrequencyWords, shared: SharedWords): string {
  return words.days(dayTitle(one.first_day, shared), one.last_day === null ? null : dayTitle(one.last_day, shared))
}

type Stands = Pick<DueRow, 'standing' | 'day' | 'days_late'>

/** 超期 2 天, 9月4日 应检 */
export function standingSaid(one: Stands, words: FrequencyWords, shared: SharedWords): string {
  const day = one.day === null ? '' : dayTitle(one.day, shared)
  switch (one.standing) {
    case 'not_covered': return words.nothing
    case 'exempt': return words.until(day)
    case 'not_yet': return words.dueOn(day)
    case 'due': return words.dueToday
    case 'late': return words.late(one.days_late)
  }
}

export const lastSaid = (one: Pick<DueRow | PersonFrequency, 'last_sample'>, words: FrequencyWords, shared: SharedWords): string =>
  (one.last_sample === null ? words.noSample : dayTitle(one.last_sample, shared))

/** A trade and where, a reason and what is noted. */
export function entrySaid(one: TestEntry, words: FrequencyWords): string {
  const what = one.trade !== null ? words.trade[one.trade] : one.reason !== null ? words.reason[one.reason] : words.standing.exempt
  return one.words === '' ? what : `${what}${words.note(one.words)}`
}

export const numberOf = (page: DuePage | null, view: DueView): number => page?.counts.find((one) => one.view === view)?.n ?? 0

export const peopleOf = (counts: FrequencyCounts): number => counts.not_covered + counts.exempt + counts.not_yet + counts.due + counts.late

/** What holds, waits or comes; and what is over. */
export function splitDecisions(all: Decision[]): { now: Decision[]; over: Decision[] } {
  const isOver = (one: Decision): boolean => one.state === 'over' || one.state === 'declined'
  return { now: all.filter((one) => !isOver(one)), over: all.filter(isOver) }
}

/** The place around this one; none above the city, or above what is the reader's own. */
export function aboveOf(code: string, own: string): string | null {
  const level = LEVELS.findLastIndex((digits) => digits < code.length)
  const above = level < 0 ? null : code.slice(0, LEVELS[level])
  return above !== null && above.length >= own.length ? above : null
}

/** The city's own place: its key in the store has two digits more. */
export const cityOf = (key: string): string => (key.length === 6 && key.endsWith('00') ? key.slice(0, 4) : key)

export const isCommunity = (code: string): boolean => code.length === COMMUNITY_DIGITS

/** The day by which whoever is on the list to be told must be tested. */
export const toldFor = (one: Stands, tomorrow: Day): Day => (one.standing === 'due' && one.day !== null ? one.day : tomorrow)
