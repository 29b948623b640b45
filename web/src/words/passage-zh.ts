// The edges of passage: codes that are down, whoever must be let pass, who asks from outside, canaries.
export const passage = {
  kinds: { resident_id: '居民身份证', passport: '护照', hong_kong_macao: '港澳居民证件', taiwan: '台湾居民证件', permanent_residence: '外国人永居证', other: '其他证件' },
  outage: {
    title: '健康码停用', lead: '健康码打不开、扫不了或者颜色成批出错时用。全市门岗一起改为看身份证件、登记纸质名单。',
    banner: '健康码停用中：全市门岗看证件、登记纸质名单', until: (when: string) => `到 ${when} 自动恢复`, left: (text: string) => `还有 ${text}`, why: '原因', by: '谁停用的', since: '从', to: '到', span: (since: string, until: string) => `${since} 至 ${until}`,
    hours: (hours: number, minutes: number) => (hours > 0 ? `${hours} 小时${minutes > 0 ? ` ${minutes} 分` : ''}` : `${Math.max(1, minutes)} 分钟`), see: '去处理',
    up: '健康码正常使用', upHow: '门岗照常扫码。', begin: '停用健康码', again: '续期', end: '提前恢复',
    form: {
      begin: '停用健康码', again: '续期：再停用一段时间', reason: '原因（居民和门岗都会看到，不写个人姓名）', reasonHint: '例如：机房断电，健康码打不开', picks: ['健康码打不开，正在抢修', '网络中断，门岗扫不了码', '部分码的颜色出错，正在核查'], againHint: '写明新的情况，不能照抄上一次的原因',
      length: '停用多久（最长24小时，这个上限是本系统定的）', hour: (n: number) => `${n} 小时`, ends: (when: string) => `${when} 自动恢复，不用人操作。`, next: '下一步', back: '返回修改', lacks: { reason: '请写明原因，4到80字。', same: '续期要写明新的情况，不能照抄上一次的原因。' },
    },
    sure: {
      title: '确认停用？', lines: ['有网的门岗马上执行；断网的门岗，连上一次网就执行。', '没有码、码过期或读不出的，看身份证件、写纸质名单后进入。', '亮得出的码照常算数：红码、黄码照样不放行，急事一样放行。', '居民的健康码页面、首页和工作台都会显示停用和原因。', '这次操作记入审计，计入公开的数字。'], go: '确认停用',
      end: '确认恢复扫码？', endLines: ['有网的门岗马上恢复扫码。', '断网的门岗不知道提前恢复，到原定时间才恢复。'], goEnd: '确认恢复',
    },
    done: '已停用，全市门岗看证件登记。', ended: '已恢复，门岗照常扫码。', past: '停用记录', none: '还没有停用过', column: { span: '时间', reason: '原因', by: '谁停用的', end: '怎样结束的' }, how: { holds: '停用中', time: '到时自动恢复', replaced: '被后一次接替', early: (name: string) => `${name} 提前恢复` },
  },
  care: {
    title: '急事放行', lead: '临产、透析、急救，不管什么码都要放行。谁来求助都给，不用审批，一天内有效，记录在案。', need: '什么急事', needs: { labour: '临产', dialysis: '透析', rescue: '其他急救' }, who: '是谁（来不及就不填）', whoHint: '填对了，他的码在联网的门岗自动放行；不填或查不到，给一个号码，门岗按“紧急放行”。', name: '姓名', kind: '证件种类', document: '证件号码', half: '姓名和证件号码要么都填，要么都不填。', go: '给放行', ambulance: '人命关天的，先让他打120。',
    given: '已放行', say: '请他到门口报这个号码', known: '登记里有此人：他的码在联网的门岗自动放行。', unknown: '没有填是谁，或者登记里没有此人：请他到门口说“急事放行”和这个号码，门岗按“紧急放行”。', until: (when: string) => `${when} 以前有效`, another: '再给一个',
    list: '我给的、还有效的', none: '现在没有还有效的放行', column: { number: '号码', need: '急事', at: '给的时间', until: '有效到', known: '码自动放行' }, auto: '是', button: '门岗按钮',
  },
  outside: {
    title: '外单位索要', lead: '有人来要居民的扫码、健康码、检测结果或登记，一律不给，在这里登记一次。次数每周公开，不写是谁的。', who: '谁来要', whos: { police: '公安', court: '法院', office: '其他机关', employer: '用人单位', press: '媒体', other: '其他' }, about: '要什么', abouts: { scans: '扫码记录', codes: '健康码', results: '检测结果', register: '居民登记' }, reference: '来函编号（没有就空着，不写姓名）', go: '不办理，登记', sure: '登记后不能改，也不能删。确认？', confirm: '确认登记', told: '请这样答复对方', done: '知道了',
    list: '近四周登记的', none: '近四周没有人来要', noneHint: '没有最好。公开页上写“0次”。', column: { at: '时间', who: '谁来要', about: '要什么', reference: '来函编号', by: '谁登记的' }, public: '看公开的数字',
  },
  canary: {
    title: '诱饵场所', lead: '选一些没有理由去查的场所。谁查它的扫码，不管有没有权限，您马上收到警报。除了审计，没有人知道选了哪些。', number: '场所编号（场所码上的数字）', numberHint: '例如 12-ab3d5f，填前面的 12', find: '查找', bad: '请填场所码上的数字编号。', nobody: '没有这个编号的场所，或者它的码已经停用。', already: (when: string) => `${when} 已经设为诱饵`, set: '设为诱饵场所', sure: '设了以后不能取消。不要选流调会用到的大商场、医院。', confirm: '确认设为诱饵', done: '已设。谁查它，您会收到警报。', list: '现有的诱饵场所', none: '还没有诱饵场所', noneHint: '每个县（市、区）选一两处小场所就够。', column: { name: '场所', number: '编号', at: '设的时间', by: '谁设的' },
  },
}
