import { describe, expect, it } from 'vitest'
import { register as zh } from '@/words/register-zh'
import { BYTES_MAX, causesOf, columnLetter, countsSum, fileFlaw, importState, nToTake, percentDone, readingFlaws, secondsLeft } from './imports-says'

const counts = { rows: 100, added: 60, changed: 20, unchanged: 10, rejected: 7, aside: 3 }

describe('a file', () => {
  const check = (name: string, size: number, flaw: string | null) => it(`${name} of ${size}`, () => expect(fileFlaw({ name, size })).toBe(flaw))
  check('名单.xlsx', 1000, null)
  check('名单.ODS', 1000, null)
  check('名单.csv', BYTES_MAX, null)
  check('名单.xls', 1000, 'old')
  check('名单.docx', 1000, 'kind')
  check('名单.csv', 0, 'empty')
  check('名单.csv', BYTES_MAX + 1, 'size')
})

describe('columns', () => {
  it('have the letters of a sheet', () => expect([0, 25, 26, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']))
  it('must be a name, a number and a door, each once', () => {
    expect(readingFlaws(['name', 'document_number', 'room'])).toEqual({ twice: [], missing: [], addressUnread: false })
    expect(readingFlaws(['phone', null, null])).toEqual({ twice: [], missing: ['name', 'document_number', 'door'], addressUnread: false })
    expect(readingFlaws(['name', 'name', 'document_number', 'address']).twice).toEqual(['name'])
  })
  it('of a village may have its lanes taken for addresses, which nobody reads beside a door', () => {
    expect(readingFlaws(['name', 'document_number', 'address', 'room']).addressUnread).toBe(true)
    expect(readingFlaws(['name', 'document_number', 'compound', 'room']).addressUnread).toBe(false)
    expect(readingFlaws(['name', 'document_number', 'address', 'compound', 'room']).addressUnread).toBe(false)
    expect(readingFlaws(['name', 'document_number', 'address']).addressUnread).toBe(false)
  })
})

describe('an import', () => {
  it('tells its causes before its rows', () => {
    const row = (...sentences: string[]) => ({ flaws: sentences.map((sentence) => ({ code: 'sex_differs' as const, sentence })) })
    expect(causesOf([row('甲'), row('乙', '甲'), row('乙'), row('乙')])).toEqual([{ sentence: '乙', rows: 3 }, { sentence: '甲', rows: 2 }])
  })
  it('adds up', () => { expect(countsSum(counts)).toBe(100); expect(nToTake(counts)).toBe(80) })
  it('says how far it is', () => {
    expect(percentDone(333, 1000)).toBe(33)
    expect(percentDone(5, 0)).toBeNull()
    expect(percentDone(120, 100)).toBe(100)
  })
  it('says how long it still takes', () => {
    expect(secondsLeft(0, 250, 1000, 5000)).toBe(15)
    expect(secondsLeft(10, 10, 1000, 5000)).toBeNull()
  })
  const said = (state: 'uploaded' | 'checked' | 'applying' | 'applied' | 'cancelled', running: boolean, trouble: string | null = null, out = 0) =>
    importState({ state, running, trouble, counts: { ...counts, rejected: out, aside: 0 } }, zh)
  it('is told in a word', () => {
    expect(said('uploaded', true)).toBe('正在核对')
    expect(said('checked', false)).toBe('待导入')
    expect(said('applying', false)).toBe('中断，可继续')
    expect(said('applied', false)).toBe('已导入')
    expect(said('applied', false, null, 2)).toBe('已导入，有未导入的行')
    expect(said('checked', false, '第 3 行读不出来')).toBe('没有读完')
  })
})
