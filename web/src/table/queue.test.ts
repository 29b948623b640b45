import { describe, expect, it } from 'vitest'
import { after, answered, backlogOf, batchBody, batchOf, cut, heard, KEEP_MS, nothingKept, OPEN_WAIT_MS, prune, tubesOf, undoableOf, type Fact, type Kept, type Step } from './queue'
import { QUEUE, World, type Queue } from './queue.sim'
import type { BatchAnswer, Fate } from './wire'

const N_SEEDS = Number(process.env['FANGXIAN_SEEDS'] ?? 2_000)
/** The first seed of a world that goes wrong, with what went wrong. */
function firstFlaw(n_seeds: number, queue: Queue = QUEUE): { seed: number; flaws: string[] } | null {
  for (let seed = 1; seed <= n_seeds; seed += 1) {
    const flaws = new World(seed, queue).run().flaws()
    if (flaws.length > 0) return { seed, flaws }
  }
  return null
}

describe('the queue through bad days', () => {
  it(`loses nothing that was shown and counts nothing twice, ${N_SEEDS} seeds`, () => {
    expect(firstFlaw(N_SEEDS)).toBeNull()
  }, 600_000)

  // Each is a phone built wrongly in one way; the world must find it.
  const CONTROLS: [string, Queue][] = [
    ['forgets to offer again when the store was put back', { ...QUEUE, answered: (kept, batch, answer) => ({ ...answered({ ...kept, heard: null }, batch, answer, answer.server_now), heard: { epoch: answer.epoch, seq: answer.seq } }) }],
    ['tidies up by its own clock alone', { ...QUEUE, tidy: (kept, now) => prune(kept, now + KEEP_MS) }],
    ['takes an answer for everything it has', { ...QUEUE, answered: (kept, _batch, answer) => ({ parts: [...kept.parts.values()].map((part) => ({ ...part, state: 'kept' as const, answered_at: answer.server_now })), heard: { epoch: answer.epoch, seq: answer.seq } }) }],
    ['cuts the same people again', { ...QUEUE, cut: (kept, now, newId) => cut({ ...kept, parts: new Map([...kept.parts].filter(([, part]) => part.state !== 'waiting')) }, now, newId) }],
  ]
  it.each(CONTROLS)('finds a phone that %s', (_what, queue) => {
    expect(firstFlaw(400, queue)).not.toBeNull()
  })
})

const open: Fact = { fact_id: '01', is: 'open', use_id: 'u', tube: 't', round_id: 'r', place: 'p', site_id: null, pool: 'ten', at: 0 }
const swab = (n: number): Fact => ({ fact_id: `1${n}`, is: 'swab', use_id: 'u', who: { person_id: `p${n}` }, label: '', at: n })
const sealFact: Fact = { fact_id: '50', is: 'seal', use_id: 'u', at: 9, stated: 2 }
const with_ = (...steps: Step[]): Kept => steps.reduce(after, nothingKept())
let n = 0
const newId = (): string => `9${n += 1}`
const answer = (kept: Kept, fate: Fate, more: Partial<BatchAnswer> = {}): BatchAnswer =>
  ({ server_now: 0, epoch: 'e', seq: 5, skew_ms: 0, answers: batchOf(kept).map(({ part_id }) => ({ part_id, fate, code: null, message: null, flags: [] })), ...more })
const cutNow = (kept: Kept, now = 0): Kept => after(kept, cut(kept, now, newId))

describe('a tube', () => {
  it('waits for its seal, but not longer than ten minutes', () => {
    const kept = with_({ facts: [open, swab(1), swab(2)] })
    expect(batchOf(cutNow(kept, OPEN_WAIT_MS))).toEqual([])
    const late = cutNow(kept, OPEN_WAIT_MS + 2)
    expect(JSON.parse(batchOf(late)[0]!.body)).toMatchObject({ first_position: 0, members: [{ person_id: 'p1', taken_at: 1 }, { person_id: 'p2' }], sealed: null })
    const sealed = cutNow(after(late, { facts: [swab(3), sealFact] }))
    expect(batchOf(sealed).map((part) => JSON.parse(part.body) as unknown)).toMatchObject([{ first_position: 0 }, { first_position: 2, members: [{ person_id: 'p3' }], sealed: { at: 9, stated: 2 } }])
  })
  it('that is sealed after all of it went sends the seal alone', () => {
    const sealed = cutNow(after(cutNow(with_({ facts: [open, swab(1)] }), OPEN_WAIT_MS + 1), { facts: [sealFact] }))
    expect(JSON.parse(batchOf(sealed)[1]!.body)).toMatchObject({ first_position: 1, members: [], sealed: { stated: 2 } })
  })
  it('gives back the last one until it is sealed or on its way', () => {
    const kept = with_({ facts: [open, swab(1), swab(2)] })
    expect(undoableOf(tubesOf(kept)[0]!)?.fact_id).toBe('12')
    expect(undoableOf(tubesOf(cutNow(kept, OPEN_WAIT_MS + 2))[0]!)).toBeNull()
    expect(undoableOf(tubesOf(after(kept, { facts: [sealFact] }))[0]!)).toBeNull()
    const undone = after(kept, { facts: [{ fact_id: '20', is: 'undo', use_id: 'u', undoes: '12', at: 3 }] })
    expect(tubesOf(undone)[0]!.swabs.map((one) => one.fact_id)).toEqual(['11'])
  })
})

describe('what is offered', () => {
  const sealed = cutNow(with_({ facts: [open, swab(1), swab(2), sealFact] }))
  it('is the same bytes each time', () => {
    const [part] = batchOf(sealed)
    expect(batchBody([part!], 1, -60_000, 2)).toBe(`{"made_at":1,"put_right_ms":-60000,"parts":[${part!.body}],"n_unsent":2}`)
    expect(batchOf(cutNow(sealed, 99_999_999))).toEqual([part])
  })
  it('counts as waiting until it was answered for', () => {
    expect(backlogOf(sealed)).toEqual({ n_people: 2, n_tubes: 1 })
    const kept = after(sealed, answered(sealed, batchOf(sealed), answer(sealed, 'kept'), 1))
    expect(backlogOf(kept)).toEqual({ n_people: 0, n_tubes: 0 })
    const silent = after(sealed, answered(sealed, batchOf(sealed), { ...answer(sealed, 'kept'), answers: [] }, 1))
    expect(backlogOf(silent)).toEqual({ n_people: 2, n_tubes: 1 })
  })
  it('is offered again after another history or a lower number, and not otherwise', () => {
    const kept = after(sealed, answered(sealed, batchOf(sealed), answer(sealed, 'kept'), 1))
    expect(batchOf(after(kept, heard(kept, { epoch: 'e', seq: 6 })))).toHaveLength(0)
    expect(batchOf(after(kept, heard(kept, { epoch: 'e', seq: 4 })))).toHaveLength(1)
    expect(batchOf(after(kept, heard(kept, { epoch: 'f', seq: 9 })))).toHaveLength(1)
  })
  it('stays a week longer, and what was not taken stays for good', () => {
    const kept = after(sealed, answered(sealed, batchOf(sealed), answer(sealed, 'kept'), 1))
    expect(after(kept, prune(kept, KEEP_MS + 1)).facts.size).toBe(4)
    expect(after(kept, prune(kept, KEEP_MS + 2))).toMatchObject({ facts: new Map(), parts: new Map() })
    const aside = after(sealed, answered(sealed, batchOf(sealed), answer(sealed, 'set_aside'), 1))
    expect(after(aside, prune(aside, KEEP_MS * 9)).facts.size).toBe(4)
  })
})
