// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { keeper } from './show'
import { squareOf } from './square'

const PASS = 'FX1:6BFOXN*TS0BI$ZD.P9UOL97O4-2HH77HRM3DSPTLRR+%3:7'

function page(answers: (() => Response)[]) {
  const part = (tag: string) => document.createElement(tag)
  const asked: string[] = []
  let now = 0
  const it = {
    square: part('div'), says: part('p'), badge: part('span'), until: part('span'),
    now: () => now, random: () => 0,
    fetch: (_: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get('authorization') ?? '')
      const answer = answers.shift()
      return answer ? Promise.resolve(answer()) : Promise.reject(new Error('no network'))
    },
  }
  Object.assign(it.square.dataset, { ticket: 'ab12', good: '90000', color: 'green' })
  return { it, asked, pass: (ms: number) => { now += ms } }
}
const fresh = (color = 'green') => () => Response.json({ pass: PASS, color, ends_at: 1, good_ms: 90_000 })
const refused = (status: number, retry = '') => () => new Response('{}', { status, headers: retry ? { 'retry-after': retry } : {} })

describe('a code that is shown', () => {
  it('is renewed while it is good, and not asked for before or while nobody looks', async () => {
    const { it: shown, asked, pass } = page([fresh(), fresh()])
    const turn = keeper(shown)
    await turn(true)
    expect(asked).toEqual([])
    pass(55_000)
    await turn(false)
    expect(asked).toEqual([])
    await turn(true)
    expect(asked).toEqual(['Show ab12'])
    expect(shown.square.querySelector('path')?.getAttribute('d')).toBe(squareOf(PASS).path)
    expect(shown.badge.textContent).toBe('● 绿码')
    pass(10_000)
    await turn(true)
    expect(asked.length, 'it is good for another minute and a half').toBe(1)
  })

  it('is covered once its time is over, and asked for again more and more seldom', async () => {
    const { it: shown, asked, pass } = page([])
    const turn = keeper(shown)
    pass(60_000)
    await turn(true)
    pass(1_000)
    await turn(true)
    expect(asked.length).toBe(1)
    pass(3_000)
    await turn(true)
    expect(asked.length).toBe(2)
    pass(3_000)
    await turn(true)
    expect(asked.length).toBe(2)
    expect(shown.square.classList.contains('over')).toBe(false)
    pass(60_000)
    await turn(true)
    expect(shown.square.classList.contains('over')).toBe(true)
    expect(shown.says.textContent).toContain('过时')
  })

  it('comes back when it was told to', async () => {
    const { it: shown, asked, pass } = page([refused(503, '20'), fresh()])
    const turn = keeper(shown)
    pass(60_000)
    await turn(true)
    pass(19_000)
    await turn(true)
    expect(asked.length).toBe(1)
    pass(1_000)
    await turn(true)
    expect(asked.length).toBe(2)
  })

  it('says when its color changed, and when he has to prove again who he is', async () => {
    const { it: shown, asked, pass } = page([fresh('yellow'), refused(404)])
    const turn = keeper(shown)
    pass(60_000)
    await turn(true)
    expect([shown.badge.className, shown.badge.textContent]).toEqual(['level g2', '▲ 黄码'])
    expect(shown.says.textContent).toContain('变了')
    pass(80_000)
    await turn(true)
    expect(shown.says.textContent).toContain('重新查')
    pass(80_000)
    await turn(true)
    expect(asked.length, 'nobody asks any more').toBe(2)
  })
})
