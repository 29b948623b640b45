import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { ZoneFact, ZoneView } from '@/api/contract'
import DaysLine from './DaysLine.vue'

const fact = (kind: ZoneFact['kind'], on: string, more: Partial<ZoneFact> = {}): ZoneFact => ({
  fact_id: `${kind}-${on}`, kind, on, recorded_at: 0, level: null, edition: null, outcome: null, withdraws: null, withdrawn: false,
  signed_by: '', signed_by_name: '', ground: { kind: 'notice', id: null }, as_written: '', ...more,
})
const zone = (more: Partial<ZoneView> = {}): ZoneView => ({
  since: '2022-10-07', day_zero: '2022-10-07', of_m: 7, earliest: '2022-10-14', facts: [fact('rated', '2022-10-07', { level: 'high' })], ...more,
} as ZoneView)
const said = (view: ZoneView, today: string): string[] =>
  mount(DaysLine, { props: { zone: view, today } }).findAll('ol li').map((one) => one.text())

describe('the line of a zone\'s days', () => {
  it('is said day by day to whoever does not see it', () => {
    const days = said(zone(), '2022-10-10')
    expect(days).toHaveLength(8)
    expect(days[0]).toBe('10月7日 第 0 天 定级')
    expect(days[3]).toBe('10月10日 第 3 天 今天')
    expect(days[7]).toBe('10月14日 第 7 天 可降级')
  })

  it('begins again with a case', () => {
    const days = said(zone({ day_zero: '2022-10-09', earliest: '2022-10-16', facts: [...zone().facts, fact('case_found', '2022-10-09')] }), '2022-10-10')
    expect(days[0]).toBe('10月7日 定级')
    expect(days[2]).toBe('10月9日 第 0 天 病例')
    expect(days.at(-1)).toBe('10月16日 第 7 天 可降级')
  })

  it('does not count what was withdrawn', () => {
    const days = said(zone({ facts: [...zone().facts, fact('case_found', '2022-10-09', { withdrawn: true })] }), '2022-10-10')
    expect(days.join(' ')).not.toContain('病例')
  })

  it('draws nothing where no day is counted', () => {
    expect(mount(DaysLine, { props: { zone: zone({ day_zero: null, since: null, of_m: null, earliest: null, facts: [] }), today: '2022-10-10' } }).find('svg').exists()).toBe(false)
  })
})
