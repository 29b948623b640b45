import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Me, OrderRow } from '@/api/contract'
import { queueItem } from '../queue'
import { work } from '../work'
import NetBanner from './NetBanner.vue'
import OrderCard from './OrderCard.vue'

const at = (text: string): number => Date.parse(`2022-${text.replace(' ', 'T')}:00+08:00`)
const order = (more: Partial<OrderRow> = {}): OrderRow => ({
  order_id: 'o1', zone_id: 'z', zone_area: '白云小区5号楼', kind: 'tell_households', title: '告知住户', instruction: '', place: '', place_name: '南环社区居委会', grid: null,
  for_day: '2022-10-07', due_at: at('10-08 00:00'), late: false, state: 'open', risen_to: null, handed_back: 0, claimed_by: null, claimed_by_name: null, mine: false, version: 1, ...more,
})
const card = (more: Partial<OrderRow> = {}): string => mount(OrderCard, { props: { order: order(more) } }).text()
const banner = () => mount(NetBanner, { global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } } })

describe('an order on the phone', () => {
  beforeEach(() => Object.assign(work, { me: { account_id: 'a1', today: '2022-10-07' } as Me, queue: [], reachable: true, askedAt: 0 }))

  it('says what, which building, and by when', () => {
    const words = card()
    expect(words).toContain('告知住户')
    expect(words).toContain('白云小区5号楼 · 南环社区居委会')
    expect(words).toContain('今天 24:00 前')
  })

  it('names the colleague who has it, and not the sign-in name', () => {
    const words = card({ state: 'claimed', claimed_by: 'wangge2', claimed_by_name: '魏小满' })
    expect(words).toContain('魏小满 已领取')
    expect(words).not.toContain('wangge2')
  })

  it('shows lateness in words and not by color alone', () => {
    expect(card({ late: true, due_at: at('10-06 12:00') })).toContain('已逾期')
  })

  it('says that what was done is still on the phone', () => {
    const item = queueItem(order(), { kind: 'done', note: '', households_done: 36, households_left: 0 }, 'a1', 0)
    Object.assign(work, { queue: [{ place: 1, item }] })
    expect(card({ state: 'done' })).toContain('待上传')
    item.state = 'refused'
    Object.assign(work, { queue: [{ place: 1, item: { ...item } }] })
    expect(card()).toContain('未被接收')
  })

  it('says above the list that there is no network, that work goes on, and how old the list is', () => {
    expect(banner().text()).toBe('')
    Object.assign(work, { reachable: false, askedAt: Date.now() - 5 * 60_000 })
    const words = banner().text()
    expect(words).toContain('现在没有网络，可以照常办理')
    expect(words).toContain('内容更新于5 分钟前')
  })
})
