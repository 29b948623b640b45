// Houses that lodge people: whether they said who came, disinfection, guests to be received.
export const lodgings = {
  title: '住宿登记', dot: ' · ', tabs: '住宿登记的几部分', tab: { houses: '店家', guests: '等接收的旅客' },
  none: '这里还没有批准过的宾馆、民宿。', noneHint: '先在“场所码”里申请并批准，类别选“宾馆、民宿”。', noGuests: '没有等接收的旅客。', onlyWanting: '只看缺的', nothingWanting: '没有缺报、缺消毒的店家。',
  tally: (n: number, silent: number, wanting: number) => `共 ${n} 家，今天没报 ${silent} 家，消毒缺次 ${wanting} 家`,
  column: { name: '店家', stay: '在住', reported: '今天登记', disinfected: '今天消毒', page: '登记页' },
  people: (n: number) => `${n} 人`, came: (n: number) => `新入住 ${n} 人`, noneCame: '没有新入住', notYet: '还没有报', silent: '过了20点没有报', noPage: '没有登记页',
  times: (n: number, of: number | null) => (of === null ? `${n} 次` : `${n} / ${of} 次`), wanting: (n: number) => `缺 ${n} 次`, yesterday: (n: number) => `昨天缺 ${n} 次`, enough: '做够了', rule: '规定怎么说', ours: '规定写加大频次，没有写几次：按每天2次算。', noRule: '今天没有规定写明次数',
  reportOurs: '“20点前报”不是哪条规定写的，是本系统提醒用的。',
  page: { give: '发登记页', renew: '换新网址', renewNow: '确定换，旧的作废', show: '看网址', copy: '复制', copied: '已复制。', open: '打开', gave: '已发，请把网址交给店家。', renewed: '已换，旧网址打不开了。', keep: '知道这个网址的人就能登记和看本店旅客，只交给店家本人。', sure: '换了以后旧网址立即打不开，要把新的交给店家。' },
  guest: { from: (from: string) => `从${from}来`, due: (when: string) => `应在 ${when} 前接收`, late: '已超时', receive: '已接收', received: '已接收。', phone: '看完整电话', unknown: '没有报备过，店家登记时报的', red: '红标', yellow: '黄标', blue: '蓝标', green: '绿标', uncolored: '不贴标', asks: '要做什么' },
}
