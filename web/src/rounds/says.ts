import type { Outcome, RoundKind, RoundPerson, Standing, TickRow } from '@/api/contract'
import { dayOf, dayTitle, timeOf } from '@/days'
import type { RoundsWords } from '@/words/rounds'
import type { SharedWords } from '@/words/shared'

const AGED_YEARS = 70

/** What a round calls an outcome: who is done was sampled, called on, supplied or counted. */
export const outcomeWord = (kind: RoundKind, outcome: Outcome, words: RoundsWords): string =>
  (outcome === 'done' ? words.done[kind] : words.outcome[outcome])
export const standingWord = (kind: RoundKind, standing: Standing, words: RoundsWords): string =>
  (standing === 'done' ? words.done[kind] : words.standing[standing])

/** What a tick says, with where to or why. */
export function tickWords(kind: RoundKind, tick: Pick<TickRow, 'outcome' | 'note' | 'back_on'>, words: RoundsWords, shared: SharedWords): string {
  const parts = [outcomeWord(kind, tick.outcome, words), tick.note, tick.back_on === null ? '' : words.back(dayTitle(tick.back_on, shared))]
  return parts.filter((part) => part !== '').join(' ')
}

/** Who said it and when; the day only where it is not the day of the list. */
export const tickSource = (tick: Pick<TickRow, 'by_name' | 'seen_at'>, today: string, words: RoundsWords, shared: SharedWords): string =>
  words.by(tick.by_name, dayOf(tick.seen_at) === today ? timeOf(tick.seen_at) : `${dayTitle(dayOf(tick.seen_at), shared)} ${timeOf(tick.seen_at)}`)

/** What to know at the door. */
export function tagsOf(person: Pick<RoundPerson, 'age' | 'stay' | 'note'>, words: RoundsWords): { text: string; is_grave: boolean }[] {
  return [
    ...(person.age !== null && person.age >= AGED_YEARS ? [{ text: words.aged, is_grave: true }] : []),
    ...(person.stay === 'permanent' ? [] : [{ text: words.stay[person.stay], is_grave: false }]),
  ]
}

/** What is written beside an outcome; empty where there is nothing to say. */
export function remarkOf(kind: RoundKind, person: RoundPerson, words: RoundsWords, shared: SharedWords): string {
  const [tick] = person.ticks
  if (person.standing === 'disputed' || person.standing === 'missing' || person.standing === 'done' || tick === undefined) return person.note
  return tickWords(kind, tick, words, shared)
}
