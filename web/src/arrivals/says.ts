// What the room of arrivals chooses from, and how its lists are put together. Colors and states are the
// server's.
import type { Arrival, ArrivalMeans, ArrivalState, Coming, Day, MarkColor, Moment } from '@/api/contract'
import { dayOf, timeOf } from '@/days'
import { minuteOf } from '@/filings/says'

export const CODES: Coming['code'][] = ['green', 'not_green', 'unsaid']
export const MEANS: ArrivalMeans[] = ['train', 'air', 'coach', 'car', 'other']
export const STAYS: Coming['stay'][] = ['home', 'lodging', 'through', 'unsaid']
export const STAYED: Coming['stayed'][] = ['nowhere', 'medium', 'high', 'unsaid']
export const RESIDENCES: Coming['residence'][] = ['here', 'elsewhere', 'unsaid']
export const COLORS: (MarkColor | 'none')[] = ['red', 'yellow', 'blue', 'green', 'none']

/** Who is in a train, a flight or a car, the first to come first. */
export interface Group { number: string; at: Moment; rows: Arrival[]; n_people: number; n_seen: number }

export const wasSeen = (one: Pick<Arrival, 'check' | 'received_at'>): boolean => one.check !== null || one.received_at !== null
const isOff = (one: Arrival): boolean => one.state === 'withdrawn'

export function byNumber(rows: readonly Arrival[]): Group[] {
  const groups = new Map<string, Arrival[]>()
  for (const row of rows) {
    const key = row.number.trim().toUpperCase()
    groups.set(key, [...groups.get(key) ?? [], row])
  }
  const all = [...groups].map(([number, own]) => ({
    number, rows: own, at: Math.min(...own.map((one) => one.arrives_at)), n_people: peopleOf(own), n_seen: peopleOf(own.filter(wasSeen)),
  }))
  return all.sort((one, other) => one.at - other.at || one.number.localeCompare(other.number))
}

/** How many people reports are of; who does not come is not counted. */
export const peopleOf = (rows: readonly Arrival[]): number => rows.reduce((n, one) => n + (isOff(one) ? 0 : one.people.length), 0)

type Sampled = Pick<Arrival, 'people' | 'sampled'>
const isOf = (one: Arrival['sampled'][number], at: number): boolean => one.people.length === 0 || one.people.includes(at)
/** Whose sample it is: several who come together share a report, and sometimes a tube. */
export const sampledNames = (one: Arrival['sampled'][number], { people }: Sampled): string[] =>
  people.filter((_, at) => isOf(one, at)).map(({ name }) => name)
/** Of whom there is no sample yet. */
export const unsampledNames = ({ people, sampled }: Sampled): string[] =>
  people.filter((_, at) => !sampled.some((one) => isOf(one, at))).map(({ name }) => name)

export type Filter = 'waiting' | 'missing' | 'kept' | 'all'
const OF: Record<ArrivalState, Exclude<Filter, 'all'> | null> = {
  handed: 'waiting', arrived: 'waiting', unplaced: 'missing', missing: 'missing', expected: null, kept: 'kept', done: null, through: null, withdrawn: null,
}
export const filtered = (rows: readonly Arrival[], filter: Filter): Arrival[] => (filter === 'all' ? [...rows] : rows.filter((one) => OF[one.state] === filter))

/** A moment of a day and a time as they are typed; null where it is none. */
export function momentOf(day: Day | null, time: string): Moment | null {
  const minute = minuteOf(time)
  return !day || minute === null ? null : Date.parse(`${day}T00:00:00+08:00`) + minute * 60_000
}
export const dayAndTime = (at: Moment | null): { day: Day; time: string } => (at === null ? { day: '', time: '' } : { day: dayOf(at), time: timeOf(at) })

/** 36.6 is 366; null where nothing was typed, NaN where it is no temperature. */
export function tenthsOf(text: string): number | null {
  const typed = text.trim().replace(/[\u3002\uff0e,]/, '.')
  if (typed === '') return null
  return /^\d{2}(\.\d)?$/.test(typed) ? Math.round(Number(typed) * 10) : Number.NaN
}

export type StationKey = 'next' | 'before' | 'open' | 'same'
const KEYS: Record<string, StationKey> = { j: 'next', ArrowDown: 'next', k: 'before', ArrowUp: 'before', Enter: 'open', a: 'same' }
/** What a key means at the station, where nobody is writing. */
export const keyAt = (key: string): StationKey | null => KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null
