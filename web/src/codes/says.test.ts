import { describe, expect, it } from 'vitest'
import { actOf, readPeople, stay, toneOf } from './says'

describe('a list of people', () => {
  it('is read line by line, names of foreigners with their spaces', () => {
    const read = readPeople('测试甲 990101199001010019 流调卡7\n\nAnna Maria Müller C01X00T47 卡 8\n测试乙\tE12345678\t卡9')
    expect(read.bad).toBeNull()
    expect(read.people).toEqual([
      { name: '测试甲', document: '990101199001010019', record: '流调卡7', document_kind: 'resident_id' },
      { name: 'Anna Maria Müller', document: 'C01X00T47', record: '卡 8', document_kind: 'passport' },
      { name: '测试乙', document: 'E12345678', record: '卡9', document_kind: 'passport' },
    ])
  })
  it('says which line lacks something', () => {
    expect(readPeople('测试甲 990101199001010019 卡7\n测试乙 E12345678').bad).toBe(2)
    expect(readPeople('测试甲').bad).toBe(1)
    expect(readPeople('').people).toEqual([])
  })
})

describe('the keys of the work list', () => {
  it('are one for each act', () => {
    expect(['j', 'J', 'ArrowDown', 'k', 'ArrowUp', 'v', 'A', 'c', 'Enter'].map(actOf)).toEqual(['next', 'next', 'next', 'before', 'before', 'verified', 'answered', 'clear', 'write'])
    expect(['x', ' ', 'Escape', 'Tab', '1'].map(actOf)).toEqual([null, null, null, null, null])
  })
  it('keep the place where a row was dealt with', () => {
    expect([stay(3, 10), stay(9, 9), stay(0, 0)]).toEqual([3, 8, 0])
  })
})

it('a color has its tone', () => {
  expect((['green', 'yellow', 'red'] as const).map(toneOf)).toEqual(['good', 'warn', 'grave'])
})
