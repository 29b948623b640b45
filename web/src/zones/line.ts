// The line of days that a zone's clock is drawn as: which marks stand on which day.
import type { Day, ZoneFact, ZoneView } from '@/api/contract'
import { addDays, daysBetween } from '@/days'

export type MarkKind = 'rated' | 'case' | 'tested' | 'positive' | 'down'
export interface LineDay {
  day: Day
  /** Days since day 0; negative before it. */
  n: number
  isToday: boolean
  isPast: boolean
  counted: boolean
  marks: MarkKind[]
}

const DAYS_MAX = 21
const MARK_OF: Record<ZoneFact['kind'], (fact: ZoneFact) => MarkKind | null> = {
  rated: () => 'rated',
  released: () => 'down',
  case_found: () => 'case',
  area_tested: (fact) => (fact.outcome === 'positive_found' ? 'positive' : 'tested'),
  contacts_cleared: () => null,
  withdrawn: () => null,
}

type Clock = Pick<ZoneView, 'day_zero' | 'of_m' | 'earliest' | 'since' | 'facts'>

/** Days from the rating (or a little before day 0) to the step-down or today, whichever is later. */
export function lineOfDays(zone: Clock, today: Day): LineDay[] {
  const zero = zone.day_zero ?? zone.since
  if (zero === null) return []
  const facts = zone.facts.filter((fact) => !fact.withdrawn)
  const target = zone.earliest ?? (zone.of_m === null ? today : addDays(zero, zone.of_m))
  const last = target > today ? target : today
  const first = zone.since !== null && zone.since < zero ? zone.since : zero
  const from = daysBetween(first, last) >= DAYS_MAX ? addDays(last, 1 - DAYS_MAX) : first
  return Array.from({ length: daysBetween(from, last) + 1 }, (_, i) => {
    const day = addDays(from, i)
    const marks = facts.flatMap((fact) => (fact.on === day ? MARK_OF[fact.kind](fact) ?? [] : []))
    if (day === zone.earliest) marks.push('down')
    const n = daysBetween(zero, day)
    return { day, n, isToday: day === today, isPast: day < today, counted: n >= 0 && (zone.of_m === null || n <= zone.of_m), marks: [...new Set(marks)] }
  })
}
