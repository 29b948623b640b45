// Typing back from paper: the keys that are pressed while the people of a door stand on the screen.
import type { Outcome, RoundPerson } from '@/api/contract'
import { flawOf, said, type Said } from './ticks'

export interface Typing {
  people: RoundPerson[]
  /** What will be saved, by person. Who is not in it stays as he is. */
  marks: Record<string, Said>
  /** Whom a letter means. */
  current: number
}
export type Pressed = { typing: Typing } | { save: true } | { drop: true } | null

const LETTERS: Record<string, Outcome> = { j: 'refused', w: 'away', b: 'moved', m: 'exempt' }
/** What the letters of the list mean, at the screen and from paper. */
export const outcomeOfKey = (key: string): Outcome | null => LETTERS[key.toLowerCase()] ?? (key.toLowerCase() === 'u' ? 'unticked' : null)

export const typingOf = (people: RoundPerson[]): Typing => ({ people, marks: {}, current: 0 })

/** How somebody will stand after saving. */
export const willStand = ({ marks }: Typing, person: RoundPerson): Outcome | 'missing' | 'disputed' => {
  const mark = marks[person.person_id]
  return mark === undefined ? person.standing : mark.outcome === 'unticked' ? 'missing' : mark.outcome
}

/** Sets what will be saved; a mark that changes nothing is none. */
export function marked(typing: Typing, at: number, what: Said): Typing {
  const person = typing.people[at]
  if (person === undefined) return typing
  const { [person.person_id]: _, ...others } = typing.marks
  const same = what.outcome === (person.standing === 'missing' ? 'unticked' : person.standing) && flawOf(what) === null && (what.outcome === 'done' || what.outcome === 'unticked' || what.outcome === 'moved')
  return { ...typing, current: at, marks: same ? others : { ...others, [person.person_id]: what } }
}

export function press(typing: Typing, key: string, unsaid: string): Pressed {
  if (key === 'Enter') return { save: true }
  if (key === 'Escape') return { drop: true }
  const last = typing.people.length - 1
  if (key === 'ArrowDown') return { typing: { ...typing, current: Math.min(last, typing.current + 1) } }
  if (key === 'ArrowUp') return { typing: { ...typing, current: Math.max(0, typing.current - 1) } }
  if (key === '0') {
    const rest = typing.people.map((person, n) => [person, n] as const).filter(([person]) => !['done', 'refused', 'away', 'moved', 'exempt'].includes(willStand(typing, person)))
    return { typing: rest.reduce((now, [, n]) => marked(now, n, said('done')), typing) }
  }
  if (/^[1-9]$/.test(key) || key === ' ') {
    const at = key === ' ' ? typing.current : Number(key) - 1
    const person = typing.people[at]
    if (person === undefined) return null
    return { typing: marked(typing, at, said(willStand(typing, person) === 'done' ? 'unticked' : 'done')) }
  }
  const outcome = outcomeOfKey(key)
  if (outcome === null) return null
  return { typing: marked(typing, typing.current, said(outcome, outcome === 'moved' || outcome === 'unticked' ? '' : unsaid)) }
}
