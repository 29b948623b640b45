import { describe, expect, it } from 'vitest'
import type { Lodging, LodgingGuest } from '@/api/contract'
import { lodgings as zh } from '@/words/lodgings-zh'
import { isLacking, reportedSays, waitsAtHouse, wantingSays } from './says'

const house = (more: Partial<Lodging>): Lodging => ({ venue_id: '1', kind: 'hotel', name: '', place: '', place_name: '', address: '', poster_code: '1-A', has_page: true, page: null, guests: 0, came: 0, reported: true, silent: false, disinfected_at: [], disinfected: 2, times: 2, times_ours: true, words: null, wanting: 0, wanting_yesterday: 0, ...more })

describe('a house', () => {
  it('lacks what nobody said or did', () => {
    expect(isLacking(house({}))).toBe(false)
    for (const more of [{ reported: false }, { wanting: 1 }, { wanting_yesterday: 2 }, { has_page: false }]) expect(isLacking(house(more)), JSON.stringify(more)).toBe(true)
    expect(isLacking(house({ kind: 'post', reported: false }))).toBe(false)
  })
  it('says of today what it said, and is late only when it is late', () => {
    const said = (more: Partial<Lodging>) => reportedSays(house(more), zh)
    expect(said({ came: 3 })).toEqual({ says: '新入住 3 人', tone: 'good' })
    expect(said({})).toEqual({ says: '没有新入住', tone: 'good' })
    expect(said({ reported: false }).tone).toBe('middle')
    expect(said({ reported: false, silent: true }).tone).toBe('bad')
    expect(said({ has_page: false }).says).toBe('没有登记页')
    expect(said({ kind: 'post' }).says).toBe('')
  })
  it('names each day of which a disinfection is wanting', () => {
    expect(wantingSays(house({ wanting: 1, wanting_yesterday: 2 }), zh)).toEqual(['缺 1 次', '昨天缺 2 次'])
    expect(wantingSays(house({}), zh)).toEqual([])
  })
})

describe('a guest', () => {
  it('waits where he was handed over and stays at a house', () => {
    const guest = (state: string, way: string, stay: string) => ({ state, way, stay }) as LodgingGuest
    expect(waitsAtHouse(guest('handed', 'lodging', 'lodging'))).toBe(true)
    expect(waitsAtHouse(guest('handed', 'page', 'lodging'))).toBe(true)
    expect(waitsAtHouse(guest('handed', 'page', 'home'))).toBe(false)
    expect(waitsAtHouse(guest('kept', 'lodging', 'lodging'))).toBe(false)
  })
})
