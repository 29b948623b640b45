// What a grid worker did while the server may be out of reach, and how it is sent. Acts carry no
// version: a phone that was away cannot know it, so the state of the order decides at the server.
import type { Moment, OrderRow, OrderView } from '@/api/contract'
import { ApiError, isUnreachable } from '@/api/errors'
import { newId } from '@/api/ids'
import { orderWhere } from '@/orders/says'

export const UNDO_MS = 10_000

export type QueueAct =
  | { kind: 'claim' }
  | { kind: 'done'; note: string; households_done: number; households_left: number }
  | { kind: 'hand_back'; reason: string }
export type QueueState = 'waiting' | 'sent' | 'accepted' | 'refused'
export interface QueueItem {
  fact_id: string
  account_id: string
  order_id: string
  title: string
  act: QueueAct
  /** Once on its way it may have arrived, and can no longer be taken back. */
  attempted: boolean
  state: QueueState
  made_at: Moment
  send_after: Moment
  problem: { code: string; sentence: string } | null
}

export function queueItem(order: OrderRow, act: QueueAct, account_id: string, now: Moment): QueueItem {
  return {
    fact_id: newId(now), account_id, order_id: order.order_id, title: `${order.title} · ${orderWhere(order)}`, act,
    attempted: false, state: 'waiting', made_at: now, send_after: act.kind === 'done' ? now + UNDO_MS : now, problem: null,
  }
}

export const isPending = (item: QueueItem): boolean => item.state === 'waiting' || item.state === 'sent'

/** The order as it will stand when everything queued has arrived. */
export function asQueued<Row extends OrderRow>(order: Row, queue: QueueItem[], name: string): Row {
  return queue.filter((item) => item.order_id === order.order_id && isPending(item)).reduce<Row>((row, { act }) => {
    switch (act.kind) {
      case 'claim': return { ...row, state: 'claimed', claimed_by_name: name, mine: true }
      case 'done': return { ...row, state: 'done', late: false }
      case 'hand_back': return { ...row, state: 'open', claimed_by: null, claimed_by_name: null, mine: false }
    }
  }, order)
}

export interface Post {
  send: (item: QueueItem) => Promise<OrderView>
  /** Keeps the item on the phone before anything else happens to it. */
  keep: (item: QueueItem) => Promise<void>
  arrived: (order: OrderView) => void
}

/** Sends what is due, oldest first. Stops at the first sign that the server is out of reach. */
export async function sendQueue(queue: QueueItem[], now: Moment, post: Post): Promise<'sent' | 'unreachable'> {
  const waiting = new Set<string>()
  for (const item of queue) {
    if (!isPending(item)) continue
    if (item.send_after > now || waiting.has(item.order_id)) { waiting.add(item.order_id); continue }
    Object.assign(item, { attempted: true, state: 'sent' })
    await post.keep(item)
    if (await sendOne(item, post) === 'unreachable') return 'unreachable'
  }
  return 'sent'
}

async function sendOne(item: QueueItem, post: Post): Promise<'accepted' | 'refused' | 'unreachable'> {
  try {
    const order = await post.send(item)
    Object.assign(item, { state: 'accepted', problem: null })
    await post.keep(item)
    post.arrived(order)
    return 'accepted'
  } catch (error) {
    if (isUnreachable(error) || !(error instanceof ApiError) || error.status >= 500 || error.status === 401 || error.status === 429) {
      item.state = 'waiting'
      await post.keep(item)
      return 'unreachable'
    }
    Object.assign(item, { state: 'refused', problem: { code: error.code, sentence: error.sentence } })
    await post.keep(item)
    return 'refused'
  }
}
