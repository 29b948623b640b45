// What was taken down on a phone, on its way to the server. Each is sent by itself; what is sent twice is the
// same, by the id that was made when it was taken down.
import { ApiError } from '@/api/errors'
import { isForLater } from './later'

export type SendState = 'waiting' | 'sent' | 'kept' | 'refused'
export interface Sendable {
  fact_id: string
  state: SendState
  /** Why the server refused it. */
  problem: { code: string; sentence: string } | null
}

export const isOnWay = ({ state }: { state: SendState }): boolean => state === 'waiting' || state === 'sent'

export interface Outbox<Item extends Sendable> {
  items: () => readonly Item[]
  /** Keeps on the phone how an item stands, before anything else happens to it. */
  keep: (item: Item) => Promise<void>
}

/** Sends what waits, oldest first. Stops at the first sign that the server is out of reach. */
export async function sendEach<Item extends Sendable>(box: Outbox<Item>, send: (item: Item) => Promise<unknown>): Promise<'sent' | 'unreachable'> {
  for (const { fact_id } of box.items().filter(isOnWay)) {
    const item = box.items().find((one) => one.fact_id === fact_id)
    if (item === undefined) continue
    await box.keep({ ...item, state: 'sent' })
    try {
      await send(item)
      await box.keep({ ...item, state: 'kept', problem: null })
    } catch (error) {
      if (isForLater(error)) { await box.keep({ ...item, state: 'waiting' }); return 'unreachable' }
      const problem = error instanceof ApiError ? { code: error.code, sentence: error.sentence } : { code: 'unknown', sentence: '' }
      await box.keep({ ...item, state: 'refused', problem })
    }
  }
  return 'sent'
}
