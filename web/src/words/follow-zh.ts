// Those who are kept at home, as the desk and the phone speak of them.
export const follow = {
  title: '隔离随访', lead: '每天早晚量体温；医生和社区两个人签字。', none: '现在没有隔离人员', noneHint: '有人被判为密接后，自动出现在这里。', noPlace: '您的账号没有社区，请用上面的辖区查看。',
  counts: (kept: number, whole: number, late: number) => `${kept} 人，今天做完 ${whole} 人，逾期 ${late} 人`,
  ring: { close: '密接', secondary: '次密接' }, until: (when: string) => `到 ${when}`, openEnd: '等通知解除',
  part: { morning: '早上体温', evening: '晚上体温', tested: '采样', doctor: '医生签字', community: '社区签字' },
  symptom: { cough: '咳嗽', fatigue: '没力气', sore_throat: '嗓子疼', smell_lost: '闻不到味', runny_nose: '鼻塞流涕', red_eyes: '眼红', muscle_pain: '肌肉疼', diarrhea: '拉肚子', breathless: '胸闷气短' },
  degrees: (tenths: number) => `${(tenths / 10).toFixed(1)}℃`, well: '无症状', and: '、', tested: '已采样', missing: '还差', whole: '今天做完了', late: (when: string) => `逾期：${when} 就该做`, risen: (place: string) => `已报到${place}`, alarm: '发热或有症状：已派单上门',
  take: (part: string) => `记${part}`, other: '其他体温', ask: '有什么不舒服？可多选', nothing: '都没有', send: '记下', cancel: '取消', change: '重新量', test: '已采样', signDoctor: '医生签字', signCommunity: '社区签字', signAsk: (name: string) => `${name}：今天的记录核对过了，签字？`, sign: '签字', by: (who: string) => `${who} 已签`,
  letter: '告知书', phone: '社区电话', phoneHint: '印在告知书上', save: '保存', saved: '已保存。', done: '已记下。', signed: '已签字。', hot: '体温要在34.0至43.0度', sureHot: (degrees: string) => `${degrees}，会立即派人上门，确定？`,
  state: { waiting: '待上传', sent: '上传中', kept: '已上传', refused: '未被接受' }, queued: (n: number) => `${n} 条记在手机里，有信号自动上传`, refused: (n: number) => `${n} 条没有被接受`, dismiss: '知道了', cached: '没有网络，显示的是上次的名单',
}
