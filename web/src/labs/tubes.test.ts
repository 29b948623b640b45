import { describe, expect, it } from 'vitest'
import { hear, missingOf, proposed, readCt, readTemperature, tubeWells, wells } from './tubes'
import { checkCharacter } from '@/sampling/code'

const code = (serial: number): string => {
  const digits = `140110${String(serial).padStart(7, '0')}`
  return digits + checkCharacter(digits)
}

describe('a scanned line', () => {
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
