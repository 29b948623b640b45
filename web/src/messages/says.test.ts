import { describe, expect, it } from 'vitest'
import type { MessageRow } from '@/api/contract'
import { shared } from '@/words/zh-CN'
import { messageText } from './says'

const message = (fields: Partial<MessageRow>): MessageRow => ({
  message_id: 'm', at: 0, read: false, kind: 'zone_changed', zone_id: 'z', order_id: null, notice_id: null, round_id: null, n_tubes: null, n_late: null, n_people: null, refused: null,
  about: '白云小区5号楼', county_name: '小店区', from: null, to: null, work: null, ...fields,
})
const text = (fields: Partial<MessageRow>): string => messageText(message(fields), shared)

describe('a message', () => {
  it('says where an area stands now', () => {
    expect(text({ to: 'high' })).toBe('小店区白云小区5号楼列为高风险区。')
    expect(text({ from: 'high', to: 'medium' })).toBe('小店区白云小区5号楼由高风险区调整为中风险区。')
    expect(text({ from: 'medium', to: null })).toBe('小店区白云小区5号楼已解除，不在风险区名单上。')
  })
  it('says that it was listed anew where the level is the same', () => {
    expect(text({ from: 'high', to: 'high' })).toBe('小店区白云小区5号楼列为高风险区。')
  })
  it('says what waits for somebody', () => {
    expect(text({ kind: 'arrivals_late', about: '兰亭社区', n_late: 2 })).toBe('兰亭社区：2份来返并移交超时未接收。')
    expect(text({ kind: 'cases_unclosed', about: '兰亭社区', n_late: 1 })).toBe('兰亭社区：1个病例早该结案，还没有人结案。')
    expect(text({ kind: 'gatherings_late', about: '兰亭社区', n_late: 1 })).toBe('兰亭社区：1份聚集活动报备超时未答复。')
    expect(text({ kind: 'order_handed_back', about: '兰亭网格', work: 'door_service' })).toBe('兰亭网格的“上门服务”工单被退回，请另行安排。')
    expect(text({ kind: 'notice_waits', about: '' })).toBe('有一份通告等待确认。')
    expect(text({ kind: 'notice_waits', about: '2022年第190号' })).toBe('2022年第190号通告等待确认。')
  })
})
