import { describe, expect, it } from 'vitest'
import type { OrderRow, OrderView } from '@/api/contract'
import { ApiError } from '@/api/errors'
import { seal, unseal } from '@/phone/seal'
import { asQueued, queueItem, sendQueue, UNDO_MS, type Post, type QueueAct, type QueueItem } from './queue'
import { dayCounts, ofTab } from './says'

const order = (more: Partial<OrderRow> = {}): OrderRow => ({
  order_id: 'o1', zone_id: 'z', zone_area: '', kind: 'door_service', title: '上门服务', instruction: '', place: '', place_name: '', grid: null,
  for_day: '2022-10-14', due_at: 0, late: false, state: 'open', risen_to: null, handed_back: 0, claimed_by: null, claimed_by_name: null, mine: false, version: 3, ...more,
})
const CLAIM: QueueAct = { kind: 'claim' }
const DONE: QueueAct = { kind: 'done', note: '', households_done: 38, households_left: 0 }
const item = (act: QueueAct, more: Partial<QueueItem> = {}): QueueItem => ({ ...queueItem(order(), act, 'a1', 0), ...more })

/** A server that answers by the list it is given, and remembers what it was sent. */
class Server implements Post {
  readonly got: string[] = []
  readonly kept: string[] = []
  constructor(private readonly answers: (OrderView | ApiError | 'lost')[]) {}
  send = async (sent: QueueItem): Promise<OrderView> => {
    this.got.push(sent.act.kind)
    const next = this.answers.shift()
    if (next === undefined || next === 'lost') throw new ApiError('unreachable', 0, '')
    if (next instanceof ApiError) throw next
    return next
  }
  keep = async (kept: QueueItem): Promise<void> => { this.kept.push(kept.state) }
  arrived = (): void => undefined
}
const view = (version: number): OrderView => ({ ...order({ version }), ground: '', facts: [] })
const states = (queue: QueueItem[]): string[] => queue.map((one) => one.state)

describe('the queue', () => {
  it('is sent oldest first', async () => {
    const server = new Server([view(4), view(5)])
    const queue = [item(CLAIM), item(DONE)]
    expect(await sendQueue(queue, UNDO_MS, server)).toBe('sent')
    expect(server.got).toEqual(['claim', 'done'])
    expect(states(queue)).toEqual(['accepted', 'accepted'])
  })

  it('waits while a done can still be undone, and holds back what follows on the same order', async () => {
    const server = new Server([view(4)])
    const queue = [item(DONE, { send_after: 5_000 }), item(CLAIM), item(CLAIM, { order_id: 'o2' })]
    await sendQueue(queue, 4_999, server)
    expect(states(queue)).toEqual(['waiting', 'waiting', 'accepted'])
  })

  it('stops at the first sign that the server is out of reach, and loses nothing', async () => {
    const server = new Server(['lost'])
    const queue = [item(CLAIM), item(CLAIM, { order_id: 'o2' })]
    expect(await sendQueue(queue, 0, server)).toBe('unreachable')
    expect(states(queue)).toEqual(['waiting', 'waiting'])
    expect(server.got).toHaveLength(1)
  })

  it('repeats a lost send as the same record: same id, same body', async () => {
    const queue = [item(CLAIM)]
    const id = queue[0]!.fact_id
    await sendQueue(queue, 0, new Server(['lost']))
    const server = new Server([view(4)])
    await sendQueue(queue, 0, server)
    expect([queue[0]!.fact_id, server.got[0]]).toEqual([id, 'claim'])
  })

  it('is kept as attempted before it is sent', async () => {
    const server = new Server([view(4)])
    await sendQueue([item(CLAIM)], 0, server)
    expect(server.kept).toEqual(['sent', 'accepted'])
  })

  it('keeps the reason when somebody else has taken the order', async () => {
    const server = new Server([new ApiError('order_taken', 409, '已由别人领取。')])
    const queue = [item(CLAIM)]
    await sendQueue(queue, 0, server)
    expect(queue[0]).toMatchObject({ state: 'refused', problem: { code: 'order_taken', sentence: '已由别人领取。' } })
    expect(server.got).toHaveLength(1)
  })

  it('keeps waiting when the server itself fails or the session has ended', async () => {
    for (const status of [500, 503, 401, 429]) {
      const queue = [item(CLAIM)]
      expect(await sendQueue(queue, 0, new Server([new ApiError('x', status, '')]))).toBe('unreachable')
      expect(states(queue)).toEqual(['waiting'])
    }
  })

  it('shows an order as it will stand', () => {
    expect(asQueued(order(), [item(CLAIM)], '魏小满')).toMatchObject({ state: 'claimed', mine: true, claimed_by_name: '魏小满' })
    expect(asQueued(order({ late: true }), [item(CLAIM), item(DONE)], '').state).toBe('done')
    expect(asQueued(order(), [item(CLAIM, { state: 'refused' })], '').state).toBe('open')
  })
})

describe('the day', () => {
  it('counts what is to do, done and late', () => {
    const rows = [order({ late: true }), order({ state: 'claimed', mine: true }), order({ state: 'done', late: true }), order({ state: 'called_off' })]
    expect(dayCounts(rows)).toEqual({ open: 2, late: 1, done: 1 })
    expect(['mine', 'grid', 'done'].map((tab) => ofTab(rows, tab as 'mine').length)).toEqual([1, 1, 1])
  })
})

describe('the vault', () => {
  it('seals so that only its key opens, and the key cannot be taken out', async () => {
    const make = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const [key, other] = [await make(), await make()]
    const box = await seal(key, { title: '上门服务' })
    expect(new TextDecoder().decode(box.sealed)).not.toContain('上门服务')
    expect(await unseal(key, box)).toEqual({ title: '上门服务' })
    await expect(unseal(other, box)).rejects.toThrow()
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })
})
