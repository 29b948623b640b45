import type { SnapshotMove, SnapshotOutcome } from '@/api/contract'
import { dayTitle } from '@/days'
import type { DeskWords } from '@/words/desk'
import type { SharedWords } from '@/words/shared'
import { levelTitle } from '@/zones/says'

/** The hour that a list is of: 2022-11-24T21. */
export function hourTitle(taken_at: string, shared: SharedWords, desk: DeskWords): string {
  const [day = '', hour = ''] = taken_at.split('T')
  return desk.national.hour(dayTitle(day, shared), Number(hour))
}

/** What happens to an area: 不在名单 → 高风险区. */
export const moveText = (move: SnapshotMove, shared: SharedWords): string =>
  `${levelTitle(move.from, shared)} → ${levelTitle(move.to, shared)}`

export interface MoveCounts { n_new: number; n_changed: number; n_left: number }
export function moveCounts(moves: SnapshotMove[]): MoveCounts {
  return {
    n_new: moves.filter((move) => move.from === null).length,
    n_changed: moves.filter((move) => move.from !== null && move.to !== null).length,
    n_left: moves.filter((move) => move.to === null).length,
  }
}

/** Whether putting the list in releases somebody, so that a person is asked once more. */
export const asksFirst = (outcome: SnapshotOutcome): boolean => outcome.state === 'applied' && outcome.moves.some((move) => move.to === null)
