// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { bare, compare, isSamePlace, mine, readRows, type Parts } from './risk'
import { MINE } from '../words/risk'

const at = (text: string) => Date.parse(`${text}:00+08:00`)
const told = [{ name: '美特好超市（长风街店）', from: at('2022-10-03T07:00'), to: at('2022-10-03T12:00') }]
const row = (place: string, from = '08:00', to = '09:00', day = '2022-10-03') => ({ place, day, from, to })

describe('whether two names mean one place', () => {
  it.each([
    ['美特好', '美特好超市（长风街店）', true],
    ['美特好超市', '美特好超市', true],
    ['美 特 好 超 市', '美特好超市', true],
    ['美特好(长风街)', '美特好超市（长风街店）', true],
    ['美特好（亲贤街店）', '美特好超市（长风街店）', false],
    ['G8087', 'G8087次列车', true],
    ['g8087', 'G8087次列车', true],
    ['好', '美特好超市', false],
    ['', '美特好超市', false],
    ['迎泽公园', '美特好超市', false],
  ])('%s and %s', (one, other, same) => { expect(isSamePlace(one, other)).toBe(same) })
  it('brackets say which branch, and are left out', () => { expect(bare('美特好（长风街店）')).toBe('美特好') })
})

describe('a row of one’s own', () => {
  it('hits where place and time meet, at the edges too', () => {
    expect(compare(row('美特好超市'), told)).toBe('hit')
    expect(compare(row('美特好超市', '12:00', '13:00'), told)).toBe('hit')
    expect(compare(row('美特好超市', '12:01', '13:00'), told)).toBe('near')
    expect(compare(row('美特好超市', '08:00', '09:00', '2022-10-04'), told)).toBe('near')
    expect(compare(row('迎泽公园'), told)).toBe('none')
  })
  it('that ends before it begins went past midnight', () => {
    expect(compare(row('美特好超市', '23:00', '08:00', '2022-10-02'), told)).toBe('hit')
  })
  it('is read back only where it is whole', () => {
    expect(readRows(null)).toEqual([])
    expect(readRows('{')).toEqual([])
    expect(readRows('[null, 3, {"place":"x"}, {"place":"x","day":"no","from":"1","to":"2"}]')).toEqual([])
    expect(readRows(JSON.stringify([row('美特好')]))).toHaveLength(1)
  })
})

describe('the box', () => {
  let parts: Parts
  const fill = (place: string, day: string, from: string, to: string) => {
    parts.place.value = place; parts.day.value = day; parts.from.value = from; parts.to.value = to
    parts.add.click()
  }
  beforeEach(() => {
    localStorage.clear()
    const make = <T extends HTMLElement>(tag: string) => document.createElement(tag) as T
    parts = {
      box: make('div'), says: make('div'), rows: make('ul'), place: make('input'), day: make('input'),
      from: make('input'), to: make('input'), add: make('button'), drop: make('button'),
    }
    parts.box.hidden = true
    vi.stubGlobal('fetch', () => { throw new Error('nothing is sent') })
  })
  it('compares, keeps in the phone, and forgets', () => {
    mine(parts, told, localStorage)
    expect(parts.box.hidden).toBe(false)
    expect(parts.says.textContent).toBe(MINE.empty)
    fill('', '', '', '')
    expect(parts.says.textContent).toBe(MINE.missing)
    fill('迎泽公园', '2022-10-03', '08:00', '09:00')
    expect(parts.says.textContent).toBe(MINE.none)
    fill('美特好', '2022-10-03', '08:00', '09:00')
    expect(parts.says.textContent).toBe(MINE.hit)
    expect(readRows(localStorage.getItem('fangxian.mine'))).toHaveLength(2)
    parts.rows.querySelectorAll('button')[1]!.click()
    expect(parts.says.textContent).toBe(MINE.none)
    parts.drop.click()
    expect(localStorage.length).toBe(0)
  })
  it('works where the phone keeps nothing, and says so', () => {
    const full = { getItem: () => null, setItem: () => { throw new Error('full') }, removeItem: () => undefined } as unknown as Storage
    mine(parts, told, full)
    fill('美特好', '2022-10-03', '08:00', '09:00')
    expect(parts.says.textContent).toContain(MINE.lost)
  })
})
