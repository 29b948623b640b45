// What is said at the table at once, by the rules of the server's own core (sampling/table.rs).
import { serialOf } from '@/sampling/code'
import type { Pool, Roll } from './wire'

export const CAPACITY: Record<Pool, number> = { one: 1, five: 5, ten: 10, twenty: 20, household: 20 }

export type SwabFlaw = 'held' | 'full' | 'in_this_tube' | 'sampled' | 'other_household'
export interface SwabAsked {
  pool: Pool
  n_inside: number
  isInside: boolean
  wasSampled: boolean
  isOfHousehold: boolean
  /** Waits for a test of his own. */
  isHeld: boolean
}

/** What is wrong with putting somebody into a tube; null where nothing is. */
export function swabFlaw({ pool, n_inside, isInside, wasSampled, isOfHousehold, isHeld }: SwabAsked): SwabFlaw | null {
  if (isInside) return 'in_this_tube'
  if (isHeld && pool !== 'one') return 'held'
  if (wasSampled) return 'sampled'
  if (n_inside >= CAPACITY[pool]) return 'full'
  if (pool === 'household' && n_inside > 0 && !isOfHousehold) return 'other_household'
  return null
}

const holds = (roll: Roll, code: string): boolean => {
  const n = serialOf(code) - serialOf(roll.first)
  return code.slice(0, 6) === roll.first.slice(0, 6) && n >= 0 && n < roll.n_tubes
}

/** The roll of a tube says for how many it is; null where it agrees or no roll holds it. */
export function wrongPool(rolls: readonly Roll[], code: string, wanted: Pool): Pool | null {
  const roll = rolls.find((one) => holds(one, code))
  return roll && roll.pool !== wanted ? roll.pool : null
}
/** Whether the code was given out, as far as the phone knows. */
export const isOfRoll = (rolls: readonly Roll[], code: string): boolean => rolls.some((roll) => holds(roll, code))
