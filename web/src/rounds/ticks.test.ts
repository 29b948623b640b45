import { describe, expect, it } from 'vitest'
import type { RoundPerson, TickRow } from '@/api/contract'
import { countsOf, flawOf, percentOf, said, standingOf, tickOf, withoutKept, withTicks, type OwnTick, type Tick } from './ticks'

const person = (more: Partial<RoundPerson> = {}): RoundPerson => ({
  person_id: 'p1', door: 'd', door_name: '302', sheet: 's', sheet_name: '迎泽小区 5号楼2单元', name: '王小明', age: 40, sex: null, relation: 'head', stay: 'permanent', phone_tail: null, note: '', standing: 'missing', ticks: [], ...more,
})
/** A server that keeps ticks as the real one does: each once, in any order. */
class Kept {
  all = new Map<string, TickRow & { person_id: string; replaces: string[] }>()
  take(tick: Tick, by_name: string): void { if (!this.all.has(tick.fact_id)) this.all.set(tick.fact_id, { ...tick, by_name }) }
  answer(whom: RoundPerson): RoundPerson {
    const replaced = new Set([...this.all.values()].flatMap((tick) => tick.replaces))
    const ticks = [...this.all.values()].filter((tick) => tick.person_id === whom.person_id && !replaced.has(tick.fact_id)).sort((a, b) => (a.fact_id < b.fact_id ? -1 : 1))
    return { ...whom, ticks: ticks.map(({ person_id: _, replaces: __, ...row }) => row), standing: standingOf(ticks) }
  }
}
/** The same numbers on each run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return Math.floor(state / 2 ** 32 * below) }
}
const screen = (one: RoundPerson): string => JSON.stringify([one.standing, one.ticks.map((tick) => [tick.fact_id, tick.outcome, tick.back_on, tick.by_name])])

describe('the list with the own ticks on top', () => {
  it('shows a tick before it is sent', () => {
    const tick = tickOf(person(), said('done'), 'phone', 1, 'a')
    expect(withTicks(person(), [tick], '魏小满').standing).toBe('done')
    expect(withTicks(person(), [tick, tick], '魏小满').ticks).toHaveLength(1)
  })

  it('replaces what stood on the screen, and nothing else', () => {
    const first = tickOf(person(), said('done'), 'phone', 1, 'a')
    const now = withTicks(person(), [first], '我')
    const second = tickOf(now, said('away', '北京'), 'phone', 2, 'b')
    expect(second.replaces).toEqual(['a'])
    expect(withTicks(person(), [second, first], '我').standing).toBe('away')
    const elsewhere: TickRow = { fact_id: 'c', outcome: 'refused', note: '不开门', back_on: null, by_name: '他', seen_at: 3, means: 'phone' }
    expect(withTicks(person({ standing: 'refused', ticks: [elsewhere] }), [first, second], '我').standing).toBe('disputed')
  })

  it('is the same screen at every stage of sending, in any order, however often a tick is acknowledged', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed)
      const server = new Kept()
      let known = person()
      let own: (OwnTick & { is_kept: boolean })[] = []
      const seen = (): RoundPerson => withTicks(known, own, '我')
      for (let n = 0; n < 1 + roll(4); n += 1)
        own.push({ ...tickOf(seen(), said((['done', 'away', 'unticked', 'refused'] as const)[roll(4)]!, '原因'), 'phone', n, `f${String.fromCharCode(97 + n)}`), is_kept: false })
      const shown = screen(seen())
      for (let step = 0; step < 20; step += 1) {
        const at = own[roll(Math.max(1, own.length))]
        switch (roll(3)) {
          // Sent, but the answer is lost on the way back: it will be sent again.
          case 0: if (at) server.take(at, '我'); break
          case 1: if (at) { server.take(at, '我'); at.is_kept = true } break
          // A list that was asked for after an answer tells of what was kept.
          case 2: known = server.answer(person()); own = withoutKept(own, ({ is_kept }) => is_kept); break
        }
        expect(screen(seen()), `seed ${seed}, step ${step}`).toBe(shown)
      }
    }
  })

  it('ends the same on two phones, whoever is heard first', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed)
      const phones = ['甲', '乙'].map((name) => {
        const own: Tick[] = []
        for (let n = 0; n < 1 + roll(3); n += 1)
          own.push(tickOf(withTicks(person(), own, name), said((['done', 'moved', 'away'] as const)[roll(3)]!, '外地'), 'phone', n, `${name}${n}`))
        return own.map((tick) => ({ tick, name }))
      }).flat()
      const ends = [0, 1, 2].map(() => {
        const server = new Kept()
        const rest = [...phones, ...phones]
        while (rest.length > 0) { const [one] = rest.splice(roll(rest.length), 1); server.take(one!.tick, one!.name) }
        return screen(server.answer(person()))
      })
      expect(new Set(ends).size, `seed ${seed}`).toBe(1)
    }
  })

  it('would notice a merge that forgets what was replaced', () => {
    const first = tickOf(person(), said('done'), 'phone', 1, 'a')
    const second = { ...tickOf(withTicks(person(), [first], '我'), said('away', '北京'), 'phone', 2, 'b'), replaces: [] }
    expect(withTicks(person(), [first, second], '我').standing).toBe('disputed')
  })
})

describe('how somebody stands', () => {
  it('is one thing however many say it, and a conflict where two differ', () => {
    const tick = (outcome: TickRow['outcome'], back_on: string | null = null): { outcome: TickRow['outcome']; back_on: string | null } => ({ outcome, back_on })
    expect(standingOf([])).toBe('missing')
    expect(standingOf([tick('done'), tick('done')])).toBe('done')
    expect(standingOf([tick('unticked')])).toBe('missing')
    expect(standingOf([tick('done'), tick('unticked')])).toBe('disputed')
    expect(standingOf([tick('away', '2022-11-08'), tick('away')])).toBe('disputed')
  })

  it('is counted once', () => {
    expect(countsOf([{ standing: 'done' }, { standing: 'missing' }, { standing: 'disputed' }])).toMatchObject({ people: 3, done: 1, missing: 1, disputed: 1 })
  })

  it('is never a hundred of a hundred while somebody is missing', () => {
    expect(percentOf({ people: 1000, done: 999, refused: 0, away: 0, moved: 0, exempt: 0, disputed: 0, missing: 1 })).toBe(99)
    expect(percentOf({ people: 2, done: 2, refused: 0, away: 0, moved: 0, exempt: 0, disputed: 0, missing: 0 })).toBe(100)
    expect(percentOf({ people: 0, done: 0, refused: 0, away: 0, moved: 0, exempt: 0, disputed: 0, missing: 0 })).toBe(0)
  })

  it('needs a reason where the server asks for one', () => {
    expect(flawOf(said('away'))).toBe('where')
    expect(flawOf(said('refused', ' '))).toBe('reason')
    expect(flawOf(said('exempt', '婴儿'))).toBeNull()
    expect(flawOf(said('moved'))).toBeNull()
  })
})
