// Sites and kiosks, where they could stand, and what a round takes.
export const sites = {
  title: '采样点', lead: '选址、建成、启用、搬迁、关闭，开放时间和排队。', none: '还没有采样点。', noneHint: '点“新选采样点”，先写在哪里，再写开放时间，然后启用。', all: '居民看到的页面', only: '只看启用中', dot: ' · ', list: '、',
  kind: { community: '社区采样点', kiosk: '便民采样亭', hospital: '医院采样点', mobile: '流动采样点' },
  state: { chosen: '已选址', built: '已建成', open: '启用中', closed: '已关闭' },
  factKind: { chosen: '选址', built: '建成', opened: '启用', moved: '搬迁', closed: '关闭', hours_set: '改开放时间', offers_set: '改服务说明' },
  offer: { infants: '婴幼儿优先', pregnant: '孕产妇优先', disabled: '残疾人优先', aged: '老年人优先', relay: '接力排队', home_visit: '上门采样' },
  wait: { none: '不用等', ten_minutes: '约 10 分钟', half_hour: '约 30 分钟', hour_up: '1 小时以上' },
  candidate: { station: '车站', market: '农贸市场', mall: '商场、超市', clinic: '社区卫生服务中心', other: '其他' },
  column: { name: '名称', place: '地点', today: '今天', queue: '排队', state: '状态' },
  noHours: '没有写开放时间', unknown: '不开放，时间另行通知', openUntil: (time: string) => `开放中，到 ${time}`, closedUntil: (time: string) => `不开放，${time} 开`, closedToday: '今天不开放', queueSaid: (wait: string, age: number) => `${wait}（${age === 0 ? '刚刚' : `${age} 分钟前`}）`, noQueue: '最近一小时没有人报', moves: (address: string, date: string) => `${date} 起搬至 ${address}`, moved: (address: string, date: string) => `${date} 前在 ${address}`,
  act: { add: '新选采样点', siting: '采样亭选址', built: '登记建成', opened: '启用', closed: '关闭', move: '搬迁', hours: '开放时间', offers: '服务说明' },
  form: {
    newTitle: '新选采样点', kind: '类型', name: '名称', nameHint: '如 幸福小区南门采样点', place: '社区或小区', placeHint: '输入社区或小区名称', address: '具体地点', addressHint: '让居民找得到，如 南门东侧、超市对面', reason: '原因', usual: '街道和社区商定', first: '从哪天起在新地点', moveTitle: '搬迁', moveEffect: '从这一天起在新地点。公示页马上就会写明“原某处采样点自某日起搬至某处”，按原地点查也查得到。',
    workday: '周一至周五', weekend: '周六、周日', hoursHint: '写成 8:00-11:30, 14:30-17:30。空着就是不开放。', summer: '夏季时间不同', from: '从（月-日）', to: '到（月-日）', holidays: '节假日', holidaysHint: '每行一条：名称 第一天 最后一天 时间，如 国庆节 2022-10-01 2022-10-07 另行通知', closed: '休息', unannounced: '另行通知', note: '另外说明', noteHint: '如 其他国家法定节假日开放时间另行通知',
    forWhom: '哪些人可以去', forWhomHint: '不写就是都可以去', pool: '怎样采', poolHint: '如 混检（10混1）', bring: '带什么', bringHint: '不写就按通用的说法', helps: '优先和照顾', reports: '出报告的时间', noon: '几点前采样', same: '当日几点出', next: '之后采样，次日几点出', reportsHint: '如 12:00、17:00、8:00。都不写就是不承诺。', save: '保存', queue: '现在要等多久？点一下就报上去', queued: '已报。', done: '已保存。',
  },
  lacks: { name: '请填写名称。', place: '请选择社区或小区。', address: '请写明具体地点。', reason: '请写明原因。', first: '请填写日期。', hours: '有时间没有看懂，请按提示的样子写。', reports: '出报告的三个时间要么都写，要么都不写，写成 12:00 的样子。' },
  one: { kind: '类型', where: '地点', hours: '开放时间', today: '今天', offers: '服务', reports: '报告', queue: '排队', history: '办理记录', by: (who: string, when: string) => `${who} ${when}`, public: '看公示页', openTitle: '启用', openEffect: '启用后居民就能在公示页看到。', builtTitle: '登记建成', builtEffect: '建成还没有启用，居民看不到。', closeTitle: '关闭', closeEffect: '关闭后居民会看到“已经关闭，请去别的采样点”。', stale: '别人刚改过，已读取最新内容，请核对后再操作。', hoursFirst: '启用前请先写明开放时间。' },
  siting: {
    title: '采样亭选址', lead: '把居民点和候选点粘贴进来，算出放在哪里大家都近。每个采样亭 4000 至 5000 人，优先车站、市场、商场、社区医院。内容不保存。', county: '县（市、区）', text: '居民点和候选点', hint: '每行一条：类别 名称 经度 纬度 人数，用逗号或制表符隔开，可从 Excel 直接复制。小区、社区写人数；社区不写人数就用登记人数。车站、市场、商场、社区医院、其他是候选点。', example: '小区,幸福小区,112.5501,37.8702,3200\n社区,示例社区,112.5600,37.8650\n车站,示例公交站,112.5510,37.8710\n市场,示例农贸市场,112.5590,37.8660', n: '采样亭个数', nHint: '不写就按人数算', cap: '每个最多人数', run: '算一算', best: '已证明是最优', gap: (share: string) => `离理论最优不超过 ${share}`, sum: (n: number, people: number) => `${n} 个采样亭，${people} 人`, walk: (mean: number, max: number) => `平均走 ${mean} 米，最远 ${max} 米`, few: (n: number) => `不足 ${n} 人`, from: (name: string, n: number) => `${name} ${n} 人`, flaw: (line: number, why: string) => `第 ${line} 行没有用上：${why}。`, column: { name: '放在', kind: '类别', people: '服务人数', walk: '步行', from: '来自' }, metres: (mean: number, max: number) => `平均 ${mean} 米，最远 ${max} 米`, empty: '请先粘贴居民点和候选点。', countyMissing: '请选择县（市、区）。',
  },
  plan: {
    open: '测算人和物资', title: '这一轮要多少人和物资', lead: '按登记人数和规定测算，与现有的比一比，看缺什么。测算不保存。', pool: '混采方式', pools: { one: '单采单检', five: '5 混 1', ten: '10 混 1', twenty: '20 混 1', household: '1 户 1 管' }, have: '现有', haveHint: '不写就不比', run: '测算', people: (n: number) => `共 ${n} 人`, enough: '写了数的都够。', short: (n: number) => `缺 ${n}`, limit: (hours: number) => `按规定 ${hours} 小时内完成`, lab: (hours: number) => `按现有能力，实验室要 ${hours} 小时`, labLate: '实验室来不及', own: '本系统建议', column: { need: '项目', wanted: '需要', have: '现有', short: '缺口', by: '依据' }, parts: '各社区',
    need: { sites: '采样点', samplers: '采样人员', clerks: '登记人员', tables: '采样台', tubes: '采样管（含一成备用）', swabs: '采样拭子（含一成备用）', suits: '防护服', boxes: '转运箱', lab_tubes_per_day: '实验室每日可检管数' },
  },
}
