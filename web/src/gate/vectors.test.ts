// @vitest-environment node
// What the gate says without a network is what the centre says: both read the same file, which the
// server's own test writes (crates/app/src/passes/vectors.rs).
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { gate as zh } from '@/words/gate-zh'
import { believe, isEnded, type Key } from './believe'
import { checksOf, decide, passes, WHYS, type Asked, type Check, type Why } from './decide'
import { hex, parse, type Pass } from './pass'
import { bytesOf, type GateRecord } from './record'

interface Vectors {
  city: string
  keys: Key[]
  words: { why: Why; verdict: 'pass' | 'refuse'; says: string }[]
  codes: { name: string; text: string; now: number; why: Why | null; pass: Pass | null }[]
  decisions: (Asked & { why: Why; checks: Check[] })[]
  records: (GateRecord & { bytes: string })[]
}
const file = new URL('../../../crates/app/src/passes/vectors.json', import.meta.url)
const ENDED_SUM = '4d03698bb80081ec'
const { city, keys, words, codes, decisions, records } = JSON.parse(await readFile(file, 'utf8')) as Vectors

describe('a gate without a network', () => {
  it('believes and refuses each code as the centre does', async () => {
    for (const { name, text, now, why, pass } of codes) {
      const said = await believe(text, city, keys, now)
      expect(said, `${name} ${text}`).toEqual(pass ? { pass } : { why })
    }
    expect(codes.filter(({ why }) => why === 'pass_forged').length).toBeGreaterThan(100)
    expect(new Set(codes.map(({ why }) => why))).toEqual(new Set([null, 'pass_forged', 'pass_old', 'pass_not_yet']))
  })
  it('believes nothing by keys that it does not hold', async () => {
    const [good] = codes
    expect(await believe(good!.text, city, [], good!.now)).toEqual({ why: 'pass_forged' })
    expect(parse(good!.text, '1402')).toBeNull()
  })
  it('refuses a sheet that was ended, and none of another or of afterwards', async () => {
    const paper = codes.find(({ name }) => name === 'paper with its mark')!.pass!
    // sha-256 of "ended paper\n0123456789abcdef", as crates/app/src/passes/ended.rs writes it.
    const ended = [{ sum: ENDED_SUM, before: paper.made_at + 1 }]
    expect(await isEnded(paper, ended)).toBe(true)
    expect(await isEnded({ ...paper, made_at: paper.made_at + 1 }, ended)).toBe(false)
    expect(await isEnded({ ...paper, alias: '0123456789abcdee' }, ended)).toBe(false)
    expect(await isEnded({ ...paper, kind: 'screen' }, ended)).toBe(false)
    expect(await isEnded(paper, [])).toBe(false)
  })
  it('decides as the centre does', () => {
    for (const { why, checks, ...asked } of decisions) {
      expect(decide(asked), JSON.stringify(asked)).toBe(why)
      expect(checksOf(asked)).toEqual(checks)
    }
    expect(new Set(decisions.map(({ why }) => why)).size).toBeGreaterThan(12)
  })
  it('says it in the same words', () => {
    expect(words.map(({ why }) => why)).toEqual(WHYS)
    for (const { why, verdict, says } of words) {
      expect(zh.says[why]).toBe(says)
      expect(passes(why)).toBe(verdict === 'pass')
    }
  })
  it('writes a record as the centre reads it', () => {
    for (const { bytes, ...record } of records) expect(hex(bytesOf(record))).toBe(bytes)
  })
})
