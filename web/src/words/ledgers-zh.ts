// What the ledgers say, in Chinese. ledgers-en.ts says the same things.

export const ledgers = {
  and: '、', title: '台账', community: '选择社区', pick: '请先选择社区。', enter: '列入台账', ownKeep: '管理自定义台账',
  tab: { due: '今日应上门', special_care: '特殊关爱', latent_risk: '潜在风险', own: '自定义', over: '已移出' },
  ledger: { special_care: '特殊关爱', latent_risk: '潜在风险', own: '自定义' },
  category: { living_alone: '独居', over_80: '80岁以上', bedridden: '卧床', pregnant: '孕产妇', dialysis: '透析', chemotherapy: '化疗', infant: '婴幼儿', disability: '残疾', online_pupil: '上网课' },
  origin: { form: '表单填报', rule: '登记筛出', knocked: '敲门发现' },
  state: { standing: '在册', overdue: '复核逾期', left: '人已离开', ended: '已移出' },
  factKind: { entered: '列入', changed: '修改', visited: '上门', reviewed: '复核', ended: '移出' },
  field: { matter: '类别内容', need: '上门事项', rhythm: '上门次数', review_on: '复核日期' } as Record<string, string>,
  lead: (due: number, of: number, overdue: number) => `今天应上门或复核 ${of} 条，还剩 ${due} 条；复核逾期 ${overdue} 条。`, order: '每天上午10时按网格派出“台账上门”工单。',
  all: '全部', nOf: (name: string, n: number) => `${name} ${n}`, find: '姓名、门牌', none: '这里还没有人。', noneHint: '可以从登记筛出的名单里核对列入，也可以逐人列入。', noneDue: '今天应上门的都已办完。', noneToday: '今天没有应上门的。', noneOver: '没有移出的。', ofGrid: '只显示您负责的网格内的居民。',
  column: { name: '姓名', door: '门牌', what: '类别', need: '上门事项', rhythm: '多久一次', review: '复核', today: '今天' },
  years: (n: number) => `${n} 岁`, phone: (tail: string) => `尾号 ${tail}`,
  weekdays: ['一', '二', '三', '四', '五', '六', '日'], dialysisOn: (days: string) => `每周${days}透析`, dueOn: (date: string) => `预产期 ${date}`, nextOn: (date: string) => `下次化疗 ${date}`, until: (date: string) => `隔离至 ${date}`, pair: (doctor: string, informant: string) => `医生 ${doctor}、信息员 ${informant}`,
  toVisit: (n: number) => (n === 1 ? '应上门' : `应上门 ${n} 次`), visited: (n: number) => (n === 1 ? '已上门' : `已上门 ${n} 次`), toReview: '应复核', notToday: '今天不用去', reviewBy: (date: string) => `${date} 前复核`, reviewLate: (date: string) => `${date} 已到期`, lastVisit: (date: string) => `上次上门 ${date}`, noVisit: '还没有上过门', visitedToday: '今天去过',
  act: { visit: '已上门', review: '复核', change: '修改', end: '移出台账', open: '查看' },
  offers: {
    title: (n: number) => `登记里有 ${n} 人次可能应列入台账`, lead: '由登记信息按年龄和同住人数筛出，须逐人核对，不会自动列入。', start: '逐个核对', hide: '先放一放', none: '按登记信息，没有漏列的人。', at: (n: number, of: number) => `第 ${n} / ${of} 个`, confirm: '列入', pass: '不列入', later: '跳过', whyNot: '为什么不列入？', reasons: ['与子女同住', '身体健康，本人不需要', '登记有误，已通知更正', '长期不在本地'], reasonHint: '写明原因，登记信息变化前不再提示', confirmed: '已列入。', passed: '已记下，登记信息变化前不再提示。', keys: '回车列入，N 不列入，→ 跳过', ruleReason: (because: string) => `登记筛出：${because}`,
  },
  form: {
    enterTitle: '列入台账', changeTitle: '修改台账', who: '居民', whoHint: '输入姓名、拼音首字母或门牌查找', whoNone: '没有找到，请先到居民登记中登记。', ledger: '台账', category: '类别', own: '哪一本', ownNone: '还没有自定义台账，请先建立。', dueOn: '预产期', weekdays: '透析日', nextOn: '下次化疗', nextHint: '可不填', until: '隔离到哪一天', doctor: '医生', informant: '信息员（网格员）', pairHint: '二合一：医生和信息员一同上门，缺一不可。', need: '上门事项', needHint: '不填则按类别常用事项', rhythm: '多久上门一次', reviewOn: '下次复核', reviewHint: '不填则按类别默认', reason: '原因', enterReasonHint: '如家属来电申请、敲门得知', changeReasonHint: '如透析日调整', save: '保存', enter: '列入', entered: '已列入台账。', saved: '已保存。',
    by: { rule: '按类别默认', d1: '每天 1 次', d2: '每天 2 次', d3: '每天 3 次', e2: '每 2 天', e3: '每 3 天', e7: '每 7 天', e14: '每 14 天', none: '不定期，只复核' },
  },
  lacks: { person: '请先选择居民。', category: '请选择类别。', own: '请选择哪一本台账。', dueOn: '请填写预产期。', weekdays: '请选定每周哪几天透析。', until: '请填写隔离到哪一天。', pair: '医生和信息员都要填写。', reason: '请写明原因。', name: '请给台账起个名字。' },
  entry: { title: '台账详情', person: '居民登记', origin: '来源', entered: '列入日期', history: '办理记录', next: (date: string) => `下次复核 ${date}`, changed: (fields: string) => `改了${fields}`, left: '登记里此人已离开，台账自动停用；回来后自动恢复。', visitNote: '上门情况（可不填）', visitDone: '已记下上门。', reviewTitle: '复核：仍需留在台账', reviewNote: '复核情况（可不填）', reviewDone: '已复核。', endTitle: '移出台账', endEffect: '移出后不再派上门工单，办理记录保留。', endHint: '如已康复、已出生满月、解除隔离', endDone: '已移出。', stale: '别人刚改过这一条，已读取最新内容，请核对后再操作。' },
  own: { title: '自定义台账', name: '名称', nameHint: '如 宠物家庭、租住户，不超过20字', make: '建立', rename: '改名', close: '停用', reopen: '恢复', closed: '已停用', none: '还没有自定义台账。', made: '已建立。', saved: '已保存。', closeHint: '停用后不能再列入，已在册的保留。' },
}
