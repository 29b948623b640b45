import type { OrderRow } from '@/api/contract'
import type { FieldWords } from '@/words/field'
import { isPending, type QueueItem, type QueueState } from './queue'

export interface DayCounts { open: number; done: number; late: number }

export function dayCounts(orders: OrderRow[]): DayCounts {
  const live = orders.filter((order) => order.state === 'open' || order.state === 'claimed')
  return { open: live.length, late: live.filter((order) => order.late).length, done: orders.filter((order) => order.state === 'done').length }
}

export type Tab = 'mine' | 'grid' | 'done'
export function ofTab(orders: OrderRow[], tab: Tab): OrderRow[] {
  switch (tab) {
    case 'mine': return orders.filter((order) => order.mine && order.state === 'claimed')
    case 'grid': return orders.filter((order) => order.state === 'open' || order.state === 'claimed' && !order.mine)
    case 'done': return orders.filter((order) => order.state === 'done')
  }
}

/** How the newest record of an order stands: waiting, on its way, received, or refused. */
export const queueStateOf = (items: QueueItem[], order_id: string): QueueState | null =>
  items.filter((item) => item.order_id === order_id).at(-1)?.state ?? null

export const actText = (item: QueueItem, words: FieldWords): string => {
  switch (item.act.kind) {
    case 'claim': return words.claim
    case 'done': return `${words.done} · ${words.doneBy(item.act.households_done, item.act.households_left)}`
    case 'hand_back': return `${words.handBack} · ${item.act.reason}`
  }
}

export const waitingText = (items: QueueItem[], words: FieldWords): string => {
  const n = items.filter(isPending).length
  return n === 0 ? '' : words.queueLine(n)
}
