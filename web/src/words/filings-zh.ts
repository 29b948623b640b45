// 报备：聚集活动、离并。
export const filings = {
  title: '报备', tabs: '报备的几部分', dot: ' · ', list: '、', ofDay: '哪一天', ahead: '今天以后的', publicForm: '网上报备页',
  tab: { gatherings: '聚集活动', leavings: '离并' },
  kind: { wedding: '红事', funeral: '白事', banquet: '宴会等聚餐', meeting: '会议', training: '培训', show: '文艺演出', match: '体育赛事', fair: '展销促销', fete: '游园会', greeting: '团拜、慰问、联欢', other: '其他聚集活动' },
  precaution: { temperature: '进门测温', code_check: '扫码验码', masks: '戴口罩', distance: '拉开桌距、隔位就座', own_dishes: '分餐、公筷', disinfection: '消毒通风', name_list: '留下参加人员名单' },
  state: { waiting: '待答复', noted: '已知悉', shrink: '请缩小规模', postpone: '请延期', refused: '不得举办', cancelled: '已取消' },
  verdict: { not_needed: '按规定不需要报备', must_file: '须报备', strict: '从严控制，由社区答复', not_allowed: '现按规定不得举办' },
  reply: { noted: '知悉', shrink: '请缩小规模', postpone: '请延期', refused: '不得举办' },
  past: { filed: '报备', changed: '变更', cancelled: '取消', answered: '答复', returned: '返回' },
  act: { file: '代为报备', leave: '代为离并报备', answer: '答复', change: '变更', cancel: '取消', phone: '看电话', back: '已返回', ask: '只问规定' },
  gathering: {
    none: '没有报备的聚集活动。', noneHint: '群众可以在网上报备，也可以到社区或打电话，由您代报。',
    people: (n: number) => `${n}人`, most: (n: number) => `最多${n}人`, due: (at: string) => `${at}前答复`, late: '已超时', prepared: '准备', nothing: '没有写', why: '规定怎么说', who: '负责人', inside: '本社区里的风险区（地点在其中的不得举办）',
    itself: '本人', by: (who: string, at: string) => `${who}，${at}`, answerTitle: '怎么答复', most2: '最多几人', reason: '原因（对方会看到）', needReason: '请写明原因。', needMost: '请写最多几人，比报备的少。', refusedHint: '只有规定说不得举办或从严控制时，才能答复“不得举办”。', answered: '已答复', cancelled: '已取消', cancelEffect: '取消以后不能恢复，要办须重新报备。',
  },
  form: {
    title: '聚集活动报备', change: '变更报备', changeLead: '变更以后，要重新答复。', kind: '什么活动', place: '社区（村）', venue: '在哪个有场所码的地方办（没有可不选）', noVenue: '不在有场所码的地方', address: '具体地点', day: '哪一天', starts: '几点开始', people: '多少人', prepared: '做好的准备', who: '负责人姓名', phone: '负责人电话', save: '报备', saved: '已报备', changed: '已变更', lacks: '请填完活动、地点、日期、时间、人数、负责人和电话。', told: '规定怎么说',
  },
  leaving: {
    none: '没有人报备离并。', noneHint: '群众可以在网上报备，也可以到社区或打电话，由您代报。', lead: '报备不是审批：报了就可以走。没有报备的，不影响健康码。',
    state: { coming: '未出发', away: '外出中', overdue: '该回未报', returned: '已返回', cancelled: '已取消' },
    means: { train: '火车', air: '飞机', coach: '长途客车', car: '自己开车' },
    days: (leaves: string, back: string) => `${leaves}走，${back}回`, backOn: (day: string) => `${day}返回`, barred: '住处正在管控，不能离开', inside: '本社区里正在管控的地方（住在里面的不能离开）',
    form: { title: '离并报备', place: '住在哪个社区（村）', to: '去哪个市、县', toHint: '例如：北京市朝阳区', means: '怎么去', leaves: '哪天走', back: '打算哪天回', why: '什么事', who: '姓名', phone: '电话', save: '报备', lacks: '请填完各项。' },
    isBack: '已登记返回', cancelled: '已取消', saved: '已报备',
    column: { who: '谁', to: '去哪里', days: '日期', state: '情况' },
  },
}
