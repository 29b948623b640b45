import { describe, expect, it } from 'vitest'
import type { Level, ProposalKind } from '@/api/contract'
import * as en from '@/words/en'
import * as zh from '@/words/zh-CN'
import { areaTitle, dayCount, zoneHeadline } from './says'

const LEVELS: Record<string, Level> = { high: 'high', medium: 'medium', low: 'low', locked: 'locked', controlled: 'controlled' }

/** `high keep 2022-10-14` or `high step_down to medium` or `medium await 2 of 3`. */
function check(zone: string, said: string): void {
  const [level = '', kind = '', third, fourth, fifth] = zone.split(' ')
  const proposal = (kind === 'await' ? 'await_conditions' : kind) as ProposalKind
  const missing = kind === 'await' ? Array.from({ length: Number(fifth) }, (_, i) => ({ blocks: i < Number(third) })) : []
  const spoken = {
    level: LEVELS[level] ?? null, proposal, missing,
    earliest: kind === 'keep' && third ? third : null,
    raise: kind === 'raise' && LEVELS[fourth ?? ''] ? { to: LEVELS[fourth ?? '']! } : null,
    step_down_to: kind === 'step_down' ? LEVELS[fourth ?? ''] ?? null : null,
  }
  expect(zoneHeadline(spoken, zh.shared, zh.desk)).toBe(said)
}

describe('a zone headline', () => {
  it('says where the zone stands', () => {
    check('high keep 2022-10-14', '高风险区，最早 10月14日 可以降级')
    check('low keep', '低风险区，暂无可降级日期')
    check('medium await 1 of 2', '中风险区，天数已满，还缺 1 项条件')
    check('high step_down to medium', '高风险区，今天可以降为中风险区')
    check('locked step_down to none', '封控区，今天可以解除')
    check('none not_listed', '不在名单上')
    check('controlled raise to locked', '管控区，区内发现阳性，应转为封控区')
    check('controlled raise', '管控区，区内发现阳性，应升级')
  })

  it('speaks English too', () => {
    expect(zoneHeadline({ level: 'high', proposal: 'step_down', earliest: null, step_down_to: 'medium' }, en.shared, en.desk)).toBe('High risk, today: step down to medium risk')
  })
})

describe('a zone', () => {
  it('is named with what it leaves out', () => {
    expect(areaTitle({ area: '白云小区', except: '5号楼' }, zh.desk)).toBe('白云小区（不含5号楼）')
    expect(areaTitle({ area: '白云小区', except: null }, zh.desk)).toBe('白云小区')
  })

  it('counts its days, or has none to count', () => {
    expect(dayCount({ day_n: 6, of_m: 7 }, zh.desk)).toBe('第 6 天 / 共 7 天')
    expect(dayCount({ day_n: 41, of_m: 3 }, zh.desk)).toBe('已满 3 天（第 41 天）')
    expect(dayCount({ day_n: 0, of_m: 7 }, zh.desk)).toBe('第 0 天 / 共 7 天')
    expect(dayCount({ day_n: null, of_m: null }, zh.desk)).toBe('不计天数')
  })
})
