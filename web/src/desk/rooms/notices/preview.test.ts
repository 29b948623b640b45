import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AreaChange, Flag, NoticeReading } from '@/api/contract'
import { ApiError } from '@/api/errors'
import { session } from '../../session'
import NoticesRoom from './NoticesRoom.vue'

const api = vi.hoisted(() => ({ preview: vi.fn(), putIn: vi.fn(), list: vi.fn() }))
const push = vi.hoisted(() => vi.fn())
vi.mock('@/api/client', async (original) => {
  const real = await original<typeof import('@/api/client')>()
  return { ...real, api: { ...real.api, notices: { ...real.api.notices, ...api } } }
})
vi.mock('vue-router', async (original) => ({ ...await original<typeof import('vue-router')>(), useRouter: () => ({ push }) }))

const BODY = '\n\n\n关于我市调整高风险区的通告\n\n2单元。\n\n晋源区(1个):兰亭御湖城东区7号楼。'
const flag = (code: Flag['code'], message: string): Flag => ({ code, message, as_written: '' })
const at = (words: string) => ({ start: [...BODY.slice(0, BODY.indexOf(words))].length, end: [...BODY.slice(0, BODY.indexOf(words) + words.length)].length })
const change: AreaChange = {
  action: 'added', from: null, to: 'high', county: '晋源区', county_code: '140110', area: '兰亭御湖城东区7号楼', except: null, parts: ['7号楼'],
  as_written: '兰亭御湖城东区7号楼', flags: [flag('level_from_later_sentence', '标题缺失，等级高风险区取自后文的措施')],
  at: at('兰亭御湖城东区7号楼'), zone_id: null, candidates: [], place: null,
}
const READING: NoticeReading = {
  authority: '太原市疫情防控领导小组办公室', number: '2022年第181号', date: '2022-11-24', edition: 'P20', edition_short: '二十条', changes: [change],
  stated: { levels: {}, by_county: { high: { 晋源区: 1 } } }, found: { levels: { high: 1 }, by_county: { high: { 晋源区: 1 } } },
  flags: [flag('text_cut_off', '“2单元。”前面的文字缺失，没有当作区域读取')],
}

async function previewed() {
  const room = mount(NoticesRoom, { attachTo: document.body, global: { stubs: { RouterLink: true } } })
  await room.find('textarea').setValue(BODY)
  await room.find('form').trigger('submit')
  await flushPromises()
  return room
}

describe('the preview of a notice', () => {
  beforeEach(() => {
    document.body.innerHTML = ''
    vi.clearAllMocks()
    api.list.mockResolvedValue({ rows: [], next: null })
    api.preview.mockResolvedValue(READING)
    session.me = { acts: ['notice_preview', 'notice_put_in'] } as never
  })

  it('flags what is missing, and makes no area of it', async () => {
    const room = await previewed()
    expect(api.preview).toHaveBeenCalledWith(BODY)
    expect(room.text()).toContain('“2单元。”前面的文字缺失，没有当作区域读取')
    expect(room.findAll('ol > li .name').map((one) => one.text())).toEqual(['1兰亭御湖城东区7号楼'])
    expect(room.find('#list-0').text()).toContain('等级取自后文')
  })

  it('marks in the words where each change was read, without the empty lines before them', async () => {
    const room = await previewed()
    expect(room.find('.words').text().startsWith('关于我市')).toBe(true)
    expect(room.findAll('mark').map((one) => one.text())).toEqual(['1兰亭御湖城东区7号楼'])
    await room.find('mark').trigger('keydown.enter')
    expect(room.find('#list-0').classes()).toContain('active')
  })

  it('keeps nothing until a person puts it in', async () => {
    const room = await previewed()
    expect(room.text()).toContain('这是预览，还没有录入。')
    expect(api.putIn).not.toHaveBeenCalled()
    api.putIn.mockResolvedValue({ notice_id: 'n1' })
    await room.find('.bar button').trigger('click')
    await flushPromises()
    expect(api.putIn.mock.calls[0]?.[1]).toBe(BODY)
    expect(push).toHaveBeenCalledWith({ name: 'notice', params: { notice: 'n1' } })
  })

  it('leads to the notice that the same words already are', async () => {
    const room = await previewed()
    api.putIn.mockRejectedValue(new ApiError('notice_known', 409, '', { notice_id: 'known' }))
    await room.find('.bar button').trigger('click')
    await flushPromises()
    expect(push).toHaveBeenCalledWith({ name: 'notice', params: { notice: 'known' } })
  })

  it('shows the sentence of a failure', async () => {
    api.preview.mockRejectedValue(new ApiError('notice_unreadable', 400, '没有文字：请粘贴通告全文。'))
    const room = await previewed()
    expect(room.find('[role=alert]').text()).toBe('没有文字：请粘贴通告全文。')
  })
})
