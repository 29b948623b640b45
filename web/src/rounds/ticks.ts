// What stands of a person in a round. A tick names the ticks it replaces, so that ticks may arrive
// in any order and more than once: the same rule as the server's, for what waits on a phone.
import type { Day, Means, Outcome, RoundCounts, RoundPerson, Standing, TickRow } from '@/api/contract'
import { newId } from '@/api/ids'

/** A tick as it is sent. */
export interface Tick {
  fact_id: string
  person_id: string
  outcome: Outcome
  note: string
  back_on: Day | null
  replaces: string[]
  seen_at: number
  means: Means
}
/** What somebody says became of a person. */
export interface Said { outcome: Outcome; note: string; back_on: Day | null }
/** An own tick that the list of the server may not tell of yet. */
export interface OwnTick extends Tick {
  /** A later own tick has arrived before it: it is sent, but stands no longer. */
  is_over?: boolean
}

export const said = (outcome: Outcome, note = '', back_on: Day | null = null): Said => ({ outcome, note, back_on })

/** Makes a tick that replaces everything that stands on the screen. */
export function tickOf(person: Pick<RoundPerson, 'person_id' | 'ticks'>, what: Said, means: Means, seen_at: number, id: string = newId()): Tick {
  return { fact_id: id, person_id: person.person_id, ...what, note: what.note.trim(), replaces: person.ticks.map((tick) => tick.fact_id), seen_at, means }
}

/** How a person stands by the ticks that no other replaces. */
export function standingOf(ticks: readonly Pick<TickRow, 'outcome' | 'back_on'>[]): Standing {
  const first = ticks[0]
  if (first === undefined) return 'missing'
  if (ticks.some((tick) => tick.outcome !== first.outcome || tick.back_on !== first.back_on)) return 'disputed'
  return first.outcome === 'unticked' ? 'missing' : first.outcome
}

const shown = (tick: Tick, by_name: string): TickRow =>
  ({ fact_id: tick.fact_id, outcome: tick.outcome, note: tick.note, back_on: tick.back_on, by_name, seen_at: tick.seen_at, means: tick.means })

/** The person as he stands when `own` have arrived: in whatever order they are, and however often. */
export function withTicks<Person extends RoundPerson>(person: Person, own: readonly OwnTick[], by_name: string): Person {
  if (own.length === 0) return person
  const replaced = new Set(own.flatMap((tick) => tick.replaces))
  const known = new Map<string, TickRow>(person.ticks.map((tick) => [tick.fact_id, tick]))
  for (const tick of own) if (!tick.is_over && !known.has(tick.fact_id)) known.set(tick.fact_id, shown(tick, by_name))
  const ticks = [...known.values()].filter((tick) => !replaced.has(tick.fact_id)).sort((a, b) => (a.fact_id < b.fact_id ? -1 : 1))
  return { ...person, ticks, standing: standingOf(ticks) }
}

/** What is left to send after a list that tells of every tick that had been kept. What a forgotten
 *  tick replaced must not rise again while it waits. */
export function withoutKept<T extends OwnTick>(own: readonly T[], isKept: (tick: T) => boolean): T[] {
  const replaced = new Set(own.filter(isKept).flatMap((tick) => tick.replaces))
  return own.filter((tick) => !isKept(tick)).map((tick) => (replaced.has(tick.fact_id) && !tick.is_over ? { ...tick, is_over: true } : tick))
}

/** The ticks by the person that they are about. */
export function byPerson<T extends { person_id: string }>(ticks: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const tick of ticks) {
    const list = found.get(tick.person_id)
    if (list) list.push(tick)
    else found.set(tick.person_id, [tick])
  }
  return found
}

export const noCounts = (): RoundCounts => ({ people: 0, done: 0, refused: 0, away: 0, moved: 0, exempt: 0, disputed: 0, missing: 0 })

export function countsOf(people: readonly { standing: Standing }[]): RoundCounts {
  const counts = noCounts()
  for (const { standing } of people) {
    counts.people += 1
    counts[standing] += 1
  }
  return counts
}

/** Those who have no outcome yet, or two. */
export const openOf = (counts: RoundCounts): number => counts.missing + counts.disputed
/** The share that has an outcome, of a hundred; a round that is not over never shows 100. */
export function percentOf(counts: RoundCounts): number {
  if (counts.people === 0) return 0
  const open = openOf(counts)
  return open === 0 ? 100 : Math.min(99, Math.floor(100 * (counts.people - open) / counts.people))
}

/** What is wrong with what somebody wants to say; the server has the same rule. */
export function flawOf({ outcome, note }: Said): 'where' | 'reason' | null {
  if (note.trim() !== '') return null
  switch (outcome) {
    case 'away': return 'where'
    case 'refused': case 'exempt': return 'reason'
    case 'done': case 'moved': case 'unticked': return null
  }
}
