// What was taken down at doors, on its way from the phone to the server. Each is sent by itself; what is sent
// twice is the same.
import type { FollowRecord } from '@/api/contract'
import { ApiError } from '@/api/errors'
import type { Taken } from '@/follow/says'
import { isForLater } from '@/phone/later'

export type FollowState = 'waiting' | 'sent' | 'kept' | 'refused'
export interface FollowItem extends Taken {
  fact_id: string
  account_id: string
  /** Whom it is about, where his row is no longer at hand. */
  whom: string
  state: FollowState
  problem: { code: string; sentence: string } | null
}

export const isOnWay = ({ state }: { state: FollowState }): boolean => state === 'waiting' || state === 'sent'

export interface FollowBox {
  items: () => readonly FollowItem[]
  /** Keeps on the phone how an item stands, before anything else happens to it. */
  keep: (item: FollowItem) => Promise<void>
  send: (person_id: string, body: FollowRecord) => Promise<unknown>
}

export const bodyOf = ({ fact_id, day, kind, tenths, symptoms }: FollowItem): FollowRecord =>
  ({ fact_id, day, kind, symptoms: [...symptoms], ...(tenths === null ? {} : { tenths }) })

/** Sends what waits, oldest first. Stops at the first sign that the server is out of reach. */
export async function sendFollows(box: FollowBox): Promise<'sent' | 'unreachable'> {
  for (const item of box.items().filter(isOnWay)) {
    await box.keep({ ...item, state: 'sent' })
    try {
      await box.send(item.person_id, bodyOf(item))
      await box.keep({ ...item, state: 'kept', problem: null })
    } catch (error) {
      if (isForLater(error)) { await box.keep({ ...item, state: 'waiting' }); return 'unreachable' }
      const problem = error instanceof ApiError ? { code: error.code, sentence: error.sentence } : { code: 'unknown', sentence: '' }
      await box.keep({ ...item, state: 'refused', problem })
    }
  }
  return 'sent'
}
