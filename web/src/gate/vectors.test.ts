// @vitest-environment node
// What the gate says without a network is what the centre says: both read the same file, which the
// server's own test writes (crates/app/src/passes/vectors.rs).
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { gate as zh } from '@/words/gate-zh'
import { believe, isEnded, type Key } from './believe'
import { checksOf, decide, passes, WHYS, type Asked, type Check, type Why } from './decide'
import { ListRefused, readList, type Before } from './list'
import { hex, parse, unhex, type Pass } from './pass'
import { bytesOf, type GateRecord } from './record'

interface Vectors {
  city: string
  keys: Key[]
  words: { why: Why; verdict: 'pass' | 'refuse'; says: string }[]
  codes: { name: string; text: string; now: number; why: Why | null; pass: Pass | null }[]
  decisions: (Asked & { why: Why; checks: Check[] })[]
  records: (GateRecord & { bytes: string })[]
  lists: { name: string; list: string; signature: string; key: string; known: number | null; at_least: number; flaw: string | null }[]
}
const file = new URL('../../../crates/app/src/passes/vectors.json', import.meta.url)
const ENDED_SUM = '4d03698bb80081ec'
const { city, keys, words, codes, decisions, records, lists } = JSON.parse(await readFile(file, 'utf8')) as Vectors

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
  it('takes and refuses each list as the centre says', async () => {
    for (const { name, known, at_least, flaw, key, ...told } of lists) {
      const before: Before = { known: known === null ? null : { made_at: known, number: 7 }, at_least }
      expect(await flawOf(told, key, before), name).toBe(flaw)
    }
    expect(new Set(lists.map(({ flaw }) => flaw))).toEqual(new Set([null, 'forged', 'older', 'late']))
  })
  it('takes no list of another place', async () => {
    const [{ key, ...told }] = lists as [typeof lists[number]]
    expect(await flawOf(told, key, { known: { made_at: 0, number: 8 }, at_least: 0 })).toBe('forged')
  })
  it('takes no list of which one byte was changed', async () => {
    const [{ key, list, signature }] = lists as [typeof lists[number]]
    const before: Before = { known: null, at_least: 0 }
    expect(await flawOf({ list, signature }, key, before)).toBeNull()
    for (let at = 0; at < list.length; at += 1) {
      const bent = `${list.slice(0, at)}${String.fromCharCode(list.charCodeAt(at) ^ 1 + at % 7)}${list.slice(at + 1)}`
      expect(await flawOf({ list: bent, signature }, key, before), `${at}`).toBe('forged')
    }
    for (let at = 0; at < 64; at += 1) {
      const bytes = unhex(signature)
      bytes[at]! ^= 1 << at % 8
      expect(await flawOf({ list, signature: hex(bytes) }, key, before), `${at}`).toBe('forged')
    }
    for (const bent of ['', signature.slice(2), `${signature}00`, signature.toUpperCase()]) expect(await flawOf({ list, signature: bent }, key, before)).toBe('forged')
  })
})
const flawOf = (told: { list: string; signature: string }, key: string, before: Before): Promise<string | null> =>
  readList(told, key, before).then(() => null, (error: unknown) => (error instanceof ListRefused ? error.flaw : String(error)))
