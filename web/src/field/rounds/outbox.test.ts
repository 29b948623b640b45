import { describe, expect, it } from 'vitest'
import type { NewPerson, RoundPerson, TickAnswer, TickBody } from '@/api/contract'
import { ApiError } from '@/api/errors'
import { waitMs } from '@/phone/later'
import { BATCH_MAX, counts, isPendingTick, sendRounds, type FoundItem, type Outbox, type TickItem } from './outbox'

const tick = (id: string, more: Partial<TickItem> = {}): TickItem => ({
  fact_id: id, person_id: `p-${id}`, outcome: 'done', note: '', back_on: null, replaces: [], seen_at: 1, means: 'phone', account_id: 'a', round_id: 'r', whom: '王小明', state: 'waiting', attempted: false, send_after: 0, problem: null, ...more,
})
const found = (id: string): FoundItem => ({ account_id: 'a', round_id: 'r', body: { person_id: id } as NewPerson, row: {} as RoundPerson, state: 'waiting', problem: null })

class Box implements Outbox {
  order: string[] = []
  server = new Map<string, TickBody>()
  constructor(public items: TickItem[], public people: FoundItem[] = [], private answer?: (ticks: TickBody[]) => TickAnswer[]) {}
  ticks = (): TickItem[] => this.items
  found = (): FoundItem[] => this.people
  keepTicks = async (changed: TickItem[]): Promise<void> => { this.items = this.items.map((one) => changed.find((item) => item.fact_id === one.fact_id) ?? one) }
  keepFound = async (changed: FoundItem): Promise<void> => { this.people = this.people.map((one) => (one.body.person_id === changed.body.person_id ? changed : one)) }
  sendFound = async (body: NewPerson): Promise<void> => { this.order.push(`person ${body.person_id}`) }
  sendTicks = async (round: string, ticks: TickBody[]): Promise<TickAnswer[]> => {
    this.order.push(`${round} ${ticks.length}`)
    return this.answer ? this.answer(ticks) : ticks.map((one) => { this.server.set(one.fact_id, one); return { fact_id: one.fact_id, fate: 'kept', code: null, message: null } })
  }
  states = (): string[] => this.items.map(({ state }) => state)
}
const offline = (): never => { throw new ApiError('unreachable', 0, '') }

describe('the outbox of a phone', () => {
  it('sends people before ticks, and ticks by round in batches', async () => {
    const box = new Box([...Array.from({ length: 450 }, (_, n) => tick(`t${n}`)), tick('x', { round_id: 's' })], [found('p1')])
    expect(await sendRounds(box, 10)).toBe('sent')
    expect(box.order).toEqual(['person p1', `r ${BATCH_MAX}`, `r ${BATCH_MAX}`, 'r 50', 's 1'])
    expect(new Set(box.states())).toEqual(new Set(['kept']))
  })

  it('leaves what may still be undone, and what is over', async () => {
    const box = new Box([tick('a', { send_after: 11 }), tick('b', { state: 'refused' }), tick('c', { state: 'kept' })])
    await sendRounds(box, 10)
    expect(box.order).toEqual([])
  })

  it('holds the ticks of somebody whom the server refused to register', async () => {
    const box = new Box([tick('a', { person_id: 'p1' }), tick('b')], [found('p1')])
    box.sendFound = async () => { throw new ApiError('person_known', 409, '这个证件号已经登记过。') }
    expect(await sendRounds(box, 10)).toBe('sent')
    expect(box.people[0]).toMatchObject({ state: 'refused', problem: { sentence: '这个证件号已经登记过。' } })
    expect(box.states()).toEqual(['waiting', 'kept'])
  })

  it('keeps the sentence of each that was refused, and shows it no longer on the list', async () => {
    const box = new Box([tick('a'), tick('b'), tick('c')], [], (ticks) => ticks.map(({ fact_id }) => (
      { fact_id, fate: fact_id === 'a' ? 'refused' : fact_id === 'b' ? 'set_aside' : 'kept', code: fact_id === 'a' ? 'round_closed' : null, message: fact_id === 'a' ? '这一轮已经结束。' : null })))
    await sendRounds(box, 10)
    expect(box.states()).toEqual(['refused', 'set_aside', 'kept'])
    expect(box.items[0]!.problem).toEqual({ code: 'round_closed', sentence: '这一轮已经结束。' })
    expect(box.items.map(counts)).toEqual([false, false, true])
  })

  it('loses none for one that the server cannot read', async () => {
    const box = new Box(Array.from({ length: 9 }, (_, n) => tick(`t${n}`)))
    const send = box.sendTicks
    box.sendTicks = async (round, ticks) => { if (ticks.some((one) => one.fact_id === 't4')) throw new ApiError('bad_input', 400, '日期不对。'); return send(round, ticks) }
    expect(await sendRounds(box, 10)).toBe('sent')
    expect(box.states().map((state) => state[0]).join('')).toBe('kkkkrkkkk')
    expect(box.items[4]!.problem?.sentence).toBe('日期不对。')
  })

  it('waits where the server is out of reach, busy, or asks to sign in', async () => {
    for (const error of [new ApiError('unreachable', 0, ''), new ApiError('busy', 503, ''), new ApiError('not_signed_in', 401, ''), new ApiError('too_many', 429, ''), new TypeError('cut')]) {
      const box = new Box([tick('a')])
      box.sendTicks = async () => { throw error }
      expect(await sendRounds(box, 10)).toBe('unreachable')
      expect(box.states()).toEqual(['waiting'])
      expect(box.items[0]!.attempted).toBe(true)
    }
  })

  it('is not caught in a circle by an answer that leaves one out', async () => {
    const box = new Box([tick('a')], [], () => [])
    expect(await sendRounds(box, 10)).toBe('unreachable')
    expect(box.states()).toEqual(['waiting'])
  })

  it('ends with everything kept once, through any losses on the way', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      let state = seed
      const roll = (below: number): number => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return Math.floor(state / 2 ** 32 * below) }
      const box = new Box(Array.from({ length: 30 }, (_, n) => tick(`t${n}`, { round_id: `r${n % 3}` })), [found('p-t3')])
      const send = box.sendTicks
      box.sendTicks = async (round, ticks) => {
        if (roll(3) === 0) offline()
        const part = ticks.slice(0, 1 + roll(ticks.length))
        const answers = await send(round, part)
        // The server has them; the answer is lost.
        if (roll(3) === 0) offline()
        return answers
      }
      box.sendFound = async () => { if (roll(2) === 0) offline() }
      for (let turn = 0; turn < 400 && box.items.some(isPendingTick); turn += 1) await sendRounds(box, 10)
      expect(new Set(box.states()), `seed ${seed}`).toEqual(new Set(['kept']))
      expect(box.server.size).toBe(30)
    }
  })

  it('waits longer each time, and never the same as all other phones', () => {
    expect(waitMs(0, 0.5)).toBe(2_000)
    expect(waitMs(3, 0.5)).toBe(16_000)
    expect(waitMs(99, 0.5)).toBe(120_000)
    expect(waitMs(2, 0)).toBeLessThan(waitMs(2, 0.9))
  })
})
