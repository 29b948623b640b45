import { describe, expect, it } from 'vitest'
import { checkCharacter, readCode, spaced } from '@/sampling/code'
import { swabFlaw, wrongPool } from './pools'

const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*'
const of = (serial: number): string => { const digits = `140110${String(serial).padStart(7, '0')}`; return digits + checkCharacter(digits) }

describe('the code of a tube', () => {
  it('is read as it was scanned or typed', () => {
    const code = of(1234567)
    for (const text of [code, spaced(code), code.toLowerCase(), ` ${code} `, code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))]) expect(readCode(text)).toEqual({ code })
    for (const text of ['', '14011', `${code}0`, '一二三四五六七八九十一二三四', '14011/0000001X']) expect(readCode(text)).toEqual({ flaw: 'shape' })
  })
  it('knows the vectors of the standard', () => {
    // ISO 7064 MOD 37-2: the example of ISBT 128, the codes of blood bags.
    expect(checkCharacter('G123498654321')).toBe('H')
  })
  it('finds every single wrong character', () => {
    for (const serial of [0, 1, 42, 1234567, 9999999]) {
      const code = of(serial)
      for (let at = 0; at < code.length; at += 1) for (const sign of SIGNS)
        if (sign !== code[at]) expect(readCode(code.slice(0, at) + sign + code.slice(at + 1))).toEqual({ flaw: 'check' })
    }
  })
  it('finds every swap of two neighbors', () => {
    for (let serial = 0; serial < 3000; serial += 1) {
      const code = of(serial < 400 ? serial : serial * 3331 % 10_000_000)
      for (let at = 0; at + 1 < code.length; at += 1)
        if (code[at] !== code[at + 1]) expect(readCode(code.slice(0, at) + code[at + 1]! + code[at]! + code.slice(at + 2))).toEqual({ flaw: 'check' })
    }
  })
})

describe('the table says at once', () => {
  const asked = { pool: 'ten', n_inside: 3, isInside: false, wasSampled: false, isOfHousehold: true, isHeld: false } as const
  it.each([
    [{}, null], [{ isInside: true, wasSampled: true }, 'in_this_tube'], [{ wasSampled: true }, 'sampled'], [{ isHeld: true }, 'held'], [{ isHeld: true, pool: 'one', n_inside: 0 }, null], [{ n_inside: 10 }, 'full'],
    [{ pool: 'household', isOfHousehold: false }, 'other_household'], [{ pool: 'household', n_inside: 0, isOfHousehold: false }, null], [{ pool: 'household', n_inside: 20 }, 'full'],
  ] as const)('%j: %s', (more, flaw) => { expect(swabFlaw({ ...asked, ...more })).toBe(flaw) })
  it('which tube is of another roll', () => {
    const rolls = [{ first: of(100), n_tubes: 10, pool: 'ten' }] as const
    expect(wrongPool(rolls, of(100), 'five')).toBe('ten')
    expect(wrongPool(rolls, of(109), 'ten')).toBeNull()
    expect(wrongPool(rolls, of(110), 'five')).toBeNull()
  })
})
