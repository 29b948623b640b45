import { describe, expect, it } from 'vitest'
import { markTyped } from './copies'

describe('the mark of a copy', () => {
  it('is found in what was typed or pasted', () => {
    for (const text of ['ABCDEFGH2345', ' abcdefgh2345 ', 'ABCD EFGH 2345', 'abcd-efgh-2345', 'ＡＢＣＤＥＦＧＨ２３４５', '上报街道，副本 ABCDEFGH2345', '副本编号\tABCDEFGH2345\n']) {
      expect(markTyped(text), text).toBe('ABCDEFGH2345')
    }
  })
  it('is not made up', () => {
    for (const text of ['', 'ABCDEFGH234', 'ABCDEFGH23456', 'ABCDEFGH234O', '11010519491231002X']) expect(markTyped(text), text).toBe('')
  })
})
