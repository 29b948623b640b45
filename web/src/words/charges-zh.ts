// Who is in charge of what. The chain of doors is shown at the desk and on the phone.
export const charges = {
  title: '包联', lead: '社区、小区、楼栋、住户，每一处由谁负责、电话多少。', community: '选择社区', pick: '请先选择社区。', day: '查看日期', today: '回到今天', onDay: (date: string) => `正在查看 ${date} 的责任人`, onDayNote: '这里不能新增；点姓名可看记录、撤销误操作。', list: '、', dot: ' · ',
  capacity: { section_cadre: '科级干部', community_cadre: '社区干部', party_member: '党员', representative: '居民代表', volunteer: '志愿者', other: '其他' },
  remark: { ends_soon: '7 天内到期', too_many: '超过 15 户', too_few: '不足 10 户' },
  factKind: { begun: '开始包联', ended: '定下最后一天', resumed: '恢复', withdrawn: '撤销（从未生效）' },
  near: { community: '社区', compound: '小区', building: '楼栋', unit: '单元', door: '本户', anchor: '中心户' },
  flaw: { heading: '表头，不导入', no_place: '没有写楼栋', place_unreadable: '楼栋看不明白', place_unknown: '本社区没有这个楼栋或单元', place_ambiguous: '几个小区都有这个楼号，请写上小区名', no_name: '没有找到姓名', phone_unreadable: '电话不对', two_phones: '有两个电话，请只留一个' },
  counts: (households: number, unanswered: number, gaps: number) => `${gaps === 0 ? '小区和楼栋都有人包联' : `${gaps} 处未包联`}，${households} 户中 ${unanswered} 户没有楼栋或中心户责任人。`,
  endsSoon: (n: number) => `${n} 人 7 天内到期`, overloaded: (n: number) => `${n} 人作为中心户超过 15 户`,
  gap: '未包联', onlyGaps: '只看未包联', noGaps: '没有未包联的楼栋。', none: '这个社区还没有小区和楼栋。', noneHint: '先导入居民名单，楼栋就会出现在这里。', noName: '（未命名小区）', courtyards: (n: number) => `院落 ${n} 户`, later: (date: string) => `${date} 起`, until: (date: string) => `至 ${date}`, from: (date: string) => `${date} 起`, never: '从未生效', sameDay: (date: string) => `${date} 当天换人`, households: (n: number) => `${n} 户`, unanswered: (n: number) => `${n} 户无人负责`, unitOf: (unit: string, name: string) => `${unit} ${name}`, anchorOf: (name: string, n: number) => `${name} ${n} 户`, doorsMore: (first: string, n: number) => `${first} 等 ${n} 户`,
  column: { place: '楼栋', who: '责任人', near: '单元、中心户', households: '户数' },
  act: { add: '指定责任人', addAt: (place: string) => `给 ${place} 指定责任人`, addMany: (n: number) => `给选中的 ${n} 处指定责任人`, paste: '粘贴名单', propose: '中心户提议', end: '到期结束', handOver: '换人', undo: '撤销上一步', call: '看电话', callOf: (name: string) => `看 ${name} 的电话`, dial: (phone: string) => `拨打 ${phone}`, choose: (place: string) => `选中 ${place}`, whole: '全社区' },
  door: { title: '谁负责这户', find: '门牌，如 5-2-302', look: '查一查', none: '没有人负责这里。请尽快指定责任人。', tail: (tail: string) => `尾号 ${tail}`, noPhone: '没有留电话', ofDoor: (door: string) => `${door} 的责任人`, of: (name: string) => `包联 ${name}`, failed: '没有查到，请联网后重试。' },
  form: {
    title: (n: number) => `指定责任人 · ${n} 处`, name: '姓名', unit: '单位', unitHint: '如 街道办、区教育局', capacity: '身份', phone: '电话', phoneHint: '可以不填', first: '从哪天起', last: '到哪天为止', lastHint: '不填则一直有效', reason: '原因', reasonHint: '如 社区安排', usual: '社区安排', save: '确定', begun: (n: number) => `已指定 ${n} 处。`, places: '包联', home: '中心户自己的门牌',
  },
  lacks: { name: '请填写姓名。', capacity: '请选择身份。', first: '请填写从哪天起。', last: '请填写最后一天。', reason: '请写明原因。', lines: '没有可以导入的行。', home: '请选中心户自己的门牌。' },
  paste: { title: '粘贴名单', hint: '每行一条：楼栋 姓名 单位 电话。可以从微信群或 Excel 里直接复制。', example: '5号楼 张三 街道办 13900000000', read: '看看读成了什么', understood: (n: number) => `读懂 ${n} 行`, not: (n: number) => `${n} 行没读懂，不会导入，请在上面改好再看一次`, line: (n: number) => `第 ${n} 行`, take: (n: number) => `导入 ${n} 行`, taken: (n: number) => `已导入 ${n} 行。` },
  propose: { title: '中心户提议', lead: '把一栋楼里还没有中心户的住户，按相邻分成 10 至 15 户一组。您只需指定每组的人。', building: '楼栋', ask: '分一分', none: '这里的住户都已有中心户。', held: (n: number) => `已有中心户的 ${n} 户不再分。`, group: (n: number, doors: number) => `第 ${n} 组，${doors} 户`, from: (first: string, last: string) => `${first} 到 ${last}`, adopt: '指定这一组的中心户', adopted: '已采用' },
  one: {
    title: '包联详情', days: '日期', of: '包联', phone: '电话', history: '办理记录', by: (who: string, when: string) => `${who} ${when}`, lastDay: (date: string) => `最后一天 ${date}`, endTitle: '定下最后一天', endEffect: '到这一天为止仍由他负责，之后不再负责。', ended: '已定下最后一天。', overTitle: '换人', overEffect: '从这一天起由接手人负责，原责任人到前一天为止。', over: '已换人。', overConfirm: '确认换人', undoTitle: '撤销上一步', undoEffect: { ended: '最后一天作废，照旧由他负责。', begun: '这一条作废，等于从未包联。', over: '换人作废，仍由原责任人负责。' }, undone: '已撤销。', stale: '别人刚改过这一条，已读取最新内容，请核对后再操作。',
  },
}
