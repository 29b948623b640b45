import type { CaseElsewhere, Day } from '@/api/contract'

const DAY_MS = 86_400_000

/** How many days before today the last case was reported. */
export const daysAgo = (on: Day, today: Day): number => Math.round((Date.parse(today) - Date.parse(on)) / DAY_MS)

/** Whether a county's answer rests on another, later entry that stands. */
export const isOutdone = (one: CaseElsewhere, all: readonly CaseElsewhere[]): boolean =>
  one.withdrawn === null && all.some((other) => other.withdrawn === null && other.place === one.place && other.last_on > one.last_on)
