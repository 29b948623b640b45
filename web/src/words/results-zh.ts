// The counter: results are told, reports and cards printed, family is bound.
export const results = {
  title: '结果告知', lead: '居民带证件来窗口：核对证件和本人，再告诉他检测结果。每次查看都会记入他的查看记录。',
  find: '姓名、证件后四位或门牌', search: '查找', none: '没有找到。请核对姓名、证件或门牌。', start: '先在上面查找来窗口的人。', found: (n: number) => `找到 ${n} 人`, tail: (tail: string) => `证件尾号 ${tail}`, choose: (name: string) => `选 ${name}`,
  checked: '请核对证件', tests: '最近 30 天的检测', noTests: '最近 30 天没有检测记录。',
  sampled: '采样', promised: '预计出结果', reported: '报告', late: (title: string) => `${title}（已超过预计时间）`, tube: '采样管', print: '打印报告',
  pool: { one: '单采单检', five: '5混1', ten: '10混1', twenty: '20混1', household: '1户1管' },
  shown: { waiting: '待出结果', negative: '阴性', held: '请原地等候，等人上门复采', lifted: '复采阴性，不用再等候', to_be_contacted: '请待在原处，等疾控人员联系', again: '没有检出结果，请重新采样' },
  paper: { title: '纸质健康码', lead: '给没有手机的人，24小时有效。每次打印都记在本人的“谁看过我的登记”里。', one: '打印本人的', household: '打印全户的（一张纸）', end: '丢了：作废本人的', endHousehold: '丢了：作废全户的', endEffect: '此前打印的纸质码马上作废，进门扫到会拦下；之后可以重新打印。', ended: '已作废，可以重新打印', endedAt: (at: string, by: string) => `${at}由${by}作废，此前打印的都不能用。` },
  card: { title: '采样卡', number: (n: number) => `第 ${n} 张`, lead: '卡上有采样码和查询码。再打印一张，内容不变。', print: '打印采样卡', renew: '卡丢了，换新卡', renewEffect: '换新卡后，旧卡上的查询码立即作废。', renewed: '已换新卡，请打印后当面交给本人。', sheet: '打印整栋楼的采样卡', sheetOf: '楼栋', sheetPrint: '打印', sheetLead: '按门牌排好，沿虚线剪开，当面交给本人。' },
  family: {
    title: '家人代查', lead: '本人同意后，家人用自己的证件和查询码就能一起看到他的结果。每次代查都会告诉本人。', none: '没有绑定。', looks: (name: string) => `可以看 ${name} 的结果`, looked: (name: string) => `${name} 可以看此人的结果`, until: (from: string, to: string) => `${from} 至 ${to}`,
    end: '解除', ended: '已解除。', add: '绑定家人', find: '家人的姓名、证件后四位或门牌', who: '谁来看', proxy: (name: string) => `${name} 看此人的结果`, other: (name: string) => `此人看 ${name} 的结果`, consent: '怎样同意的', first: '从哪天起', last: '到哪天为止', save: '绑定', bound: '已绑定。', pick: '请选一位家人。',
  },
  consent: { in_person: '两人都在窗口', on_paper: '本人书面同意', guardian: '监护人代办（儿童、失能老人）' },
}
