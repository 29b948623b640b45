// What was answered on calls, on its way from the phone to the server. Each is sent by itself; what is sent twice
// is the same, and what somebody else has said meanwhile is seen before it is said anew.
import type { VerifyFactNew, VerifyRow } from '@/api/contract'
import { ApiError } from '@/api/errors'
import { isForLater } from '@/phone/later'

export type AskedState = 'waiting' | 'sent' | 'kept' | 'refused'
export interface AskedItem {
  fact_id: string
  case_id: string
  /** Whom it is about, masked, where his row is no longer at hand. */
  whom: string
  says: Omit<VerifyFactNew, 'fact_id'>
  state: AskedState
  problem: { code: string; sentence: string } | null
}

export const isOnWay = ({ state }: { state: AskedState }): boolean => state === 'waiting' || state === 'sent'

export interface AskedBox {
  items: () => readonly AskedItem[]
  /** Keeps on the phone how an item stands, before anything else happens to it. */
  keep: (item: AskedItem) => Promise<void>
  send: (case_id: string, body: VerifyFactNew) => Promise<unknown>
}

/** Sends what waits, oldest first. Stops at the first sign that the server is out of reach. */
export async function sendAsked(box: AskedBox): Promise<'sent' | 'unreachable'> {
  for (const { fact_id } of box.items().filter(isOnWay)) {
    const item = box.items().find((one) => one.fact_id === fact_id)
    if (item === undefined) continue
    await box.keep({ ...item, state: 'sent' })
    try {
      await box.send(item.case_id, { fact_id, ...item.says })
      await box.keep({ ...item, state: 'kept', problem: null })
    } catch (error) {
      if (isForLater(error)) { await box.keep({ ...item, state: 'waiting' }); return 'unreachable' }
      const problem = error instanceof ApiError ? { code: error.code, sentence: error.sentence } : { code: 'unknown', sentence: '' }
      await box.keep({ ...item, state: 'refused', problem })
    }
  }
  return 'sent'
}

/** A row as it will stand once what is on the phone has arrived; none of whoever was handed back. */
export function asSaid(row: VerifyRow, items: readonly AskedItem[]): VerifyRow | null {
  let now: VerifyRow = row
  // What the list has seen already is counted in it: it came before the list was made.
  for (const { says } of items.filter((one) => one.case_id === row.case_id && one.state !== 'refused' && one.says.facts >= row.facts)) {
    const facts = says.facts + 1
    if (says.does === 'hand_back') return null
    if (says.does === 'tried') now = { ...now, facts, tries: now.tries + 1 }
    else now = { ...now, facts, state: 'answered', answer: says.answer ?? null, late: false }
  }
  return now
}
