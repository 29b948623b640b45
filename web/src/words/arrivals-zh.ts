// 来返并：到站查验、移交社区、指挥部安排。
export const arrivals = {
  title: '来返并', tabs: '来返并的几部分', dot: ' · ', list: '、', publicForm: '网上报备页', itself: '本人',
  tab: { station: '到站查验', community: '社区交接', command: '数字与安排' },
  color: { red: '红标', yellow: '黄标', blue: '蓝标', green: '绿标', none: '不贴标' },
  sign: { red: '▲', yellow: '◆', blue: '●', green: '○', none: '—' },
  state: { expected: '待到达', missing: '该到未见到', arrived: '已到站，待移交', handed: '已移交，待接收', kept: '社区管理中', done: '已完成', unplaced: '没有去处', through: '中转', withdrawn: '已撤回' },
  means: { train: '火车', air: '飞机', coach: '客车', car: '自驾', other: '其他' },
  way: { page: '本人网上报', phone: '电话报', counter: '窗口报', station: '到站补报', lodging: '店家登记' },
  stay: { home: '自己家或亲友家', lodging: '宾馆、民宿等', through: '只是中转，不停留', unsaid: '还没有定' },
  code: { green: '绿码', not_green: '黄码或红码', unsaid: '没有出示' },
  stayed: { nowhere: '没有到过', medium: '到过中风险区', high: '到过高风险区', unsaid: '不清楚' },
  residence: { here: '太原市', elsewhere: '别的地方', unsaid: '不说' },
  step: { before: '出发以前', on_the_way: '路上', arrival: '在车站、机场、卡口', in_city: '到社区以后', onward: '从本市继续走', back: '回来以后' },
  past: { reported: '报备', changed: '更正', withdrawn: '撤回', checked: '到站查验', sampled: '落地检已采样', declined: '不肯采样', handed: '移交社区', received: '社区接收', absent: '不在这里' },
  people: (n: number) => `${n}人`, receipt: '回执号', phone: '看电话', phoneOf: '电话', by: (what: string, who: string, at: string) => `${what} ${who}，${at}`,
  told: { asks: '要做什么', words: '规定原文', unknown: '没有规定或事实可查的', source: (text: string) => `出处：${text}`, until: (day: string) => `管到${day}`, landing: '要做落地检', noLanding: '没有查到规定要他做落地检。' },
  station: {
    station: '车站、机场或卡口', day: '哪一天', search: '找人', searchHint: '回执号、证件后四位、姓名或车次', found: (n: number) => `找到${n}份`, all: '看全部', report: '当场补报', refresh: '刷新',
    count: (seen: number, all: number) => `应到${all}人，已见到${seen}人`, none: '这一天没有人报备到这里。', noneHint: '没有报备的，点“当场补报”。', noFound: '没有找到。', noFoundHint: '核对回执号或证件后四位；没有报备的，点“当场补报”。', noNumber: '没有写车次',
    keys: '按 / 找人，J K 上下，回车打开，A 都相符。', pick: '从左边选一个人，或按 / 找人。', back: '回到名单', stations: '名单里没有车站。', withOthers: (n: number) => `同行${n}人`, few: '名单最多显示400份，没有看到的请查找。',
  },
  check: {
    title: '查验', lead: '只记看到的。颜色由规定和当天的风险区算出，不能改。', again: '重新查验', temperature: '体温（℃）', code: '健康码', trip: '行程与报的一致', tripYes: '一致', tripNo: '不一致', tripNone: '没有出示', certificate: '核酸证明', certificateAs: (at: string) => `与报的一样（${at}采样）`, certificateNone: '没有出示', certificateOther: '另填采样时间', certDay: '采样日期', certTime: '采样时间', mask: '戴口罩', maskYes: '戴了', maskNo: '没有戴', same: '都相符', save: '记下', saved: '已记下', lacks: '请选健康码，选有没有戴口罩。', badTemperature: '体温请写34.0到43.0之间的数。', badTime: '采样日期和时间请写全，例如 08:30。', fever: '发热', seen: (at: string) => `${at}查验`,
  },
  sample: { title: '落地检', tube: '管码（照管子上的扫或抄，没有可空着）', taken: '已采样', whose: '采的是谁（几个人一起来的要勾选）', saved: '已记下采样', decline: '不肯采样', why: '他怎么说', declined: '已记下不肯采样', at: (at: string) => `${at}已采样`, inTube: (tube: string) => `管码 ${tube}`, left: (names: string) => `还没有采样：${names}`, declinedAt: (at: string) => `${at}不肯采样` },
  hand: { title: '移交社区', to: '移交给哪个社区（村）', hint: '写社区（村）的名字', go: '移交', saved: '已移交，社区的时限从现在起算', at: (place: string, at: string) => `${at}移交${place}`, due: (at: string) => `${at}前接收`, late: '已超时', receivedAt: (at: string) => `${at}社区已接收`, absentAt: (at: string) => `${at}社区说不在这里`, unplaced: '没有去处：问清住处后移交；问不清的，指挥部的名单上已经有他。', through: '只是中转，不停留，不用移交。', needPlace: '请选社区（村）。', again: '改送别处' },
  community: {
    news: '名单有变化，刷新', none: '没有来返并人员。', noneHint: '本人网上报备、车站移交的，都列在这里。', report: '代为报备', filter: { waiting: '待接收', missing: '该到未见到', kept: '管理中', all: '全部' },
    receive: '已接收', received: '已接收，回执在卡片上', receiptLine: (number: string, who: string, at: string) => `接收回执 ${number}：${who}，${at}接收`, absent: '不在这里', absentLead: '说明怎么找的。他会回到指挥部的名单上。', reason: '怎么找的、为什么', absentSaved: '已报指挥部', withdraw: '不来了', withdrawn: '已撤回', needReason: '请写明怎么找的。', change: '更正', mustDo: '他要做什么，管到哪天',
  },
  command: {
    day: '哪一天', people: '报备来的人', came: '已见到', handed: '已移交（份）', received: '社区已接收（份）', inTime: '其中按时接收', tooLate: '其中超时接收', lateNow: '现在超时未接收', waits: (middle: number, longest: number) => `接收用时：中间值${middle}分钟，最长${longest}分钟`, colors: '各色人数', stations: '各站人数', states: '各状态人数', none: '这一天没有人报备。', tasks: '要安排的人', tasksLead: '没有去处、社区说不在、或超时没有接收的。', noTasks: '没有要安排的人。', direct: '送到这里', directed: '已安排，社区的时限从现在起算',
  },
  form: {
    title: '来返并报备', change: '更正报备', name: '姓名', kind: '证件', document: '证件号', phone: '手机', number: '车次、航班号或车牌号', from: '从哪个市、县来', fromHint: '例如：朔州市应县', means: '怎么来', station: '到哪里', day: '哪天到', time: '几点到', stay: '住处', place: '哪个社区（村）', address: '小区、楼号、门牌或宾馆名', onward: '再去哪个市、县', testDay: '最近一次阴性核酸采样日期', testTime: '采样时间', code: '健康码', stayed: '到过的风险区', residence: '常住哪里', way: '怎么报的', others: '同行的人', addOther: '加一个同行的人', removeOther: '去掉', save: '报备', saved: '已报备', changed: '已更正', lacks: '请填姓名、证件、手机、从哪里来、怎么来、到哪里、什么时候、住处。', badTime: '时间请写成 18:30 这样。', retype: '证件号和手机不再显示，请再写一遍。',
  },
}
