import { describe, expect, it } from 'vitest'
import type { ChargeLine, ChargePast, ChargeRow, ChargesPage } from '@/api/contract'
import { charges as words } from '@/words/charges-zh'
import { shared } from '@/words/zh-CN'
import { daysSaid, emptyWho, endingOf, gapsOf, misread, nearOf, ofCommunity, overloadedOf, placesOf, placesSaid, rowsOf, understood, undoOf, whoLacks, whoOf, asWhat } from './says'

const C = '140110003001'
const row = (more: Partial<ChargeRow> = {}): ChargeRow => ({
  charge_id: 'c', name: '张三', unit: '', capacity: 'volunteer', phone_tail: null, account_id: null, person_id: null, reach: 'place', places: [{ place: `${C}-01-05`, name: '东区 5号楼' }], home: null,
  first_day: '2022-11-01', last_day: null, holds: true, remarks: [], households: 0, taken_over: false, facts: 1, ...more,
})
const at = (code: string, more: Partial<ChargeRow> = {}): ChargeRow => row({ charge_id: code, places: [{ place: `${C}${code}`, name: code }], ...more })
const page = (charges: ChargeRow[], overloaded: string[] = []): ChargesPage => ({
  community: C, on: '2022-11-24', charges, households: 3, unanswered: 1, overloaded,
  compounds: [{
    place: `${C}-01`, name: '东区', gap: true, courtyards: 0, courtyards_unanswered: 0, buildings: [
      { place: `${C}-01-05`, name: '5号楼', units: [{ place: `${C}-01-05-1`, name: '1单元' }], households: 2, unanswered: 0, without_anchor: 2, gap: false },
      { place: `${C}-01-55`, name: '55号楼', units: [], households: 1, unanswered: 1, without_anchor: 1, gap: true },
    ],
  }],
})

describe('the tree', () => {
  it('puts everybody at his place and nobody at the one that begins alike', () => {
    const anchor = at('-01-05-1-101', { charge_id: 'anchor', reach: 'anchor', home: { place: `${C}-01-05-1-102`, name: '102' } })
    const yard = at('-01-9-0-0', { charge_id: 'yard', reach: 'doors' })
    const seen = page([at('', { charge_id: 'all' }), at('-01'), at('-01-05'), at('-01-05-1'), at('-01-55'), anchor, yard])
    expect(ofCommunity(seen).map((one) => one.charge_id)).toEqual(['all'])
    const [compound] = rowsOf(seen)
    expect(compound!.own.map((one) => one.charge_id)).toEqual(['-01'])
    expect(compound!.anchors.map((one) => one.charge_id)).toEqual(['yard'])
    const said = compound!.buildings.map((one) => [one.own.map((own) => own.charge_id), one.units.map((unit) => unit.name), one.anchors.map((own) => own.charge_id)])
    expect(said).toEqual([[['-01-05'], ['1单元'], ['anchor']], [['-01-55'], [], []]])
  })

  it('counts gaps, ends and people who have too much', () => {
    const two = [at('-01-05', { charge_id: 'a', remarks: ['ends_soon'] }), at('-01-05', { charge_id: 'b' }), at('-01', { charge_id: 'd', name: '李四' })]
    const seen = page(two, ['a', 'b'])
    expect([gapsOf(seen), endingOf(seen), overloadedOf(seen)]).toEqual([2, 1, 1])
  })
})

describe('a charge', () => {
  it('says how near it is, of what and when', () => {
    const check = (code: string, more: Partial<ChargeRow>, near: string): void => { expect(nearOf(at(code, more))).toBe(near) }
    check('', {}, 'community')
    check('-01', {}, 'compound')
    check('-01-05', {}, 'building')
    check('-01-05-1', {}, 'unit')
    check('-01-05-1-101', { reach: 'doors' }, 'door')
    check('-01-05-1-101', { reach: 'anchor' }, 'anchor')
    const doors = [{ place: 'a', name: '101' }, { place: 'b', name: '102' }]
    expect(placesSaid(row({ reach: 'doors', places: doors }), words)).toBe('101 等 2 户')
    expect(placesSaid(row({ reach: 'anchor', home: { place: 'h', name: '103' }, places: doors }), words)).toBe('103 等 2 户')
    expect(placesSaid(row({ reach: 'doors', places: doors.slice(0, 1) }), words)).toBe('101')
    expect(placesSaid(at('', { places: [{ place: C, name: '' }] }), words)).toBe('社区')
    expect(daysSaid(row(), words, shared)).toBe('11月1日 起')
    expect(daysSaid(row({ last_day: '2022-11-30' }), words, shared)).toBe('11月1日 起、至 11月30日')
    expect(daysSaid(row({ first_day: null }), words, shared)).toBe('从未生效')
    expect(daysSaid(row({ last_day: '2022-10-31' }), words, shared)).toBe('11月1日 当天换人')
    expect(asWhat(row({ unit: '街道办', capacity: 'party_member' }), words)).toBe('党员 · 街道办')
    expect(asWhat(row({ capacity: 'other' }), words)).toBe('')
    expect(asWhat(row({ unit: '街道科级干部', capacity: 'section_cadre' }), words)).toBe('街道科级干部')
    expect(asWhat(row({ capacity: 'volunteer' }), words)).toBe('志愿者')
  })

  it('says what can be taken back', () => {
    const past = (kinds: ChargePast['past'][number]['kind'][], taken_over = false): ChargePast => ({ ...row({ taken_over }), past: kinds.map((kind) => ({ kind, at: 0, by_name: '', reason: '', last_day: null })) })
    expect(undoOf(past(['begun']))).toBe('begun')
    expect(undoOf(past(['begun', 'ended']))).toBe('ended')
    expect(undoOf(past(['begun', 'ended', 'resumed']))).toBe('begun')
    expect(undoOf(past(['begun'], true))).toBe('over')
    expect(undoOf(past(['begun', 'withdrawn']))).toBe(null)
  })
})

describe('the form and the lines', () => {
  it('says the first thing that is lacking', () => {
    const form = emptyWho('2022-11-24', '社区安排')
    expect(whoLacks(form, words)).toBe(words.lacks.name)
    expect(whoLacks({ ...form, name: '张三' }, words)).toBe(words.lacks.capacity)
    expect(whoLacks({ ...form, name: '张三', capacity: 'volunteer', first_day: '' }, words)).toBe(words.lacks.first)
    expect(whoLacks({ ...form, name: '张三', capacity: 'volunteer', reason: ' ' }, words)).toBe(words.lacks.reason)
    expect(whoLacks({ ...form, name: '张三', capacity: 'volunteer' }, words)).toBe('')
    expect(whoOf({ ...form, name: ' 张三 ', capacity: 'volunteer', phone: ' 139 ' })).toEqual({ name: '张三', unit: '', capacity: 'volunteer', phone: '139' })
  })

  it('takes what was understood, a charge for each place', () => {
    const line = (flaw: ChargeLine['flaw'], n: number): ChargeLine => ({ number: 1, as_written: '', places: Array.from({ length: n }, (_, at) => ({ place: `p${at}`, name: '' })), name: '张三', unit: '', capacity: 'other', phone: null, flaw })
    const lines = [line('heading', 0), line(null, 2), line('no_name', 0), line(null, 1)]
    expect([understood(lines).length, misread(lines).length, placesOf(lines).length]).toEqual([2, 1, 3])
  })
})
