import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as zh from '@/words/zh-CN'
import type { AreaChange, NoticeReading } from '@/api/contract'
import { countRows, withoutRegister } from './says'
import { spansOf, tightened } from './spans'

/** Marks are written in the body as [..]; offsets are computed from them. */
function check(written: string, pieces: string): void {
  const changes: { at: { start: number; end: number } }[] = []
  const points: string[] = []
  let start = 0
  for (const point of written) {
    if (point === '[') start = points.length
    else if (point === ']') changes.push({ at: { start, end: points.length } })
    else points.push(point)
  }
  expect(spansOf(points.join(''), changes).map((span) => (span.change === null ? span.text : `<${span.change}:${span.text}>`)).join('')).toBe(pieces)
}

describe('the words of a notice', () => {
  it('are marked where each change was read', () => {
    check('小店区:[白云小区5号楼]。', '小店区:<0:白云小区5号楼>。')
    check('[甲][乙]', '<0:甲><1:乙>')
    check('没有', '没有')
  })

  it('are counted in code points, so that rare characters move nothing', () => {
    check('𠮷村[𡐓上小区]街', '𠮷村<0:𡐓上小区>街')
  })

  it('keep the first of two marks that overlap, and ignore one beyond the end', () => {
    const spans = spansOf('甲乙丙', [{ at: { start: 0, end: 2 } }, { at: { start: 1, end: 3 } }, { at: { start: 2, end: 9 } }])
    expect(spans).toEqual([{ text: '甲乙', change: 0 }, { text: '丙', change: null }])
  })

  it('are shown without the empty lines of a copied page', () => {
    const shown = (body: string) => tightened(spansOf(body, [])).map((span) => span.text).join('')
    expect(shown('\n\n \n通告\n\n\n\n一、高风险区\n小店区')).toBe('通告\n\n一、高风险区\n小店区')
  })

  it('lose nothing', () => {
    const body = '一、高风险区\n小店区:白云小区5号楼。\n'
    expect(spansOf(body, [{ at: { start: 7, end: 10 } }]).map((span) => span.text).join('')).toBe(body)
  })
})

describe('the counts', () => {
  it('stand beside each other', () => {
    const rows = countRows({ stated: { levels: { high: 1, medium: 4 }, by_county: {} }, found: { levels: { high: 1, medium: 3, low: 0 }, by_county: { high: { 小店区: 1 } } } }, zh.shared)
    expect(rows.map((row) => [row.title, row.stated, row.found, row.same])).toEqual([['高风险区', '1', '1', true], ['中风险区', '4', '3', false]])
  })

  it('say when the text states none', () => {
    expect(countRows({ stated: { levels: {}, by_county: {} }, found: { levels: { low: 2 }, by_county: {} } }, zh.shared)[0]).toMatchObject({ stated: null, same: null })
  })

  it('follow counts by county', () => {
    expect(countRows({ stated: { levels: {}, by_county: { high: { 晋源区: 2 } } }, found: { levels: {}, by_county: { high: { 晋源区: 2 } } } }, zh.shared)[0]).toMatchObject({ title: '高风险区 晋源区', same: true })
  })
})

describe('the flags', () => {
  it('have words for every code that the server knows', () => {
    const description = readFileSync(join(import.meta.dirname, '../../../crates/http/openapi.json'), 'utf8')
    const { components } = JSON.parse(description) as { components: { schemas: { FlagCode: { enum: string[] } } } }
    const codes = components.schemas.FlagCode.enum
    expect(codes.length).toBeGreaterThan(15)
    expect(codes.filter((code) => !(code in zh.desk.flag))).toEqual([])
  })

  it('of the register fall away once the notice itself has written the register', () => {
    const flag = (code: 'listed_already' | 'level_from_later_sentence') => ({ code, message: '', as_written: '' })
    const change = { flags: [flag('listed_already'), flag('level_from_later_sentence')] } as AreaChange
    const reading = { changes: [change], flags: [] } as unknown as NoticeReading
    expect(withoutRegister(reading).changes[0]!.flags.map((one) => one.code)).toEqual(['level_from_later_sentence'])
  })
})
