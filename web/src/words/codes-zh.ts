// Health codes, as the desk sees them.
export const codes = {
  color: { green: '绿码', yellow: '黄码', red: '红码' }, sign: { green: '●', yellow: '▲', red: '■' },
  cause: { positive: '核酸阳性', unclear: '核酸可疑', pool_hold: '同管有阳性，待单采', antigen_hold: '抗原阳性，待复核', lives_in_zone: '住在风险区', close_contact: '密切接触者', secondary_contact: '密接的密接', isolation: '集中或居家隔离', case_elsewhere: '外地确认的感染者', arrival: '来（返）并人员' },
  evidence: { lab_result: '检验报告', antigen: '抗原自测', zone_listing: '风险区公布', investigation: '流行病学调查记录', isolation_decision: '隔离决定书', letter_from_elsewhere: '外地协查函', own_report: '行程申报' },
  appealState: { open: '待答复', overdue: '已超时', lapsed: '逾期未答复，已自动失效', upheld: '已维持', voided: '已撤销', moot: '理由已失效' }, way: { page: '网上', phone: '电话', counter: '窗口', community: '社区代办' },
  labeled: (label: string, text: string) => `${label}：${text}`, span: (since: string, until: string) => `${since}，${until}`, atMost: (what: string, days: string) => `${what}（${days}）`,
  until: (when: string) => `最晚到 ${when}`, since: (when: string) => `从 ${when} 起`, noUntil: '到条件满足为止', clause: '规定原文', strong: '证据强', weak: '证据弱',
  reasons: {
    title: '赋码理由', lead: '只凭证据登记：一个部门提议，另一个部门批准，写明到哪天。没有流行病学证据的名单不能赋码。', none: '近14天没有登记的理由', noneHint: '检测、风险区和行程报备的理由由系统按规定算出，不在这里。', propose: '提议', state: { waiting: '待批准', declined: '未批准', in_force: '施行中', over: '已结束' },
    people: (n: number) => `${n} 人`, counted: (day: string) => `自 ${day} 起算`, last: (day: string) => `至 ${day} 止`, evidence: '证据', said: '给本人看的理由', record: '记录号', by: (name: string, when: string) => `${name} ${when} 提议`, needs: (n: number, of: number) => `已批准 ${n} 人，须 ${of} 人`, two: '超过50人，须两人先后批准，审计已收到提醒。',
    approve: '批准', decline: '不批准', end: '提前解除', own: '本人提议，须另一部门批准', mine: '您已批准，等第二人', whyDecline: '为什么不批准', whyEnd: '为什么提前解除', approved: '已批准，即时生效。', approvedOne: '已批准，还须一人。', declined: '已退回。', ended: '已解除，相关人员的码即时更新。', past: { approved: '批准', declined: '不批准', ended: '提前解除' }, more: (n: number) => `其余 ${n} 人`,
  },
  propose: {
    title: '提议赋码理由', lead: '批准以前不改变任何人的码。', cause: '理由', days: (n: number) => `最长 ${n} 天`, evidence: '证据', ref: '证据编号（报告或决定书的号码）', said: '给本人看的理由', saidHint: '写清何时何地，不写别人是谁，例如：11月22日在某餐馆与感染者同桌用餐', from: '从哪天起算（末次接触日、隔离首日）', last: '最后一天', people: '名单：每行一人', peopleHint: '姓名 证件号 调查记录号，用空格或制表符隔开。每个人要有自己的记录号。', count: (n: number) => `${n} 人`, bad: (line: number) => `第 ${line} 行缺姓名、证件号或记录号`, many: '超过50人：须两人批准，并提醒审计。', send: '提交', sent: '已提交，等另一部门批准。',
  },
  work: {
    title: '健康码核实', lead: '本社区不是绿码、须逐一核实答复的人。', none: '没有要核实的', noneHint: '住在风险区的人由通告告知，不在这里。', area: (n: number) => `另有 ${n} 人因住在风险区赋码，随风险区解除。`, left: (verify: number, answer: number) => `待核实 ${verify} 条，待答复 ${answer} 条`, keys: '按键：J / K 或 ↓ ↑ 换人，V 已核实，A 已答复，C 申请解除，Enter 写说明', who: '姓名、住址', why: '理由', doing: '进展', verified: '已核实', answered: '已答复', verify: '已核实', answer: '已答复', clear: '申请解除', note: { verified: '与登记一致', answered: '电话告知本人' }, noteOf: { verified: '核实了什么', answered: '怎样答复的', clear: '为什么应当解除' }, save: '记下', saved: { verified: '已记下核实。', answered: '已记下答复。', clear: '已申请解除，由申诉答复人员决定。' }, appeal: (state: string, due: string) => `申诉：${state}，最晚 ${due}`, phone: '电话', call: '打电话', community: '社区',
  },
  appeals: {
    title: '健康码申诉', lead: '由作出决定以外的部门答复：24小时内，看病的4小时内。证据弱的逾期自动失效，证据强的逾期上报。', none: '近30天没有申诉', noneHint: '', due: (when: string) => `最晚 ${when}`, medical: '看病', said: '本人说', uphold: '维持', void: '撤销', answer: '答复本人的话', upheld: '已答复：维持。', voided: '已撤销，码即时更新。', lab: '本人检测结果由实验室更正，这里不能撤销。', gone: '理由已经失效', counts: (overdue: number, open: number) => `超时 ${overdue} 条，待答复 ${open} 条`,
  },
  told: {
    title: '健康码查询', lead: '来电或到窗口的人，核对证件和姓名以后，告诉他为什么、到什么时候、怎样申诉。不能按姓名搜索。', name: '姓名', kind: '证件种类', document: '证件号码', find: '核对', way: '怎样来的', green: '绿码，现在没有任何限制他的理由。', appeal: '写申诉', appealTitle: '替本人写申诉', said: '本人说哪里不对', medical: '和看病有关（4小时内答复）', send: '提交', receipt: (number: string, due: string) => `已收到。收据号 ${number}，最晚 ${due} 答复。请念给本人听。`, lapses: '逾期没有答复，这条理由自动失效。', goesUp: '逾期没有答复，自动上报并公开计数。', kinds: { resident_id: '居民身份证', passport: '护照', hong_kong_macao: '港澳居民证件', taiwan: '台湾居民证件', permanent_residence: '外国人永居证', other: '其他证件' }, ask: '问谁', lifted: '怎样解除', emergency: '急病、临产、透析：直接打120，什么颜色的码都不耽误。', open: '已有申诉',
  },
}
