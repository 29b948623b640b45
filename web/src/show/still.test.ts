// @vitest-environment happy-dom
// A code that stays on the phone: nothing stays unasked, what stays is the pass alone, and it is shown
// while the centre is off, and no longer than a day.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { answerOf, type Around } from './answer'
import { keepBox } from './keep'
import { asked, clearAll, keptHere, noteAsked, noteTicket, STILL, ticketOf } from './kept'
import { squareOf } from './square'
import { partsOf, stillPage } from './still'

const vectors = JSON.parse(await readFile(join(import.meta.dirname, '../../../crates/app/src/passes/vectors.json'), 'utf8')) as { codes: { name: string; text: string; now: number }[] }
const PAPER = vectors.codes.find(({ name }) => name === 'paper with its mark')!
const ALIAS = '0123456789abcdef'
const TICKET = `${ALIAS}${'0'.repeat(48)}`
const DAY_MS = 86_400_000
const START = PAPER.now
const line = (ends_at: number): string => `kept-${ALIAS}=${ends_at}.${encodeURIComponent(PAPER.text)}`
const fresh = () => Response.json({ pass: 'FX1:LIVE', color: 'green', ends_at: START + 90_000, good_ms: 90_000 })
const busy = () => new Response('{}', { status: 503, headers: { 'retry-after': '20' } })
const unknown = () => new Response('{}', { status: 404 })

/** A jar as a browser has it: what was set last. */
let set: string[] = []
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START })
  localStorage.clear()
  sessionStorage.clear()
  set = []
  vi.spyOn(document, 'cookie', 'set').mockImplementation((cookie) => { set.push(cookie) })
  const shelf = new Map<string, Response>()
  vi.stubGlobal('caches', { open: () => Promise.resolve({ put: (address: string, page: Response) => { shelf.set(address, page); return Promise.resolve() } }), delete: () => { shelf.clear(); return Promise.resolve(true) } })
  const worker = { unregister: vi.fn(() => Promise.resolve(true)) }
  vi.stubGlobal('navigator', { serviceWorker: { register: vi.fn(() => Promise.resolve(worker)), getRegistration: () => Promise.resolve(worker) } })
})

function phone(cookies: string, answers: (() => Response)[]) {
  document.body.innerHTML = ['off', 'kept', 'live', 'back', 'have', 'none', 'badge', 'square', 'made', 'until', 'document', 'mark', 'whose', 'again', 'wipe'].map((id) => `<div id="${id}" hidden></div>`).join('')
  const parts = partsOf((id) => document.getElementById(id))
  const asks: string[] = []
  let now = 0
  const { turn, forget } = stillPage({
    parts, city: '1401', wall: () => START + now, now: () => now, random: () => 0, cookies: () => cookies,
    fetch: (_, init) => {
      asks.push(new Headers(init.headers).get('authorization') ?? '')
      const answer = answers.shift()
      return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('no network'))
    },
  })
  const shown = (): string[] => (['off', 'live', 'back', 'have', 'none', 'document'] as const).filter((id) => !parts[id].hidden)
  const drawn = (): string | null | undefined => parts.square.querySelector('path')?.getAttribute('d')
  return { parts, asks, turn, forget, shown, drawn, pass: (ms: number) => { now += ms } }
}

describe('the page from the phone', () => {
  it('shows what was kept, since when, until when and with which document', async () => {
    const { parts, turn, shown, drawn } = phone(line(START + DAY_MS), [])
    await turn(true)
    expect(shown()).toEqual(['off', 'have', 'document'])
    expect(drawn()).toBe(squareOf(PAPER.text).path)
    expect([parts.badge.textContent, parts.mark.textContent]).toEqual(['▲ 黄码', '演** 002X'])
    expect([parts.made.textContent, parts.until.textContent]).toEqual(['11月24日 14:06', '11月25日 14:06'])
  })
  it('becomes the code of now by itself, after a centre that sheds or is off, and goes back', async () => {
    noteTicket(TICKET)
    const { parts, asks, turn, shown, drawn, pass } = phone(line(START + DAY_MS), [busy, fresh])
    await turn(true)
    expect(shown()).toEqual(['off', 'have', 'document'])
    pass(19_000)
    await turn(true)
    expect(asks.length, 'it comes when it was told to').toBe(1)
    pass(1_000)
    await turn(true)
    expect(shown()).toEqual(['live', 'have'])
    expect([drawn(), parts.badge.textContent]).toEqual([squareOf('FX1:LIVE').path, '● 绿码'])
    expect(asks).toEqual([`Show ${TICKET}`, `Show ${TICKET}`])
    expect(parts.document.hidden, 'no document is compared with a live code').toBe(true)
    pass(60_000)
    await turn(true)
    expect(shown(), 'still good').toEqual(['live', 'have'])
    pass(30_000)
    await turn(true)
    expect(shown()).toEqual(['off', 'have', 'document'])
    expect(drawn()).toBe(squareOf(PAPER.text).path)
  })
  it('goes on showing it where the centre answers but does not know who he is', async () => {
    const { asks, turn, shown, pass } = phone(line(START + DAY_MS), [unknown])
    await turn(true)
    expect(shown()).toEqual(['back', 'have', 'document'])
    expect(asks).toEqual(['Show '])
    pass(3_000)
    await turn(false)
    expect(asks.length, 'nobody looks').toBe(1)
  })
  it('shows nothing after a day, and says what to do', async () => {
    const { parts, turn, shown, drawn, pass } = phone(line(START + DAY_MS), [])
    pass(DAY_MS - 1)
    await turn(true)
    expect(shown()).toEqual(['off', 'have', 'document'])
    pass(1)
    await turn(true)
    expect(shown()).toEqual(['off', 'none', 'document'])
    expect([drawn(), parts.kept.hidden]).toEqual([undefined, true])
    expect(set.at(-1), 'wiped').toMatch(new RegExp(`^kept-${ALIAS}=; Path=/code/still; Max-Age=0`))
  })
  it('shows nothing once it was cleared, though the centre makes codes', async () => {
    noteTicket(TICKET)
    const { turn, forget, shown, drawn } = phone('', [fresh])
    await turn(true)
    forget()
    expect([shown(), drawn()]).toEqual([['off', 'none', 'document'], undefined])
  })
  it('shows nothing that is no pass for a day of this city', () => {
    for (const text of ['FX1:NONSENSE', vectors.codes[0]!.text]) {
      const { shown } = phone(`other=1; kept-${ALIAS}=${START + DAY_MS}.${encodeURIComponent(text)}`, [])
      expect(shown()).toContain('none')
    }
  })
})

describe('keeping', () => {
  const given = () => Response.json({ pass: PAPER.text, ends_at: START + DAY_MS, good_ms: DAY_MS })
  async function box(keep_answer: () => Response) {
    document.body.innerHTML = '<section id="keep" hidden data-pass="sealed" data-who="0"><button id="do"></button><button id="drop" hidden></button><p id="says"></p></section>'
    const [section, keep, drop, says] = ['keep', 'do', 'drop', 'says'].map((id) => document.getElementById(id)!)
    const fetched = vi.fn((address: string, _?: RequestInit) => Promise.resolve(address === '/code/keep' ? keep_answer() : new Response('page')))
    vi.stubGlobal('fetch', fetched)
    const isKept = await keepBox({ box: section!, keep: keep!, drop: drop!, says: says!, ticket: TICKET, say: (at, { zh }) => { at.textContent = zh } })
    const paths = (): string[] => fetched.mock.calls.map(([address]) => address)
    return { section: section!, keep: keep!, drop: drop!, says: says!, isKept, fetched, paths }
  }
  it('keeps nothing unasked; asked, the pass and nothing else, for a day', async () => {
    const { section, keep, drop, says, isKept, fetched, paths } = await box(given)
    expect([section.hidden, drop.hidden, isKept(), paths(), set, localStorage.length, sessionStorage.length]).toEqual([false, true, false, [], [], 0, 0])
    expect(navigator.serviceWorker.register).not.toHaveBeenCalled()
    keep.click()
    await vi.waitFor(() => { expect(says.textContent).toContain('11月25日 14:06') })
    expect(String(fetched.mock.calls.at(-1)![1]!.body)).toBe('pass=sealed&who=0')
    expect(navigator.serviceWorker.register).toHaveBeenCalledWith('/code/sw.js', { scope: '/code' })
    const [cookie] = set
    // The waiting turns the clock a little.
    const ends_at = asked()[ALIAS]!
    expect(ends_at - START - DAY_MS).toBeLessThan(1_000)
    expect(cookie).toBe(`${line(ends_at)}; Path=${STILL}; Max-Age=86400; SameSite=Strict; Secure`)
    expect(keptHere(START, line(START + DAY_MS))).toEqual([{ pass: PAPER.text, ends_at: START + DAY_MS }])
    expect([asked(), isKept(), drop.hidden, ticketOf(ALIAS)]).toEqual([{ [ALIAS]: ends_at }, true, false, TICKET])
  })
  it('is asked once: a later visit takes a fresh one, and only where the old one is an hour old', async () => {
    noteAsked(ALIAS, START + DAY_MS)
    expect((await box(given)).paths()).toEqual([])
    noteAsked(ALIAS, START + DAY_MS - 3_600_001)
    expect((await box(given)).paths()).toContain('/code/keep')
  })
  it('says so where it was not kept, and clears all of it', async () => {
    const { keep, drop, says } = await box(unknown)
    keep.click()
    await vi.waitFor(() => { expect(says.textContent).toContain('没有留成') })
    expect([set, asked()]).toEqual([[], {}])
    noteAsked(ALIAS, START + DAY_MS)
    noteTicket(TICKET)
    drop.click()
    await vi.waitFor(() => { expect(says.textContent).toContain('已清除') })
    expect(set.at(-1)).toContain('Max-Age=0')
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
    await clearAll()
  })
})

describe('what sits beside the pages of a code', () => {
  const origin = 'https://code.example'
  const to = (path: string, more: Partial<Request> = {}) => ({ url: origin + path, mode: 'navigate', cache: 'default', ...more }) as Request
  const around = (fetched: () => Promise<Response>): Around => ({ fetch: fetched, origin, kept: (address) => Promise.resolve(new Response(`kept ${address}`)) })
  it('opens the page from the phone where the centre is off or sheds', async () => {
    const off = around(() => Promise.reject(new TypeError('off')))
    for (const path of ['/code', '/code?lang=en', '/code/show']) {
      const answer = (await answerOf(to(path), off))!
      expect([answer.status, answer.headers.get('location')]).toEqual([303, origin + STILL])
    }
    for (const [status, told] of [[503, 303], [502, 303], [500, 500], [404, 404], [200, 200]] as const) {
      const answer = await answerOf(to('/code'), around(() => Promise.resolve(new Response('', { status }))))
      expect(answer?.status).toBe(told)
    }
    expect(await (await answerOf(to(STILL), off))!.text()).toBe('kept /code/still')
    expect(await (await answerOf(to('/code/show.js?still', { mode: 'cors' }), off))!.text()).toBe('kept /code/show.js?still')
  })
  it('takes the page along anew where it is told to', async () => {
    const anew = answerOf(to(STILL, { mode: 'cors', cache: 'reload' }), around(() => Promise.resolve(new Response('new'))))
    expect(await (await anew)!.text()).toBe('new')
  })
  it('answers for no other page', () => {
    const off = around(() => Promise.reject(new TypeError('off')))
    for (const path of ['/', '/codes', '/code/numbers', '/code/now', '/code/show.js', '/gate/', '/api/v1/people']) expect(answerOf(to(path, { mode: path === '/code/now' ? 'cors' : 'navigate' }), off)).toBeNull()
    expect(answerOf({ ...to('/code'), url: 'https://else.example/code' } as Request, off)).toBeNull()
  })
})
