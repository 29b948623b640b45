// Antigen tests at home, as the desk sees them.
export const antigen = {
  title: '抗原自测', lead: '居民在家测的抗原：阳性的先留在家里，派人上门单管核酸复核。', none: '没有抗原自测上报', noneHint: '居民在公开页面的“报抗原”里上报；没有手机的，点“代为上报”。', cut: '阳性太多，只列最近的 300 条。请选一个地点再看。', of: (place: string) => `${place}：今天上报和复核进展`, all: '返回上一级',
  place: '地点', today: '今天上报', positives: '阳性复核', negative: '阴性', positive: '阳性', invalid: '无效', waiting: '待复核', late: '已超时', retaken: '待结果', confirmed: '核酸阳性', refuted: '复核阴性',
  outcome: { negative: '抗原阴性', positive: '抗原阳性', invalid: '抗原无效' },
  step: { waiting: '待上门单采', retaken: '已单采，待结果', refuted: '复核阴性，已解除', confirmed: '核酸阳性', positive_before: '此前核酸已阳性', withdrawn: '已撤回' },
  by: { own: '本人上报', proxy: '家人代报', staff: '工作人员代报' },
  rest: { positive: '已记下', negative: '已记下，不代替核酸', invalid: '请本人重做' },
  person: '姓名', result: '自测结果', tested: '检测', reported: '上报', state: '进展', due: (when: string) => `须在 ${when} 前上门`, overdue: '已超时', order: { open: '工单待接', claimed: '工单有人在办', done: '工单已办', called_off: '工单已取消' }, acts: '办理',
  photo: '看照片', noPhoto: '没有照片', unreadable: '照片看不清',
  open: { title: '看检测卡照片', lead: '照片属于个人信息。打开要写明原因，会记入本人的查看记录。', reason: '原因，例如：核对检测结果', go: '打开照片', alt: '检测卡照片', mark: '照片看不清，请本人重测', marked: '已注明。本人查询时会看到“请重新做一次再报”。', why: '照片上看不清 C、T 两处' },
  withdraw: { ask: '报错了人', asked: (name: string, reason: string) => `${name} 申请撤回：${reason}`, agree: '同意撤回', own: '等另一个人同意', title: '撤回这次上报', lead: '只有报错了人才能撤回，要由另一个人同意。同意之前，本人仍须在家等候。', agreeLead: '请先核实确实报错了人。同意后，这个人不再因这次上报等候，上门工单取消。', reason: '为什么撤回', go: '申请撤回', done: '已申请，等另一个人同意。', agreed: '已撤回。' },
  report: { title: '代为上报', here: '代报抗原自测', lead: '给没有手机的人上报。阳性马上报，不必等照片。', find: '姓名、证件后四位或门牌', who: '给谁报', other: '换一个人', outcome: '检测卡上是什么样', show: { positive: '两条线（C、T 都有）：阳性', negative: '一条线（只有 C）：阴性', invalid: 'C 处没有线：无效' }, when: '什么时候做的', now: '刚刚', ago: (hours: number) => `约 ${hours} 小时前`, photo: '检测卡照片（JPG 或 PNG，最大 4 MB）', reason: '没有照片的原因', reasonHint: '报阴性没有照片时必填', send: '上报', tell: '请告诉本人', again: '再报一人' },
  own: { title: '抗原自测', none: '最近 30 天没有抗原自测上报。' },
  discordance: (confirmed: number, refuted: number, percent: number) => `抗原阳性的人由这里复核 ${confirmed + refuted} 人，其中核酸阴性 ${refuted} 人（${percent}%）`, discordanceLead: '近30天抗原阳性、随后由这家实验室单管复核的人。核酸阴性的比例明显高于别的实验室时，请核查是否漏检。',
}
