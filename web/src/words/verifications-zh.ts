// Lists that ask about people: put in, called through, answered, sent elsewhere.
export const verifications = {
  title: '协查核查', tabs: '协查核查的几部分', tab: { work: '待核查', lists: '名单', unplaced: '待派', senders: '单位', numbers: '数字' }, dot: ' · ', dash: '—',
  kind: { police: '公安', health: '疾控、卫健', industry: '工信、通信', other_city: '外地', superior: '上级专班', other: '其他单位' },
  answer: { here: '在本地', not_here: '目前不在本地', left: '已离开本地', never_been: '从未到过', wrong_number: '号码不是本人', isolated: '已隔离管控', abroad: '在境外', deceased: '已去世', unreachable: '多次联系不上', insufficient: '信息不足' },
  means: { phone: '电话', door: '上门', records: '查登记' },
  placedBy: { register: '居民登记在这里', address: '按名单上的住址', desk: '转办人指定' },
  past: { opened: '名单转入', placed: '派给', joined: '并入另一条', tried: '没有联系上', handed_back: '退回', answered: '答复' },
  work: {
    lead: '一人一条，打一次电话，答复回到每个单位。', community: '社区', none: '没有要核查的人。', noneHint: '名单派到本社区后，会出现在这里。',
    left: (open: number, late: number, done: number) => `还有 ${open} 人待核查，其中 ${late} 人超时；近一天已答复 ${done} 人`,
    keys: '键盘：J 下一个，K 上一个，回车打开看完整号码，1—9、0 选答复，T 没联系上，B 退回，Ctrl+回车保存', who: '谁', asks: '哪些单位问', state: '办到哪里', open: '打开', opening: '打开后看得到完整姓名、证件和电话，这次查看会记入本人的查阅记录。',
    lines: (n: number) => `${n} 行`, due: (when: string) => `${when} 前`, late: '已超时', exposed: '名单说有接触史', differs: '两份名单的证件号不同，请问清是不是同一个人', tries: (n: number) => `联系过 ${n} 次`, answered: (what: string) => `已答复：${what}`, corrected: '改过答复', at: (when: string) => `${when} 答复`,
    phone: '电话', document: '证件', address: '住址', noPhone: '名单没有电话', call: '拨打', asked: '名单原文', row: (n: number) => `第 ${n} 行`, exposure: (place: string, time: string) => `说在 ${place}（${time}）有接触`, reference: (text: string) => `编号 ${text}`, history: '办理经过', rule: '自动',
    exposedLead: '这是名单上的说法，不是流调结论：答“在本地”会派人上门核实，不会改变他的健康码。',
  },
  say: {
    title: '核查结果', answer: '答复', since: '从哪天起（可不填）', whither: '去了哪里', where: '在哪里隔离', remark: '备注（可不填）', means: '怎么核实的', save: '保存答复', saved: '已答复，会回给每个单位。', tried: '没联系上', triedSaved: '已记下一次没联系上。', back: '退回', backWhy: '为什么退回、可能在哪里', backSave: '退回转办人', backSaved: '已退回，由转办人重新派。',
    correct: '更正答复', correctWhy: '为什么更正', correctSave: '保存更正', corrected: '已更正，会再次回给每个单位。', three: (n: number) => `联系 3 次后才能答“多次联系不上”，现在 ${n} 次。`, pick: '请先选一个答复。',
  },
  list: {
    putIn: '放入名单', sender: '哪个单位的', direction: '方向', in: '收到的', out: '发给外地的', file: '选文件', fileHint: '.xlsx、.ods、.csv，表头、列顺序不限，最多 5000 行。反馈时按原表头、原顺序填好。', uploading: (n: number) => `正在上传 ${n}%`, noSender: '先在“单位”里登记发来名单的单位。',
    none: '近28天没有名单。', columns: { what: '名单', lines: '行数', answered: '已答复', due: '期限', act: '办理' }, draft: '待收下', taken: '办理中', dropped: '已搁置', done: '全部答复', letter: '接口', late: '超时', toTell: (n: number) => `${n} 条答复还没回给对方`, told: '答复都已回给对方', by: (name: string, when: string) => `${name} ${when} 放入`, came: (when: string) => `${when} 收到`,
    open: '看列，收下', theirs: '原表列名', samples: '头几行', ours: '是什么', skip: '不用（原样带回）', reread: '按改过的列重读', notEnough: '请指明哪一列是证件号码或电话；两样都没有的，指明姓名和住址。', known: (when: string) => `同一单位 ${when} 发过完全相同的名单。`, knownSure: '知道是重复的，仍要再收一次', hours: '几小时内答复', hoursOurs: '规定没有写几小时，24小时是本系统的默认。', take: '收下，开始核查', release: '准备好，可以发出', taken_: '已收下，按人归并派到社区。', released: '已准备好，可以下载或发出。', drop: '搁置', dropSure: '确定搁置', dropped_: '已搁置，没有人被核查。', reply: '反馈表', xlsx: '下载 xlsx', csv: '下载 csv', send: '通过接口发送', sent: '已排队发送，对方收下后会显示答复。', replies: '已取走的反馈', replied: (when: string, n: number, of: number) => `${when}，${of} 行中 ${n} 行已答复`, auto: '自动',
    column: { name: '姓名', document_kind: '证件类型', document_number: '证件号码', phone: '电话', address: '住址、目的地', exposure_place: '接触（暴露）地点', exposure_time: '接触（暴露）时间', reference: '编号', note: '备注', result: '核查结果（由我们填）', answered_at: '核查时间（由我们填）', answered_by: '核查单位（由我们填）' },
  },
  back: {
    title: '对方用表格答复', file: '读入答复表', hint: '.xlsx、.ods、.csv，表头和顺序不限。先看结果，确认后才记下；同一个表读两次不会重复。', reading: (n: number) => `正在读入 ${n}%`, result: '表里写的核查结果', noResult: '请指明哪一列是核查结果，再重读。', reread: '按改过的列重读', keep: (n: number) => `记下 ${n} 条答复`, kept: '答复已记下。', nothing: '没有新的答复。', other: '换一个表', sum: (n: number, of: number) => `读入后，${of} 行中有 ${n} 行有答复`, told: '没有直接记下的行', row: (n: number) => `表中第 ${n} 行`, nobody: '（没有姓名）',
    state: { new: '新答复', changed: '与以前的答复不同，按这次的', known: '已记过，不变', earlier: '是更早的答复，已被更正，不变', waits: '还没有答复', unknown: '不在我们的名单上', several: '名单上不止一人对得上，请让对方补证件号', contrary: '同一个人两行说法不同，都没有记', too_long: '超过500字，没有记' },
  },
  phone: { open: '看完整号码，打电话', logged: '这次查看会记入本人的查阅记录。', answer: '记下答复', noNumber: '没有网络，看不到完整号码。联网后再试。', cached: '没有网络，显示的是上次的名单。记下的会存在手机里，联网后自动送出。', queued: (n: number) => `${n} 条记在手机里，等待送出`, refused: (n: number) => `${n} 条没有收下，请看原因后重新记`, dismiss: '知道了', noPlace: '您的岗位没有对应的社区。' },
  unplaced: { lead: '登记里没有、住址也认不出社区的人，以及社区退回的人。', none: '没有待派的人。', to: '派给哪个社区', give: '派', given: '已派给社区。', insufficient: '答“信息不足”', saved: '已答复。', why: (text: string) => `退回说明：${text}` },
  sender: { lead: '名单按单位登记：反馈、计数都分单位。', none: '还没有登记单位。', add: '登记单位', edit: '修改', end: '停用', ended: '已停用', name: '名称', kind: '类别', key: '对方公钥（走接口才填）', address: '对方接收地址（走接口才填）', save: '保存', saved: '已保存。', own: '本系统的公钥，告诉对方登记', copy: '复制', copied: '已复制。', letters: '可走接口', files: '收发文件', keyLead: '公钥要当面或打电话核对前后几位，不要只看来信里写的。' },
  numbers: { lead: '近28天。', none: '近28天没有名单。', sender: '单位', came: '收到', answered: '已答复', toTell: '待反馈', late: '超时未答', sent: '发出', heard: '对方已答', lines: (lists: number, lines: number) => `${lists} 份 ${lines} 行`, place: '在哪里', open: '待核查', lateNow: '超时', doneToday: '近一天答复', desk: '（待派）' },
}
