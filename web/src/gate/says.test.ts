import { describe, expect, it } from 'vitest'
import { gate as en } from '@/words/gate-en'
import { gate as zh } from '@/words/gate-zh'
import { WHYS } from './decide'
import { verdictOf } from './says'
import { secretIn } from './store'
import type { Told } from './take'

const decided = (why: (typeof WHYS)[number]): Told => ({ is: 'decided', why, by: 'centre', text: null })

describe('a verdict', () => {
  it('has a word, a sign and a reason, whatever was decided', () => {
    for (const words of [zh, en]) for (const why of WHYS) {
      const { word, sign, reason, says } = verdictOf(decided(why), words)
      for (const text of [word, sign, reason, says]) expect(text, why).not.toBe('')
    }
  })
  it('never looks alike for who passes and who does not', () => {
    const [yes, no] = [verdictOf(decided('fine'), zh), verdictOf(decided('red'), zh)]
    expect(yes.face).toBe('pass')
    expect([no.face, no.isUrgentOffered]).toEqual(['refuse', true])
    expect(yes.sign).not.toBe(no.sign)
    expect(yes.word).not.toBe(no.word)
  })
  it('of a code that cannot be read while codes are down asks for the document first, and stays', () => {
    const read = verdictOf({ is: 'decided', why: 'codes_down', by: 'centre', text: 'FX1:' }, zh)
    expect([read.face, read.word, read.reason, read.isUrgentOffered]).toEqual(['paper', '看证件', '登记后放行', true])
    expect(read.next).not.toBe(zh.verdict.next)
    // Who was written down already is let in.
    expect(verdictOf({ is: 'decided', why: 'codes_down', by: 'here', text: null }, zh)).toMatchObject({ face: 'pass', word: '放行', isOwn: true })
  })
  it('is none of a code that let somebody in just now, nor of a list that is too old', () => {
    for (const told of [{ is: 'again', seconds: 5 }, { is: 'unjudged' }] as const) expect(['pass', 'refuse']).not.toContain(verdictOf(told, zh).face)
  })
})

describe('the secret of a gate', () => {
  const secret = '0123456789abcdef'.repeat(4)
  it.each([secret, secret.toUpperCase(), `#FXG1:${secret}`, `https://city.example/gate/#FXG1:${secret}`, `https://city.example/gate/#FXG1:${secret}:${'ab'.repeat(32)}`, ` ${secret.slice(0, 8)} ${secret.slice(8)}\n`])('is found in %s', (text) => { expect(secretIn(text)).toBe(secret) })
  it.each(['', '#', secret.slice(1), `${secret}0`, 'FX1:ABC', `FXG1:${secret.slice(2)}`])('is not in %s', (text) => { expect(secretIn(text)).toBeNull() })
})
