import { describe, expect, it } from 'vitest'
import { checkCharacter, hear, missingOf, proposed, readCode, readCt, readTemperature, tubeWells, wells } from './tubes'

const code = (serial: number): string => {
  const digits = `140110${String(serial).padStart(7, '0')}`
  return digits + checkCharacter(digits)
}

describe('a scanned line', () => {
  it('is a code however it was typed', () => {
    const good = code(123)
    for (const text of [good, ` ${good.slice(0, 6)} ${good.slice(6, 13)}-${good.slice(13)} `, good.toLowerCase()]) expect(readCode(text)).toEqual({ code: good })
    expect(readCode('123')).toEqual({ wrong: 'shape' })
    expect(readCode('')).toEqual({ wrong: 'shape' })
  })

  it('with any one wrong sign, or two neighbours swapped, is none', () => {
    const good = code(4711)
    for (let at = 0; at < 13; at += 1) {
      for (const digit of '0123456789') {
        if (digit !== good[at]) expect(readCode(good.slice(0, at) + digit + good.slice(at + 1))).toEqual({ wrong: 'check' })
      }
      const [a, b] = [good[at] ?? '', good[at + 1] ?? '']
      if (a !== b) expect('wrong' in readCode(good.slice(0, at) + b + a + good.slice(at + 2))).toBe(true)
    }
  })

  it('is said to be twice, or of another hand-over', () => {
    expect(hear(code(1), [], null).heard).toBe('good')
    expect(hear(code(1), [code(1)], null).heard).toBe('twice')
    expect(hear(code(9), [], [code(1)]).heard).toBe('extra')
    expect(hear('14011000000010', [], null).heard).toBe('check')
    expect(missingOf([code(1), code(2)], [code(2), code(3)])).toEqual([code(1)])
  })
})

describe('a plate', () => {
  it('is filled down its columns and keeps two wells for controls', () => {
    expect(wells().slice(0, 9)).toEqual(['A01', 'B01', 'C01', 'D01', 'E01', 'F01', 'G01', 'H01', 'A02'])
    expect([wells().length, tubeWells().length]).toEqual([96, 94])
  })

  it('reads what a hand types', () => {
    expect([readCt('28.35'), readCt(''), readCt('-'), readCt('28,3'), readCt('99'), readCt('0')]).toEqual([2835, null, null, undefined, undefined, undefined])
    expect([proposed(null, null, 4000), proposed(2835, null, 4000), proposed(2835, 2700, 4000), proposed(4000, 4100, 4000)]).toEqual(['negative', 'unclear', 'positive', 'negative'])
    expect([readTemperature('4.5'), readTemperature('-20'), readTemperature('4℃'), readTemperature(''), readTemperature('热')]).toEqual([45, -200, 40, null, undefined])
  })
})
