// What a grid worker did while the server may be out of reach, and how it is sent.
import type { Moment, OrderRow, OrderView } from '@/api/contract'
import { ApiError, isCode, isUnreachable } from '@/api/errors'
import { newId } from '@/api/ids'

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
  version: number
  /** Once on its way, the body may have arrived: it is only ever repeated as it was. */
  attempted: boolean
  state: QueueState
  made_at: Moment
  send_after: Moment
  problem: { code: string; sentence: string } | null
}

export function queueItem(order: OrderRow, act: QueueAct, account_id: string, now: Moment): QueueItem {
  return {
    fact_id: newId(now), account_id, order_id: order.order_id, title: `${order.title} · ${order.place_name}`, act, version: order.version,
    attempted: false, state: 'waiting', made_at: now, send_after: act.kind === 'done' ? now + UNDO_MS : now, problem: null,
  }
}

export const isPending = (item: QueueItem): boolean => item.state === 'waiting' || item.state === 'sent'

/** The order as it will stand when everything queued has arrived. */
export function asQueued<Row extends OrderRow>(order: Row, queue: QueueItem[], name: string): Row {
  return queue.filter((item) => item.order_id === order.order_id && isPending(item)).reduce<Row>((row, { act }) => {
    switch (act.kind) {
      case 'claim': return { ...row, state: 'claimed', claimed_by: name, mine: true }
      case 'done': return { ...row, state: 'done', late: false }
      case 'hand_back': return { ...row, state: 'open', claimed_by: null, mine: false }
    }
  }, order)
}

export interface Post {
  send: (item: QueueItem) => Promise<OrderView>
  latest: (order_id: string) => Promise<OrderView>
  /** Keeps the item on the phone before anything else happens to it. */
  keep: (item: QueueItem) => Promise<void>
  arrived: (order: OrderView) => void
}

/** Whether the act still makes sense on the order as the server has it now. */
function stillFits(act: QueueAct, order: OrderView): boolean {
  switch (act.kind) {
    case 'claim': return order.state === 'open'
    case 'done':
    case 'hand_back': return order.state === 'claimed' && order.mine
  }
}

/** Sends what is due, oldest first. Stops at the first sign that the server is out of reach. */
export async function sendQueue(queue: QueueItem[], now: Moment, post: Post): Promise<'sent' | 'unreachable'> {
  const versions = new Map<string, number>()
  const waiting = new Set<string>()
  for (const item of queue) {
    if (!isPending(item)) continue
    if (item.send_after > now || waiting.has(item.order_id)) { waiting.add(item.order_id); continue }
    if (!item.attempted) item.version = versions.get(item.order_id) ?? item.version
    Object.assign(item, { attempted: true, state: 'sent' })
    await post.keep(item)
    const outcome = await sendOne(item, post)
    if (outcome === 'unreachable') return 'unreachable'
    if (outcome !== 'refused') versions.set(item.order_id, outcome.version)
  }
  return 'sent'
}

async function sendOne(item: QueueItem, post: Post): Promise<OrderView | 'refused' | 'unreachable'> {
  try {
    const order = await repeatIfMoved(item, post)
    Object.assign(item, { state: 'accepted', problem: null })
    await post.keep(item)
    post.arrived(order)
    return order
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

/** An order may have moved on meanwhile (risen, say) without the act becoming wrong. */
async function repeatIfMoved(item: QueueItem, post: Post): Promise<OrderView> {
  try {
    return await post.send(item)
  } catch (error) {
    if (!isCode(error, 'stale')) throw error
    const order = await post.latest(item.order_id)
    if (!stillFits(item.act, order)) throw error
    // What was refused was not recorded; this is another body, so another id.
    Object.assign(item, { fact_id: newId(), version: order.version })
    return post.send(item)
  }
}
