// What is said of a round of sampling that a rule asks for.
import type { Day, RoundAsked } from '@/api/contract'
import type { wrDesk } from '@/words/rounds'

export type AskedWords = typeof wrDesk.value.asked

/** Whether it can be opened: its day has come, and nobody did. */
export const isDue = (one: Pick<RoundAsked, 'on' | 'round_id'>, today: Day): boolean => one.round_id === null && one.on <= today

/** Why, and when: in one sentence. */
export function askedSentence(one: Pick<RoundAsked, 'ground' | 'n' | 'on' | 'round_id'>, today: Day, day: string, words: AskedWords): string {
  const why = { closing: words.closing(one.n), lifting: words.lifting, screening: words.screening(one.n), frequency: words.frequency(one.n) }[one.ground]
  if (one.round_id !== null) return why
  const when = one.on === today ? words.today : one.on > today ? words.from(day) : one.ground === 'closing' ? words.missed(day) : words.since(day)
  return `${why}${words.between}${when}`
}
