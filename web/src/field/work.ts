// The grid worker's day: orders, what is queued, and whether the server is in reach.
import { computed, shallowReactive } from 'vue'
import { isReady } from '@/api/acts'
import { api, holdPurposes, whenSignedOut } from '@/api/client'
import type { Me, OrderRow, OrderView } from '@/api/contract'
import { isUnreachable } from '@/api/errors'
import { dayOf } from '@/days'
import { emptyBox } from '@/messages/box'
import { byUrgency } from '@/orders/says'
import { asQueued, isPending, queueItem, sendQueue, type QueueAct } from './queue'
import * as vault from './vault'

const LIMIT = 200
const AHEAD_MAX = 60
const RETRY_MS = 15_000
interface Work {
  me: Me | null
  started: boolean
  reachable: boolean
  orders: OrderRow[]
  views: Map<string, OrderView>
  askedAt: number
  asking: boolean
  error: unknown
  queue: vault.Queued[]
}
export const work: Work = shallowReactive({ me: null, started: false, reachable: true, orders: [], views: new Map(), askedAt: 0, asking: false, error: null, queue: [] })

const own = computed(() => work.queue.filter(({ item }) => item.account_id === work.me?.account_id))
export const queue = computed(() => own.value.map(({ item }) => item))
export const n_waiting = computed(() => queue.value.filter(isPending).length)
export const orders = computed(() => work.orders.map((order) => asQueued(order, queue.value, work.me?.name ?? '')).sort(byUrgency))

function admit(me: Me): void { holdPurposes(me.purposes); work.me = me }
whenSignedOut(() => { work.me = null })

/** Opens with what the phone knows, then asks the server. */
export async function start(): Promise<void> {
  work.queue = await vault.queueRead().catch(() => [])
  try {
    admit(await api.session.now())
    await vault.keep('me', work.me)
  } catch (error) {
    if (isUnreachable(error)) {
      work.reachable = false
      const known = await vault.kept<Me>('me').catch(() => null)
      if (known) admit(known)
    }
  }
  if (work.me) await openDay()
  work.started = true
  addEventListener('online', () => void catchUp())
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void catchUp() })
  setInterval(() => { if (n_waiting.value > 0 || !work.reachable) void catchUp() }, RETRY_MS)
}

async function openDay(): Promise<void> {
  const known = await vault.kept<{ account_id: string; at: number; rows: OrderRow[]; views: OrderView[] }>('orders').catch(() => null)
  if (known && known.account_id === work.me?.account_id)
    Object.assign(work, { orders: known.rows, askedAt: known.at, views: new Map(known.views.map((view) => [view.order_id, view])) })
  void catchUp()
}

export async function signIn(login: string, password: string): Promise<Me> {
  const me = await api.session.signIn(login, password)
  admit(me)
  work.reachable = true
  if (isReady(me)) await enter()
  return me
}
export async function changePassword(old: string, fresh: string): Promise<void> {
  admit(await api.session.changePassword(old, fresh))
  if (isReady(work.me)) await enter()
}
/** Asks anew who is signed in: somebody may have vouched for the account by now. */
export async function askAgain(): Promise<void> {
  admit(await api.session.now())
  if (isReady(work.me)) await enter()
}
async function enter(): Promise<void> {
  await vault.keep('me', work.me)
  void navigator.storage?.persist?.()
  await openDay()
}
export async function signOut(): Promise<void> {
  await api.session.signOut().catch(() => undefined)
  await vault.wipe()
  emptyBox()
  Object.assign(work, { me: null, orders: [], views: new Map(), askedAt: 0, queue: [] })
}

/** Sends what waits, then asks for the day anew. */
export async function catchUp(): Promise<void> {
  if (!isReady(work.me)) return
  if (await deliver() === 'unreachable') return
  work.asking = true
  try {
    const open = await api.orders.list({ state: 'unfinished', limit: LIMIT })
    const today = dayOf(open.now)
    const done = await api.orders.list({ state: 'done', day: today, limit: LIMIT })
    if (work.me.today !== today) work.me = { ...work.me, today }
    Object.assign(work, { orders: [...open.rows, ...done.rows], askedAt: Date.now(), reachable: true, error: null })
    await readAhead(work.orders)
    await keepDay()
  } catch (error) {
    work.reachable = !isUnreachable(error)
    work.error = error
  } finally { work.asking = false }
}

/** Orders are fetched whole while there is a network, so that they can be read without one. */
async function readAhead(rows: OrderRow[]): Promise<void> {
  const stale = rows.filter((row) => row.state !== 'done' && row.state !== 'called_off' && work.views.get(row.order_id)?.version !== row.version).slice(0, AHEAD_MAX)
  const fetched = await Promise.all(stale.map((row) => api.orders.one(row.order_id).catch(() => null)))
  work.views = new Map([...work.views, ...fetched.flatMap((view) => (view ? [[view.order_id, view] as const] : []))])
}
const keepDay = (): Promise<void> => vault.keep('orders', {
  account_id: work.me?.account_id, at: work.askedAt, rows: work.orders,
  views: work.orders.flatMap((order) => work.views.get(order.order_id) ?? []),
})

export async function orderView(order: string): Promise<OrderView> {
  const view = await api.orders.one(order)
  arrived(view)
  return view
}
function arrived(view: OrderView): void {
  work.views = new Map(work.views).set(view.order_id, view)
  work.orders = work.orders.map((row) => (row.order_id === view.order_id ? view : row))
}

let delivering: Promise<'sent' | 'unreachable'> | null = null
/** One delivery at a time; a second call joins the first. */
export function deliver(): Promise<'sent' | 'unreachable'> {
  return delivering ??= sendAll().finally(() => { delivering = null })
}
async function sendAll(): Promise<'sent' | 'unreachable'> {
  const places = new Map(own.value.map(({ place, item }) => [item, place]))
  const outcome = await sendQueue([...places.keys()], Date.now(), {
    send: ({ act, order_id, fact_id }) => {
      switch (act.kind) {
        case 'claim': return api.orders.work(order_id, { fact_id, kind: 'claimed' })
        case 'done': return api.orders.work(order_id, { fact_id, kind: 'done', note: act.note, households_done: act.households_done, households_left: act.households_left })
        case 'hand_back': return api.orders.work(order_id, { fact_id, kind: 'handed_back', note: act.reason })
      }
    },
    keep: async (item) => {
      await vault.queueWrite(item, places.get(item))
      work.queue = [...work.queue]
    },
    arrived,
  })
  if (places.size > 0) work.reachable = outcome === 'sent'
  return outcome
}

/** Puts an act on the phone; it counts as recorded only when it is stored. */
export async function record(order: OrderRow, act: QueueAct): Promise<number> {
  if (!work.me) throw new Error('nobody is signed in')
  const item = queueItem(order, act, work.me.account_id, Date.now())
  const place = await vault.queueWrite(item)
  work.queue = [...work.queue, { place, item }]
  const wait = item.send_after - Date.now()
  if (wait <= 0) void deliver()
  else setTimeout(() => void deliver(), wait + 50)
  return place
}

/** Takes back what has not been sent. */
export async function undo(place: number): Promise<boolean> {
  const found = work.queue.find((one) => one.place === place)
  if (!found || found.item.attempted) return false
  await vault.queueDrop(place)
  work.queue = work.queue.filter((one) => one.place !== place)
  return true
}

/** Clears what has been received or seen to be refused. */
export async function tidy(): Promise<void> {
  const over = own.value.filter(({ item }) => !isPending(item))
  await Promise.all(over.map(({ place }) => vault.queueDrop(place)))
  work.queue = work.queue.filter((one) => !over.includes(one))
}
