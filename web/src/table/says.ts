// What the table says, in words: which refusal reads how.
import type { TableWords } from '@/words/table'
import type { Refused, TubeFlaw } from './acts'
import { spaced } from '@/sampling/code'
import type { Tube } from './queue'
import type { Shout } from './shout'
import type { Flag } from './wire'

const stop = (title: string, how: string, words: TableWords): Shout => ({ tone: 'stop', title, lines: [how], choices: [{ label: words.shout.ok, value: '', isMain: true }] })

export function tubeShout(flaw: TubeFlaw, words: TableWords): Shout {
  const { shout } = words
  switch (flaw.is) {
    case 'shape': return stop(shout.shape, shout.shapeHow, words)
    case 'check': return stop(shout.check, shout.checkHow, words)
    case 'seen': return stop(shout.seen, shout.seenHow(flaw.n), words)
    case 'wrong_pool': return stop(shout.wrongPool(words.pool[flaw.pool]), shout.wrongPoolHow, words)
    case 'no_room': return stop(shout.noRoom, shout.noRoomHow, words)
  }
}

export function swabShout(flaw: Refused, who: string, words: TableWords): Shout {
  const { shout } = words
  const named = (one: Shout): Shout => ({ ...one, lines: [who, ...one.lines] })
  switch (flaw.is) {
    case 'held': return named(stop(shout.held, shout.heldHow, words))
    case 'full': return stop(shout.full, shout.fullHow, words)
    case 'in_this_tube': return named(stop(shout.in_this_tube, shout.inThisTubeHow, words))
    case 'other_household': return named(stop(shout.other_household, shout.otherHouseholdHow, words))
    case 'no_room': return stop(shout.noRoom, shout.noRoomHow, words)
    case 'sampled': return named({
      tone: 'stop', title: shout.sampled, lines: [shout.sampledHow(flaw.tube ? spaced(flaw.tube) : '')],
      choices: [{ label: shout.ok, value: '', isMain: true }, { label: shout.sampledAlthough, value: 'although' }],
    })
  }
}

export type TubeState = 'open' | 'waiting' | 'kept' | 'set_aside' | 'refused'
/** How a tube stands: what is worst of its parts; open while nothing of it had to go. */
export function tubeState({ sealed, parts, swabs }: Tube): TubeState {
  for (const state of ['refused', 'set_aside'] as const) if (parts.some((part) => part.state === state)) return state
  const n_kept = parts.filter((part) => part.state === 'kept').reduce((sum, part) => sum + part.swabs.length, 0)
  if (sealed === null) return 'open'
  return n_kept === swabs.length && parts.some((part) => part.has_seal && part.state === 'kept') ? 'kept' : 'waiting'
}
export const flagsOf = ({ parts }: Tube): Flag[] => [...new Set(parts.flatMap((part) => part.flags))]
export const problemOf = ({ parts }: Tube): string => parts.find((part) => part.state === 'refused' && part.message)?.message ?? ''
