// The page of a gate. What it says of a decision is what the server says (core::scans::Why), word for word.
export const gate = {
  product: '防线', title: '门岗', close: '关闭', twice: '门岗已在另一个窗口打开，请用那个窗口。', starting: '正在打开…', language: 'English',
  open: {
    title: '把这部手机当门岗用', lead: '请场所管理员在工作台的“场所码”里登记门岗，用这部手机扫他屏幕上的码。', scan: '扫门岗码', typed: '或者照着输入门岗密钥', go: '打开门岗', busy: '正在打开…',
    flaw: { no_secret: '这不是门岗码，也不是门岗密钥。密钥是64位数字和字母。', wrong_secret: '密钥不对，或者这个门岗已经注销。请管理员重新登记。', unreachable: '第一次打开要连网。请检查网络再试。', list_refused: '收到的名单签名不对，没有采用。请换一个网络再试；还是不行，请告诉社区。', others_wait: '这部手机上还有另一个场所没有传完的记录，不能换场所。' },
    drop: '放弃这些记录', dropSure: '放弃后不能恢复。再按一次确认',
  },
  ended: { title: '这个门岗已经注销', how: '这部手机不能再放行。请管理员重新登记门岗。', wait: (n: number) => `手机里还有 ${n} 条记录没有传完，重新登记同一场所后会自动传。`, again: '重新登记' },
  net: { on: '在线', off: '断网', offHow: '断网：按带着的名单判断，记录先存在手机里', waits: (n: number) => `${n} 条待传`, sending: '正在补传', tooOld: '断网超过一天：只登记，不判断', tooOldHow: '不能再判断健康码。请看证件，写进手工登记表。', list: { forged: '收到的名单签名不对，没有采用', older: '收到的名单比手上的旧，没有采用', late: '收到的名单已经过时，没有采用' }, listHow: '仍按手上的名单判断。请换一个网络，并告诉社区。' },
  inside: { title: '场内', of: (n: number, limit: number) => `${n} / ${limit} 人`, left: (n: number) => `还能进 ${n} 人`, full: '已满，先出后进', about: '（断网，本机估算）', out: '出 1 人', none: '本场所不计人数' },
  camera: {
    aim: '进：对准健康码', starting: '正在打开相机…', noCamera: '相机打不开。请允许使用相机，或者拍照、输入。', reading: '正在认码…', rest: '相机已休息', wake: '继续扫码', torch: '补光', torchOff: '关补光', still: '拍照识别', typed: '输入或扫码枪',
    hint: '扫不上？请对方把屏幕调亮，离远一点再靠近。', hintTorch: '扫不上？暗处按“补光”，请对方把屏幕调亮。', none: '照片里没有认出码，请靠近一点、拿稳再拍。',
  },
  typed: { title: '输入健康码', lead: '扫码枪直接扫；或者粘贴码里的文字。', go: '查验' },
  check: { title: '先看人，再扫码', temperature: '体温', degrees: (tenths: number) => (tenths / 10).toFixed(1), fever: '发热', mask: '口罩', masked: '戴好', unmasked: '没戴', certificate: '核酸证明', has: '有', hasNot: '没有', clear: '清除' },
  urgent: { button: '紧急放行', title: '什么急事？按下就放行', labour: '临产', dialysis: '透析', rescue: '其他急救', lead: '不管什么码、是不是满员，都放行，并记下来。需要时打120。' },
  hand: {
    button: '没有手机', title: '没有手机，一样可以进',
    lines: ['有纸质健康码的：回去扫纸上的码，并核对证件后四位。', '什么码都没有的：看证件，写进手工登记表（姓名、证件、电话、时间）。', '发热的、没戴口罩的，一样要先处理。', '登记表交给场所管理员，由社区补录。'],
    link: '管理员：打开工作台补录', scan: '去扫纸质码',
  },
  down: {
    title: '健康码停用：看证件登记', until: (day: string, time: string) => `到 ${Number(day.slice(0, 2))}月${Number(day.slice(3))}日 ${time}`, why: (reason: string) => `原因：${reason}。亮得出码的，照常扫。`,
    button: '看证件登记', hand: '健康码停用：看证件，写名单',
    lines: ['看身份证件，人和证件对得上。', '写进纸质登记表：姓名、证件、电话、时间。', '发热的、没戴口罩的，一样要先处理。', '登记表交给场所管理员，恢复后由社区补录。'],
    written: '看过证件、写好了，放行', scan: '他有码：回去扫',
  },
  mark: { title: '纸质码或留存码：先核对证件', lead: '看身份证件：姓和号码后四位，是不是这样？', same: '一致', other: '不一致' },
  verdict: {
    pass: '放行', refuse: '不放行', again: '刚扫过', unjudged: '未判断', ended: '不能用', not_kept: '没有记下', next: '下一位', paper: '看证件', paperSign: '证', paperReason: '登记后放行', paperDone: '写好了', paperSeen: '证件看过，名单写好。已记录一次进入。', here: '断网判断，已存在手机里，联网后自动补传',
    againHow: (seconds: number) => `这个码 ${seconds} 秒前已经放行过一个人。是同一个人，可以进；换了人，请他亮自己的码。`,
    unjudgedHow: '断网超过一天，只登记，不判断。请看证件，写进手工登记表。', notKeptHow: '手机存不下了，没有记录。请清理手机空间，或换一部手机。', failed: '没有查成，请再扫一次。',
    mismatch: '证件不符', mismatchHow: '这个码不是他本人的。请看证件并手工登记，由社区补录。',
    short: { fine: '绿码', emergency: '其他急救', no_code_asked: '不查码', red: '红码', yellow: '黄码', pass_old: '码已过期', pass_not_yet: '码的时间不对', pass_forged: '不是真码', unknown: '没有此人', closed: '暂停开放', full: '人满', fever: '发热', no_mask: '没戴口罩', no_certificate: '没有核酸证明', labour: '临产', dialysis: '透析', pass_ended: '纸质码已作废', codes_down: '看证件登记' },
  },
  says: {
    fine: '可以进入。', emergency: '紧急情况，请立即放行。已记录。', no_code_asked: '现行规定不要求查验健康码，可以进入。',
    red: '健康码为红码，不能进入。请他打开自己的健康码看原因和联系电话；如需就医，请按“紧急放行”。', yellow: '健康码为黄码，不能进入。请他打开自己的健康码看原因和解除办法；如需就医，请按“紧急放行”。',
    pass_old: '这个码已过期，可能是截图。请他刷新后再出示；没有手机的，请看证件并手工登记。', pass_not_yet: '这个码的时间不对。请核对手机时间，刷新后再出示。', pass_forged: '这不是本市的健康码，或被改动过。请看证件并手工登记。',
    unknown: '系统里没有此人。请看证件并手工登记，由社区补录。', closed: '本场所按通告暂停开放，不能进入。', full: '场所内人数已达上限，请稍候，有人离开后再进入。', fever: '体温37.3℃以上，不能进入。请引导到发热门诊。', no_mask: '请戴好口罩再进入。',
    no_certificate: '需要核酸检测阴性证明，没有或已超期。请就近采样。', labour: '临产，请立即放行。已记录。', dialysis: '去做透析，请立即放行。已记录。',
    pass_ended: '这张纸质码已经作废（报过丢失）。请他出示重新打印的；没有的，请看证件并手工登记。',
    codes_down: '健康码暂时停用。请看身份证件，写进纸质登记表（姓名、证件、电话、时间），就可以进入。',
  },
  info: {
    title: '本机情况', place: '场所', gate: '门岗', list: '名单更新', minutes: (n: number) => (n < 1 ? '刚刚' : n < 60 ? `${n} 分钟前` : `${Math.floor(n / 60)} 小时前`), waits: '待传', n: (n: number) => `${n} 条`, aside: (n: number) => `有 ${n} 条服务器读不出，已另存，请告诉管理员。`,
    dropped: (n: number) => `有 ${n} 条超过保存期限，没有收。`, colored: (n: number) => `断网时放行的人里，有 ${n} 人的码当时已不是绿码。请告诉社区。`, known: '知道了', now: '现在就传', leave: '这部手机不再当门岗', leaveSure: '再按一次确认', leaveWaits: '还有记录没有传完，传完才能退出。', lost: '手机丢了，请马上告诉管理员，在工作台注销这个门岗。',
  },
}
