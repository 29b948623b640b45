import { afterEach, describe, expect, it, vi } from 'vitest'
import { mayDo, mayEnter } from './acts'
import { api, holdPurposes, purposeOf, whenSignedOut } from './client'
import type { Me } from './contract'
import { ApiError, errorText, isUnreachable } from './errors'
import { idPerBody, newId } from './ids'
import { takeEvents } from './live'

const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
afterEach(() => { vi.unstubAllGlobals(); holdPurposes([]); whenSignedOut(() => undefined) })

describe('a request', () => {
  it('states its purpose, and a write that it comes from a page', async () => {
    const asked = vi.fn(async (_request: Request) => answer(200, {}))
    vi.stubGlobal('fetch', asked)
    holdPurposes(['order_work'])
    await api.orders.work('a/b', { fact_id: 'f', version: 2, kind: 'claimed' })
    const [request] = asked.mock.calls[0]!
    expect(request.url).toBe(`${location.origin}/api/v1/orders/a%2Fb/facts`)
    expect(request.headers.get('purpose')).toBe('order_work')
    expect(request.headers.get('x-fangxian')).toBe('1')
    expect(await request.text()).toBe('{"fact_id":"f","version":2,"kind":"claimed"}')
  })

  it('reads without the mark of a write, and leaves out what was not asked', async () => {
    const asked = vi.fn(async (_request: Request) => answer(200, { rows: [] }))
    vi.stubGlobal('fetch', asked)
    await api.zones.list({ q: '白云', county: '' })
    const [request] = asked.mock.calls[0]!
    expect(request.url).toBe(`${location.origin}/api/v1/zones?q=%E7%99%BD%E4%BA%91`)
    expect(request.headers.has('x-fangxian')).toBe(false)
  })

  it('sends a file as it is', async () => {
    const asked = vi.fn(async (_request: Request) => answer(200, {}))
    vi.stubGlobal('fetch', asked)
    await api.national.weigh('{"data": 1}')
    const [request] = asked.mock.calls[0]!
    expect(request.headers.get('content-type')).toBe('application/json')
    expect(await request.text()).toBe('{"data": 1}')
  })

  it('states the first suitable purpose that the person holds', () => {
    expect(purposeOf(['command', 'zone_decision'], ['zone_decision', 'own_data'])).toBe('zone_decision')
    expect(purposeOf(['audit'], [])).toBe('audit')
  })
})

describe('a failure', () => {
  it('carries its code, its sentence and what it names', async () => {
    vi.stubGlobal('fetch', async () => answer(409, { code: 'notice_known', message: '已经录入过。', notice_id: 'n1' }))
    await expect(api.notices.putIn('n2', '…')).rejects.toMatchObject({ code: 'notice_known', status: 409, sentence: '已经录入过。', detail: { notice_id: 'n1' } })
  })

  it('is unreachable without a network or behind a dead gateway', async () => {
    vi.stubGlobal('fetch', async () => { throw new TypeError('network') })
    await expect(api.board()).rejects.toSatisfy(isUnreachable)
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
    await expect(api.board()).rejects.toSatisfy(isUnreachable)
  })

  it('tells when the session has ended', async () => {
    const ended = vi.fn()
    whenSignedOut(ended)
    vi.stubGlobal('fetch', async () => answer(401, { code: 'not_signed_in', message: '' }))
    await expect(api.board()).rejects.toBeInstanceOf(ApiError)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('is said in the language of the page', () => {
    const words = { stale: 'Changed just now.', unknown: 'Failed.' }
    expect(errorText(new ApiError('stale', 409, '别人刚改过。'), words, 'zh-CN')).toBe('别人刚改过。')
    expect(errorText(new ApiError('stale', 409, '别人刚改过。'), words, 'en')).toBe('Changed just now.')
    expect(errorText(new Error('x'), words, 'en')).toBe('Failed.')
  })
})

describe('an id', () => {
  it('is a UUIDv7 in order of time', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(newId(1_000) < newId(2_000)).toBe(true)
  })

  it('stays with its body', () => {
    const idOf = idPerBody()
    const first = idOf({ on: '2022-10-07' })
    expect(idOf({ on: '2022-10-07' })).toBe(first)
    expect(idOf({ on: '2022-10-08' })).not.toBe(first)
  })
})

describe('the feed', () => {
  it('is read piece by piece', () => {
    const first = takeEvents(': open\n\nevent: feed\ndata: {"seq":1,"topic":"zone"}\n\nevent: feed\nda')
    expect(first.events.map((event) => event.seq)).toEqual([1])
    const second = takeEvents(`${first.rest}ta: {"seq":2}\r\n\r\n`)
    expect(second.events.map((event) => event.seq)).toEqual([2])
    expect(takeEvents('data: not json\n\n').events).toEqual([])
  })
})

describe('who may', () => {
  const me = { acts: ['zone_see', 'drill_turn'], drill: false } as unknown as Me
  it('follows the acts', () => {
    expect(mayEnter(me, 'zones')).toBe(true)
    expect(mayEnter(me, 'audit')).toBe(false)
    expect(mayEnter(me, 'drill')).toBe(false)
    expect(mayEnter({ ...me, drill: true }, 'drill')).toBe(true)
    expect(mayEnter(null, 'zones')).toBe(false)
    expect(mayDo(me, 'signStepDown')).toBe(false)
  })
})
