import { describe, expect, it } from 'vitest'
import type { RoundPerson } from '@/api/contract'
import { inSight, rollOf, rowAt } from './roll'
import { doorFits, doorParts, doorsTyped, isMeant, sheetScanned, sheetsOf, tokensOf } from './sheets'
import { marked, press, typingOf, willStand, type Typing } from './typing'
import { said } from './ticks'

const one = (id: string, more: Partial<RoundPerson> = {}): RoundPerson => ({
  person_id: id, door: '140110003001-01-05-2-302', door_name: '302', sheet: '140110003001-01-05-2', sheet_name: '休休一所1号院 5号楼2单元', name: '王小明', age: 40, sex: null, relation: 'head', stay: 'permanent', phone_tail: '0417', note: '', standing: 'missing', ticks: [], ...more,
})
const other = { door: '140110003001-01-12-1-302', sheet: '140110003001-01-12-1', sheet_name: '休休一所1号院 12号楼1单元' }
const house = { door: '140110003001-02-12', door_name: '12号', sheet: '140110003001-02', sheet_name: '东村' }

describe('the list by sheet and door', () => {
  it('keeps the order of the walk, and puts whoever was found with his door', () => {
    const sheets = sheetsOf([one('a'), one('b', other), one('c', { standing: 'done' })])
    expect(sheets.map((sheet) => [sheet.sheet_name, sheet.doors.map((door) => door.people.map(({ person_id }) => person_id))])).toEqual([
      ['休休一所1号院 5号楼2单元', [['a', 'c']]], ['休休一所1号院 12号楼1单元', [['b']]],
    ])
    expect(sheets[0]!.counts).toMatchObject({ people: 2, done: 1, missing: 1 })
  })

  it('finds by name, door and the end of the phone', () => {
    expect(isMeant(one('a'), '小明')).toBe(true)
    expect(isMeant(one('a'), '０４１７')).toBe(true)
    expect(isMeant(one('a'), '5-2-302')).toBe(true)
    expect(isMeant(one('a'), '5号楼2')).toBe(true)
    expect(isMeant(one('a'), '303')).toBe(false)
    expect(isMeant(one('a'), '')).toBe(true)
  })
})

describe('a door that is typed', () => {
  it('is read with or without the zeros and the signs between', () => {
    expect(tokensOf('5号楼 02单元 0302')).toEqual(['5', '2', '302'])
    const door = { sheet_name: '休休一所1号院 5号楼2单元', door_name: '302' }
    for (const typed of ['302', '2-302', '5-2-302', '5#2#302', '５－２－３０２', '1-5-2-302']) expect(doorFits(door, typed), typed).toBe(true)
    for (const typed of ['', '30', '5-302', '1-302', '5-2-3020']) expect(doorFits(door, typed), typed).toBe(false)
  })

  it('means the sheet that is chosen, or another where it is named in full', () => {
    const sheets = sheetsOf([one('a'), one('b', other)])
    const ids = (typed: string, sheet: string | null): string[] => doorsTyped(sheets, typed, sheet).map((door) => door.door)
    expect(ids('302', '140110003001-01-05-2')).toEqual(['140110003001-01-05-2-302'])
    expect(ids('302', null)).toHaveLength(2)
    expect(ids('12-1-302', '140110003001-01-05-2')).toEqual(['140110003001-01-12-1-302'])
    expect(ids('303', '140110003001-01-05-2')).toEqual([])
  })

  it('may be named with its lane', () => {
    const [east, west] = ['东街', '西街'].map((lane, n) => ({ sheet_name: lane, sheet: `140110003001-0${n + 3}`, door: `140110003001-0${n + 3}-1`, door_name: '1号' }))
    const lanes = sheetsOf([one('a', east), one('b', west)])
    expect(doorsTyped(lanes, '1', null)).toHaveLength(2)
    expect(doorsTyped(lanes, '西街1号', null).map((door) => door.sheet)).toEqual(['140110003001-04'])
    expect(doorsTyped(lanes, '东街 1', '140110003001-03').map((door) => door.sheet)).toEqual(['140110003001-03'])
    expect(doorsTyped(lanes, '西街1', '140110003001-03').map((door) => door.sheet)).toEqual(['140110003001-04'])
    expect(doorsTyped(lanes, '#1', '140110003001-03')).toHaveLength(1)
    expect(doorsTyped(lanes, '中街1', null)).toEqual([])
  })

  it('may be the code of a sheet, read by a hand scanner', () => {
    const round_id = '0184f2a0-0000-7000-8000-000000000001'
    expect(sheetScanned(`fangxian:round:${round_id}:140110003001-01-05-2`)).toEqual({ round_id, sheet: '140110003001-01-05-2' })
    expect(sheetScanned(`ＦＡＮＧＸＩＡＮ：ROUND：${round_id}：140110003001-01-05-2 `)).toEqual({ round_id, sheet: '140110003001-01-05-2' })
    expect(sheetScanned('302')).toBeNull()
  })

  it('is taken apart for somebody who was found there', () => {
    const ends = ['单元', '门', '梯']
    expect(doorParts(one('a'), ends)).toEqual({ compound: '休休一所1号院', building: '5号楼', unit: '2单元', room: '302' })
    expect(doorParts(one('a', { sheet_name: '5号楼二单元' }), ends)).toEqual({ compound: '', building: '5号楼', unit: '二单元', room: '302' })
    expect(doorParts(one('a', { sheet: '140110003001-01-05', sheet_name: '南院 5号楼' }), ends)).toEqual({ compound: '南院', building: '5号楼', unit: '', room: '302' })
    expect(doorParts(one('a', house), ends)).toEqual({ compound: '东村', building: '12号', unit: '', room: '' })
  })
})

describe('typing back from paper', () => {
  const people = [one('a'), one('b', { standing: 'away' }), one('c')]
  const keys = (...pressed: string[]): Typing => pressed.reduce<Typing>((typing, key) => {
    const after = press(typing, key, '纸表未写明')
    return after && 'typing' in after ? after.typing : typing
  }, typingOf(people))
  const stand = (typing: Typing): string[] => people.map((person) => willStand(typing, person))

  it('ticks by number, and takes a tick back', () => {
    expect(stand(keys('1'))).toEqual(['done', 'away', 'missing'])
    expect(keys('1', '1').marks).toEqual({})
    expect(stand(keys('2'))).toEqual(['missing', 'done', 'missing'])
  })

  it('ticks the whole door, but not over what is known', () => {
    expect(stand(keys('0'))).toEqual(['done', 'away', 'done'])
    expect(stand(keys('3', 'w', '0'))).toEqual(['done', 'away', 'away'])
  })

  it('gives a letter to whoever was numbered last, with words where the server wants some', () => {
    expect(keys('3', 'j').marks['c']).toEqual({ outcome: 'refused', note: '纸表未写明', back_on: null })
    expect(keys('3', 'B').marks['c']).toEqual(said('moved'))
    expect(keys('ArrowDown', 'u').marks['b']).toEqual(said('unticked'))
  })

  it('does nothing at other keys, and nothing twice', () => {
    expect(press(typingOf(people), 'x', '')).toBeNull()
    expect(press(typingOf(people), '7', '')).toBeNull()
    expect(press(typingOf(people), 'Enter', '')).toEqual({ save: true })
    expect(marked(typingOf(people), 0, said('unticked')).marks).toEqual({})
  })
})

describe('a long list', () => {
  const roll = rollOf([40, 60, 60, 100])
  it('knows which rows are in sight', () => {
    expect(roll.height).toBe(260)
    expect([0, 39, 40, 99, 100, 259, 9999].map((y) => rowAt(roll, y))).toEqual([0, 0, 1, 1, 2, 3, 3])
    expect(inSight(roll, 100, 50, 0)).toEqual({ from: 2, to: 3 })
    expect(inSight(rollOf([]), 0, 500, 100)).toEqual({ from: 0, to: 0 })
  })
  it('holds few of four thousand', () => {
    const { from, to } = inSight(rollOf(Array.from({ length: 4000 }, () => 84)), 100_000, 600, 400)
    expect(to - from).toBeLessThan(20)
    expect(inSight(rollOf(Array.from({ length: 10 }, () => 10)), 25, 20, 0, 4)).toEqual({ from: 0, to: 8 })
  })
})
