// @vitest-environment happy-dom
// The gate at work: what it keeps while nobody answers, and that each scan arrives once.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { getPublicKeyAsync, signAsync } from '@noble/ed25519'
import type { GateList } from '@/api/gate'
import type { Found } from './decide'
import { hex, type Pass } from './pass'
import { joined, RECORD_BYTES } from './record'
import type * as Vault from './vault'

const disk = vi.hoisted(() => ({ waiting: new Map<string, Vault.Waiting>(), aside: new Map<string, Vault.Waiting>(), isFull: false }))
vi.mock('./vault', () => ({
  keep: () => Promise.resolve(), kept: () => Promise.resolve(null), forget: () => Promise.resolve(),
  put: (one: Vault.Waiting) => { if (disk.isFull) return Promise.reject(new Error('full')); disk.waiting.set(one.id, one); return Promise.resolve() },
  waiting: (n: number) => Promise.resolve([...disk.waiting.values()].slice(0, n)),
  counts: () => Promise.resolve({ n_waiting: disk.waiting.size, n_aside: disk.aside.size }),
  sent: (all: Vault.Waiting[]) => { for (const { id } of all) disk.waiting.delete(id); return Promise.resolve() },
  setAside: (one: Vault.Waiting) => { disk.aside.set(one.id, one); disk.waiting.delete(one.id); return Promise.resolve() },
}))
// A phone of its own for each: what one remembers is not the other's.
let { gate, LIST_MS, lookForCentre, lookInside, now, open, outageAt, today } = await import('./store')
let { sendWaiting } = await import('./sync')
let { take } = await import('./take')

const vectors = JSON.parse(await readFile(join(import.meta.dirname, '../../../crates/app/src/passes/vectors.json'), 'utf8')) as { keys: GateList['keys']; codes: { name: string; text: string; now: number; pass: Pass | null }[] }
const code = (name: string): string => vectors.codes.find((one) => one.name === name)!.text
const NOW = vectors.codes[0]!.now
const SECRET = 'ab'.repeat(32)
const NOTHING: Found = { temperature: null, has_mask: null, has_certificate: null, emergency: null }
const ABOUT: GateList = {
  city: '1401', number: 7, venue: 'Mall', label: 'South', keys: vectors.keys, made_at: NOW,
  days: [{ day: '2022-11-24', is_code_asked: true, is_closed: false, limit: 2 }, { day: '2022-11-25', is_code_asked: true, is_closed: true, limit: 2 }],
}

const LIST_KEY = new Uint8Array(32).fill(7)
const PUBLIC = hex(await getPublicKeyAsync(LIST_KEY))
/** A list as the centre signs it. */
async function signed(list: GateList, key = LIST_KEY): Promise<unknown> {
  const text = JSON.stringify({ kind: 'gate', ...list })
  return { list: text, signature: hex(await signAsync(new TextEncoder().encode(text), key)), list_key: hex(await getPublicKeyAsync(key)), inside: 0 }
}

/** The centre: what it was sent, and how it answers the next time. */
const centre = { about: ABOUT, why: 'fine', down_until: null as number | null, key: LIST_KEY, scans: [] as string[], later: [] as string[], answers: [] as ('ok' | 'lost' | 'bad' | 'busy' | 'ended')[], isThere: true }
const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })
async function fetched(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const path = String(url).split('/gate/')[1]
  if (!centre.isThere) throw new TypeError('no network')
  const how = centre.answers.shift() ?? 'ok'
  if (how === 'busy') return answer(503, { code: 'busy' })
  if (how === 'ended') return answer(401, { code: 'not_signed_in' })
  if (path === 'about') return answer(200, await signed(centre.about, centre.key))
  if (path === 'inside') return answer(200, { inside: 1, limit: 2, now: NOW, down_until: centre.down_until })
  if (path === 'scans') centre.scans.push((JSON.parse(init?.body as string) as { id: string }).id)
  if (path === 'scans/later') {
    const bytes = init?.body as Uint8Array
    const ids = Array.from({ length: bytes.length / RECORD_BYTES }, (_, n) => hex(bytes.slice(n * RECORD_BYTES, n * RECORD_BYTES + 16)))
    if (how === 'bad' || ids.includes('bad0'.repeat(8))) return answer(400, { code: 'bad_input' })
    centre.later.push(...ids)
  }
  if (how === 'lost') throw new TypeError('lost on the way')
  return answer(200, path === 'scans' ? { verdict: 'pass', why: centre.why, says: '' } : { n_kept: 1, n_dropped: 0, n_colored: 1 })
}

beforeEach(async () => {
  vi.useRealTimers()
  vi.resetModules()
  ;({ gate, LIST_MS, lookForCentre, lookInside, now, open, outageAt, today } = await import('./store'))
  ;({ sendWaiting } = await import('./sync'))
  ;({ take } = await import('./take'))
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOW })
  vi.stubGlobal('fetch', fetched)
  Object.assign(centre, { about: ABOUT, why: 'fine', down_until: null, key: LIST_KEY, scans: [], later: [], answers: [], isThere: true })
  Object.assign(disk, { isFull: false })
  disk.waiting.clear()
  disk.aside.clear()
  expect(await open(SECRET)).toBeNull()
})
const after = (ms: number): void => { vi.advanceTimersByTime(ms) }

describe('a gate without a network', () => {
  it('decides, counts, and keeps each scan before it says so', async () => {
    centre.isThere = false
    expect(await take(code('fresh'), NOTHING)).toMatchObject({ is: 'decided', why: 'fine', by: 'here' })
    expect(await take(code('red'), NOTHING)).toMatchObject({ why: 'red' })
    expect(await take(code('red made green, with its proofs'), NOTHING)).toMatchObject({ why: 'pass_forged' })
    expect(await take(code('of another installation'), NOTHING)).toMatchObject({ why: 'pass_forged' })
    expect(await take(null, { ...NOTHING, emergency: 'labour' })).toMatchObject({ why: 'labour' })
    after(90_000)
    expect(await take(code('fresh'), NOTHING)).toMatchObject({ why: 'pass_old' })
    expect([...disk.waiting.values()].map(({ why }) => why)).toEqual(['fine', 'red', 'pass_forged', 'pass_forged', 'labour', 'pass_old'])
    expect([...disk.waiting.values()].map(({ alias }) => alias === '0'.repeat(16))).toEqual([false, false, true, true, true, true])
    expect(gate.inside).toEqual({ inside: 2, limit: 2 })
  })
  it('lets nobody in by a code that let somebody in just now', async () => {
    centre.isThere = false
    await take(code('fresh'), NOTHING)
    after(4_000)
    expect(await take(code('fresh'), NOTHING)).toEqual({ is: 'again', seconds: 4 })
    expect(disk.waiting.size).toBe(1)
    // Who is refused puts on a mask and comes again.
    await take(code('red'), NOTHING)
    expect(await take(code('red'), NOTHING)).toMatchObject({ why: 'red' })
  })
  it('knows what was to close, and judges nobody after a day', async () => {
    centre.isThere = false
    expect(today(NOW)?.is_closed).toBe(false)
    const tomorrow = NOW + 12 * 3_600_000
    expect(today(tomorrow)?.is_closed).toBe(true)
    expect(today(NOW + LIST_MS + 1)).toBeNull()
    after(LIST_MS + 1)
    expect(await take(code('fresh'), NOTHING)).toEqual({ is: 'unjudged' })
    expect(disk.waiting.size).toBe(0)
    expect(await take(null, { ...NOTHING, emergency: 'dialysis' })).toMatchObject({ why: 'dialysis' })
  })
  it('says so where the phone cannot keep it', async () => {
    centre.isThere = false
    disk.isFull = true
    expect(await take(code('fresh'), NOTHING)).toEqual({ is: 'not_kept' })
  })
})

describe('the list that a gate takes along', () => {
  const OTHER = new Uint8Array(32).fill(8)
  it('is taken by the key of the square, and by the first key that was told where there is none', async () => {
    expect(gate.listKey).toBe(PUBLIC)
    centre.key = OTHER
    expect(await open(`#FXG1:${SECRET}:${PUBLIC}`)).toBe('list_refused')
    expect(await lookForCentre()).toBe(false)
    expect([gate.listFlaw, gate.isOnline]).toEqual(['forged', false])
    expect(gate.about).toMatchObject(ABOUT)
    // It goes on by the list that it has.
    expect(await take(code('fresh'), NOTHING)).toMatchObject({ why: 'fine', by: 'here' })
    centre.key = LIST_KEY
    expect(await lookForCentre()).toBe(true)
    expect([gate.listFlaw, gate.isOnline]).toEqual([null, true])
  })
  it('is never older than the one before, nor than a list can be that was asked for now', async () => {
    centre.about = { ...ABOUT, made_at: NOW - 1 }
    expect([await lookForCentre(), gate.listFlaw]).toEqual([false, 'older'])
    centre.about = { ...ABOUT, made_at: NOW + 1_000 }
    after(5 * 60_000 + 900)
    expect([await lookForCentre(), gate.listFlaw]).toEqual([true, null])
    after(5 * 60_000 + 2_000)
    expect([await lookForCentre(), gate.listFlaw, gate.taken_at], 'held back').toEqual([false, 'late', NOW + 1_000])
    centre.about = { ...ABOUT, number: 8, made_at: NOW + 700_000 }
    expect([await lookForCentre(), gate.listFlaw], 'of another place').toEqual([false, 'forged'])
  })
})

describe('while codes are down', () => {
  const HOUR_MS = 3_600_000
  const DOWN = { reason: '机房断电', since: NOW, until: NOW + HOUR_MS }
  const down = async (): Promise<void> => {
    centre.about = { ...ABOUT, outage: DOWN }
    expect(await lookForCentre()).toBe(true)
    centre.isThere = false
    gate.isOnline = false
  }
  it('whoever has no code that can be read goes in by document, and is counted and kept', async () => {
    await down()
    expect(await take(null, NOTHING)).toMatchObject({ why: 'codes_down', by: 'here', text: null })
    expect(await take(code('of another installation'), NOTHING)).toMatchObject({ why: 'codes_down' })
    expect([...disk.waiting.values()].map(({ why, alias }) => [why, alias])).toEqual([['codes_down', '0'.repeat(16)], ['codes_down', '0'.repeat(16)]])
    // The place is full by now, and what a code says that can be read counts as ever.
    expect(await take(null, NOTHING)).toMatchObject({ why: 'full' })
    expect(await take(code('red'), NOTHING)).toMatchObject({ why: 'red' })
    expect(await take(null, { ...NOTHING, temperature: 380 })).toMatchObject({ why: 'fever' })
  })
  it('it ends on the second by the clock of the gate, with nobody to tell it', async () => {
    await down()
    after(HOUR_MS - 1_000)
    expect(outageAt(now())).toEqual(DOWN)
    expect(await take(code('cut off'), NOTHING)).toMatchObject({ why: 'codes_down' })
    after(1_000)
    expect(outageAt(now())).toBeNull()
    expect(await take(code('of another city'), NOTHING)).toMatchObject({ why: 'pass_forged' })
  })
  it('a list of a day ago says nothing of it', async () => {
    centre.about = { ...ABOUT, outage: { ...DOWN, until: NOW + 40 * HOUR_MS } }
    await lookForCentre()
    after(LIST_MS + 1)
    expect(outageAt(now())).toBeNull()
  })
  it('a hint beside the list only leads to a list that is signed', async () => {
    centre.down_until = DOWN.until
    await lookInside()
    expect(outageAt(now()), 'the list says nothing of it').toBeNull()
    centre.about = { ...ABOUT, outage: DOWN }
    await lookInside()
    expect(outageAt(now())).toEqual(DOWN)
    // Ended before its time.
    Object.assign(centre, { about: ABOUT, down_until: null })
    await lookInside()
    expect(outageAt(now())).toBeNull()
  })
  it('an unsigned list brings nobody in', async () => {
    centre.about = { ...ABOUT, outage: DOWN }
    centre.key = new Uint8Array(32).fill(8)
    expect(await lookForCentre()).toBe(false)
    expect(await take(code('of another city'), NOTHING)).toMatchObject({ why: 'pass_forged' })
  })
})

describe('what waits', () => {
  it('bears the id under which the centre may have it already', async () => {
    centre.answers = ['lost']
    expect(await take(code('fresh'), NOTHING)).toMatchObject({ by: 'here', why: 'fine' })
    expect(gate.isOnline).toBe(false)
    expect([...disk.waiting.keys()]).toEqual(centre.scans)
  })
  it('stays until the centre says that it has it, and is one scan however often it was sent', async () => {
    centre.isThere = false
    for (const name of ['fresh', 'red', 'of another city']) await take(code(name), NOTHING)
    const ids = [...disk.waiting.keys()].map((id) => id.replaceAll('-', ''))
    centre.isThere = true
    centre.answers = ['lost']
    await sendWaiting()
    expect([disk.waiting.size, centre.later.length]).toEqual([3, 3])
    centre.answers = ['busy']
    await sendWaiting()
    expect(disk.waiting.size).toBe(3)
    await sendWaiting()
    expect(disk.waiting.size).toBe(0)
    expect(new Set(centre.later)).toEqual(new Set(ids))
    expect(gate.n_colored).toBe(1)
  })
  it('is not held up by one that the centre cannot read', async () => {
    centre.isThere = false
    for (const name of ['fresh', 'red', 'of another city', 'too long']) await take(code(name), NOTHING)
    const [first] = disk.waiting.values()
    disk.waiting.set('bad0'.repeat(8), { ...first!, id: 'bad0'.repeat(8) })
    expect(joined([...disk.waiting.values()]).length).toBe(5 * RECORD_BYTES)
    centre.isThere = true
    await sendWaiting()
    expect([disk.waiting.size, disk.aside.size, centre.later.length]).toEqual([0, 1, 4])
  })
  it('never goes to another place', async () => {
    centre.isThere = false
    await take(code('fresh'), NOTHING)
    centre.isThere = true
    centre.about = { ...ABOUT, number: 8 }
    expect(await open(SECRET)).toBe('others_wait')
    expect(gate.about?.number).toBe(7)
  })
})

it('lets nobody in where its gate was ended', async () => {
  centre.answers = ['ended']
  expect(await take(code('fresh'), NOTHING)).toEqual({ is: 'ended' })
  expect([gate.isEnded, disk.waiting.size]).toEqual([true, 0])
})
