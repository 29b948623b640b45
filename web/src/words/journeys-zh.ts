// What counties elsewhere reported, which the answer to "what must I do" rests on.
export const journeys = {
  title: '外地病例', lead: '外地县（市、区）最后一例病例的报告日期。市民查“出行须知”时，按这里的日期判断要不要48小时核酸证明。', none: '还没有录入。', noneHint: '点“录入”，写哪个县、最后一例哪天报告、出自哪里。', page: '居民看到的出行须知', add: '录入', dot: ' · ',
  column: { place: '县（市、区）', last: '最后一例报告日期', source: '出处', by: '录入', state: '状态' },
  ago: (n: number) => (n === 0 ? '今天' : `${n} 天前`), stands: '有效', gone: '已撤回', goneBy: (who: string, when: string, why: string) => `${who} ${when} 撤回：${why}`, by: (who: string, when: string) => `${who} ${when}`, later: '另有更近的一条',
  form: { title: '录入外地病例', place: '县（市、区）', placeHint: '输入名称，如 应县、朔州', noPlace: '没有找到这个地方', last: '最后一例的报告日期', source: '出处', sourceHint: '如 朔州市卫生健康委 4月20日通报', note: '备注', noteHint: '可不写', save: '保存', saved: '已录入，出行须知已按此更新。', effect: '保存后，出行须知马上按此回答。录错了可以撤回，不能修改。' },
  withdraw: '撤回', withdrawTitle: '撤回这一条', withdrawEffect: '撤回后，出行须知不再按这一条回答。', reason: '原因', withdrawn: '已撤回。',
  lacks: { place: '请选择县（市、区）。', last: '请填写日期。', source: '请写明出处。', reason: '请写明原因。' },
}
