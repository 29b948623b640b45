// What was answered on calls, on its way from the phone to the server. What somebody else has said meanwhile is
// seen before it is said anew.
import type { VerifyFactNew, VerifyRow } from '@/api/contract'
import { sendEach, type Outbox, type Sendable } from '@/phone/outbox'

export interface AskedItem extends Sendable {
  case_id: string
  /** Whom it is about, masked, where his row is no longer at hand. */
  whom: string
  says: Omit<VerifyFactNew, 'fact_id'>
}

export interface AskedBox extends Outbox<AskedItem> {
  send: (case_id: string, body: VerifyFactNew) => Promise<unknown>
}

export const sendAsked = (box: AskedBox): Promise<'sent' | 'unreachable'> =>
  sendEach(box, ({ case_id, fact_id, says }) => box.send(case_id, { fact_id, ...says }))

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
