// What was taken down at doors, on its way from the phone to the server.
import type { FollowRecord } from '@/api/contract'
import type { Taken } from '@/follow/says'
import { sendEach, type Outbox, type Sendable } from '@/phone/outbox'

export interface FollowItem extends Taken, Sendable {
  account_id: string
  /** Whom it is about, where his row is no longer at hand. */
  whom: string
}

export interface FollowBox extends Outbox<FollowItem> {
  send: (person_id: string, body: FollowRecord) => Promise<unknown>
}

export const bodyOf = ({ fact_id, day, kind, tenths, symptoms }: FollowItem): FollowRecord =>
  ({ fact_id, day, kind, symptoms: [...symptoms], ...(tenths === null ? {} : { tenths }) })

export const sendFollows = (box: FollowBox): Promise<'sent' | 'unreachable'> =>
  sendEach(box, (item) => box.send(item.person_id, bodyOf(item)))
