// Every sentence that a screen shows, in Chinese. en.ts says the same things.

export { register } from './register-zh'

export const shared = {
  product: '防线',
  date: (month: number, day: number) => `${month}月${day}日`,
  dateFull: (year: number, month: number, day: number) => `${year}年${month}月${day}日`,
  listSeparator: '、',
  sentenceEnd: '。',
  sentenceColon: '：',
  level: { low: '低风险区', medium: '中风险区', high: '高风险区', guarded: '防范区', controlled: '管控区', locked: '封控区' },
  unlisted: '不在名单',
  orderKind: { case_door: '分队上门', household_sample: '同住采样', case_transfer: '阳性转运', environment_sample: '环境采样', disinfect: '终末消毒', contact_tell: '密接上门', contact_release: '解除隔离', tell_households: '告知住户', closing_test: '封控后检测', door_service: '上门服务', area_test: '区域全员检测', resolve_place: '核对地点', ledger_tour: '台账上门', pool_retest: '混管复采', antigen_confirm: '抗原阳性复核', test_late: '催检上门', code_tell: '告知码变化', contact_check: '协查上门', follow_alarm: '随访异常' },
  orderState: { open: '待领取', claimed: '处理中', done: '已办结', called_off: '已取消' },
  late: '逾期',
  mine: '我领取的',
  due: {
    lateDays: (n: number) => `已逾期 ${n} 天`,
    lateHours: (n: number) => `已逾期 ${n} 小时`,
    lateMinutes: (n: number) => `已逾期 ${n} 分钟`,
    today: (time: string) => `今天 ${time} 前`,
    on: (date: string, time: string) => `${date} ${time} 前`,
  },
  ago: {
    now: '刚刚',
    seconds: (n: number) => `${n} 秒前`,
    minutes: (n: number) => `${n} 分钟前`,
    hours: (n: number) => `${n} 小时前`,
  },
  sign: {
    login: '用户名', password: '密码', enter: '登录', entering: '正在登录…',
    missing: '请填写用户名和密码。', leave: '退出登录', ended: '登录已过期，请重新登录。',
  },
  password: {
    title: '请先修改密码', why: '这是首次登录的初始密码，修改后才能继续使用。', old: '当前密码', fresh: '新密码', again: '再输一遍新密码',
    rule: '至少 12 个字符，可以是一句话。', differ: '两次输入的新密码不一样。', short: '新密码至少 12 个字符。', save: '修改并继续', changed: '密码已修改。',
  },
  vouch: {
    title: '等待第二人核实', why: '为防止一人两用账号，须由发放初始密码者以外的一位管理员或市级指挥核实。请把下面的核实码当面或打电话告诉他；核实之前不能办理业务。',
    code: '核实码', goOn: '已核实，继续', notYet: '还没有核实，请稍后再试。',
  },
  action: {
    cancel: '取消', confirm: '确认', retry: '重试', close: '关闭', back: '返回', undo: '撤销', more: '更多', refresh: '刷新', all: '全部', loadMore: '再看一些',
  },
  state: { loading: '正在读取…', empty: '这里还没有内容。', failed: '没有读到' },
  errors: {
    unknown: '出了点问题，请稍后再试。', unreachable: '连不上服务器，请检查网络。', not_signed_in: '登录已过期，请重新登录。', sign_in_failed: '用户名或密码不正确。', password_must_change: '请先修改初始密码。', password_weak: '新密码不符合要求。', account_unvouched: '账号尚待第二人核实，核实之前不能办理业务。', vouch_code_wrong: '核实码不对，请向本人再问一次。', voucher_is_issuer: '初始密码由您发出，须由另一人核实。',
    purpose_missing: '请求没有说明用途。', not_found: '没有找到，或者不在您的辖区内。', stale: '别人刚改过，请刷新后再试。', id_reused: '这一条已经用别的内容提交过，已留给人工核对。', bad_input: '填写的内容有误。',
    notice_unreadable: '没有可读的文字。', notice_known: '这份通告已经录入过。', notice_closed: '这份通告已经处理过。', same_person: '须由另一人办理。', change_unplaced: '有变动没有写明县（市、区），不能采用。', change_incomplete: '有变动不完整，不能采用。',
    zone_not_listed: '这个区域当天不在名单上。', zone_step_down_too_early: '还没到可以降级的日期。', zone_condition_missing: '降级条件还不齐。', zone_raise_due: '区内发现阳性，应先签发升级，不能降级。', zone_no_raise: '没有可签发的升级。', zone_no_step_down_rule: '现行版本没有写明这一级怎样降级。', day_out_of_range: '日期超出范围。', fact_not_withdrawable: '这条事实不能撤回。',
    edition_unknown: '没有这一版规则。', level_not_in_edition: '这一版没有此等级。', nothing_to_draft: '没有可写入通告的变动。', order_state: '工单现在的状态不能这样办。', order_taken: '工单已由别人领取。', evidence_missing: '请填写完成情况。',
    isolation_site: '请核对隔离点和房间。', isolation_share: '这些人不能同住一间。', isolation_ride: '这些人不能同车，或坐不下。', isolation_room: '这个房间现在不能安排，请刷新。', isolation_not_waiting: '名单已变化，请刷新后再安排。', isolation_vehicle: '这辆车正在执行任务或已停用。', isolation_hand: '交接不能这样签，请当面清点后再签。', isolation_too_early: '还没到期，不能办理离开。', verification_no_rows: '文件里没有可以核查的行。', verification_columns: '请先指明证件号码或电话是哪一列。', verification_list_state: '这份名单现在不能这样操作，请刷新。', verification_list_known: '同一单位发过完全相同的名单。', verification_sender_ended: '这个单位已停用。', verification_no_letters: '这个单位没有登记公钥和地址。', verification_case: '这一条现在不能这样办，请刷新。', verification_answer: '答复不完整，请看提示。', letter_unreadable: '来信看不懂。', letter_old: '来信的时间相差太大。', code_list_refused: '这是名单，不是流行病学证据，没有改变任何人的码。', code_reason_refused: '这样的理由不能登记，请看提示。', code_lines_unknown: '名单里有人没有查到，一个人也没有登记。', code_evidence_used: '同一个记录号已经用过；延长要有新的记录。', code_several_counties: '一次只能登记同一个县（市、区）的人。', code_reason_gone: '这条理由已经失效。', code_outage_refused: '没有停用健康码，请看提示。', appeals_too_many: '这条理由已经申诉过3次。', gathering_barred: '这一天不得举办，没有报备。', tube_unfit: '这个管码不能用，请核对。', appeal_lapsed: '逾期没有答复，理由已自动失效。', lab_decides: '本人检测结果要由实验室更正。', test_entry_known: '此人在这段日期里已有同样的登记。', roles_conflict: '这两个岗位不能由同一人担任。', login_taken: '这个用户名已经有人用了。', place_unknown: '没有这个地点。', no_report: '这次检测还没有可以打印的报告。', bindings_too_many: '此人已绑定 10 人，不能再多。', binding_known: '这两人已经绑定过。', handover_taken: '这次交接已经收过。', plate_entered: '这块板已有待审核或已审核的结果。', plate_held: '这块板的质量核查未通过，不能审核。', antigen_refused: '这次上报不能收，请看提示。', antigen_mark_refused: '这次上报不能这样处理，请刷新后再看。', photo_too_large: '照片超过 4 MB。', photo_kind: '这不是照片。', photo_broken: '照片不完整。', photo_dimensions: '照片尺寸不对。', charge_known: '此人在这段日期里已经包联这一处。', ledger_known: '此人已在这本台账上。', ledger_ended: '这一条已经移出台账。', person_known: '这个证件号已经登记过。', merged_away: '这条登记已并入同一人的另一条。', export_state: '这份导出现在不能这样办，请刷新后再看。', own_export: '申请人不能审批自己的申请。', budget_spent: '今天查看或导出的人数已达上限。', person_gone: '两条登记中有一条已不在册。', not_unmergeable: '现在不能撤销这次合并。', sheet_columns: '表头不全：姓名列和住址列是必需的。', sheet_may_be_cut: '文件可能被截断过，请先核对最后一行。', import_state: '这次导入现在不能这样办，请刷新后再看。', snapshot_unreadable: '这不是国家风险区名单。', snapshot_known: '这份名单已经导入过。', device_unknown: '这部手机还没有登记为采样设备。', device_revoked: '这部手机已被注销采样资格。', signature_wrong: '上传内容的签名不对，没有写入。', results_refused: '结果没有签发，一条也没有写入。', not_a_drill: '现在不是演练。', busy: '系统繁忙，请稍后再试。', counting: '正在清点名单，请稍后再看。', storage_full: '存储空间已满，没有写入。', paper_failed: '排版失败。', no_font: '缺少字体，不能排版。', internal: '服务器出错了，请稍后再试。',
  } as Record<string, string>,
  messages: {
    title: '消息', unread: (n: number) => `${n} 条未读消息`, none: '还没有消息。', readAll: '全部标为已读', fresh: '新',
    zoneListed: (area: string, to: string) => `${area}列为${to}。`, zoneMoved: (area: string, from: string, to: string) => `${area}由${from}调整为${to}。`, zoneReleased: (area: string) => `${area}已解除，不在风险区名单上。`,
    late: (place: string, what: 'arrivals' | 'gatherings' | 'verifications' | 'follow_ups' | 'cases', n: number) => `${place}：${n}${{ arrivals: '份来返并移交超时未接收', gatherings: '份聚集活动报备超时未答复', verifications: '人的协查超时未答复', follow_ups: '名隔离人员的随访逾期没有做', cases: '个病例早该结案，还没有人结案' }[what]}。`, contactCheckDue: (place: string) => `${place}：协查名单说这里有人可能有接触史，请2小时内上门核实。`, handedBack: (place: string, work: string) => `${place}的“${work}”工单被退回，请另行安排。`, codeList: (place: string, n: number, refused: boolean) => refused ? `${place}：有人提交 ${n} 人的赋码名单，没有流行病学证据，已拒绝，没有改变任何人的码。请查审计记录。` : `${place}：有人一次提议给 ${n} 人赋码，须两人批准。请查审计记录。`, tubesOverdue: (place: string, n: number) => `${place}：有 ${n} 管样本封管超过 12 小时还没有结果，请到“样本交接”查在谁手里。`, retestDue: (place: string) => `${place}：有采样管结果为阳性，请立即上门告知并安排单管复采。`, antigenDue: (place: string) => `${place}：有人抗原自测阳性，请立即上门并安排单管核酸。`, canaryAsked: (who: string) => `警报：有人查诱饵场所的扫码（${who}），请查审计记录。`, codesDiffer: (people: number, reasons: number) => `警报：健康码重算有${people}人不一致，${reasons}条赋码理由被改动。`, caseDoorDue: (place: string) => `${place}：有人单管核酸阳性，分队请立即上门。`, contactDue: (place: string) => `${place}：有人是密切接触者，请立即上门告知。`, codeTellDue: (place: string) => `${place}：有人的健康码有变化，短信送不到，请上门告知。`, noticeWaits: (number: string) => (number === '' ? '有一份通告等待确认。' : `${number}通告等待确认。`),
  },
  language: { name: '中文', other: 'English', label: '切换语言' },
}

export { charges } from './charges-zh'
export { journeys } from './journeys-zh'
export { sites } from './sites-zh'
export { arrivals } from './arrivals-zh'
export { filings } from './filings-zh'
export { lodgings } from './lodgings-zh'
export { venues } from './venues-zh'
export { table } from './table-zh'
export { labs } from './labs-zh'
export { reports } from './reports-zh'
export { rounds, roundsDesk, roundsField } from './zh-CN-rounds'

export const desk = {
  title: '防线 工作台',
  skip: '跳到正文',
  menu: { open: '打开菜单', close: '关闭菜单', label: '主菜单' },
  room: { cases: '病例', operations: '阳性处置', isolation: '隔离转运', follow_ups: '隔离随访', transmission: '传播链', risk_lists: '风险点位', arrivals: '来返并', filings: '报备', lodgings: '住宿登记', verifications: '协查核查', venues: '场所码', elsewhere: '外地病例', codes: '赋码理由', code_work: '健康码核实', code_appeals: '健康码申诉', code_told: '健康码查询', outage: '健康码停用', care: '急事放行', outside: '外单位索要', canaries: '诱饵场所', board: '指挥看板', zones: '风险区域', notices: '通告录入', drafts: '通告起草', national: '国家名单', orders: '工单', rounds: '清楼表', register: '居民登记', charges: '包联', results: '结果告知', antigen: '抗原自测', ledgers: '台账', imports: '导入名单', exports: '名单导出', grids: '网格划分', sampling: '采样进度', chains: '追阳链条', frequency: '检测频次', sites: '采样点', reports: '报表', custody: '样本交接', labs: '实验室', rules: '防控规则', accounts: '账号', vouching: '账号核实', audit: '审计', drill: '演练时钟' },
  group: { tracing: '流调溯源', daily: '日常', testing: '核酸检测', passage: '健康码', people: '居民', ground: '依据', admin: '管理' },
  top: { edition: (short: string) => `执行${short}`, drill: '演练', keys: '快捷键' },
  keys: {
    title: '键盘快捷键', search: '跳到查询框', board: '指挥看板', zones: '风险区域', notices: '通告录入', orders: '工单', rules: '防控规则', register: '居民登记', rounds: '清楼表', ledgers: '台账', help: '显示本页', then: '然后',
  },
  notAllowed: '您没有进入这一页的权限。如有需要，请联系管理员。',
  welcome: { lead: '一座城市的疫情应对', sub: '通告进来，工作出去：每个风险区域说得清依据、天数和下一步。', demo: '系统内账号由管理员开立，初始密码首次登录须修改。' },
  board: {
    day: '查看日期', today: '回到今天', past: (date: string) => `正在查看 ${date} 的情况`, pastNote: '以当日所知为准，此页不能操作。',
    live: '实时更新', polling: '每 30 秒更新', age: (ago: string) => `数据更新于${ago}`, stale: '数据较旧',
    zonesNow: '在册风险区域', map: '各县（市、区）最高等级', mapNote: '按该县在册区域的最高等级着色。点选可查看该县区域。', asTable: '用表格看', asMap: '用地图看', none: '无在册区域',
    orders: '今日工单', open: '未办', recent: '最近变动', recentNone: '还没有变动。', late: '逾期', doneToday: '今日办结', dueToday: '今日到期', stepDowns: '可降级或明日到期', stepDownsNone: '今明两天没有到期的区域。', lateOrders: '逾期工单', lateNone: '没有逾期工单，日日清。',
    county: '县（市、区）', countyOrders: (open: number, late: number) => `未办工单 ${open} 件，逾期 ${late} 件`, seeAll: '查看全部',
    mapLabel: (parts: string) => `地图：${parts}`, risen: (to: string) => `已上报${to}`,
  },
  zones: {
    title: '风险区域', search: '区域名称，如 白云小区', county: '县（市、区）', level: '等级', listed: '在册', all: '含已解除', query: '查询', reset: '重置',
    area: '区域', since: '定级日期', latest: '最近病例', clock: '天数', earliest: '最早可降级', next: '下一步', total: (n: number) => `共 ${n} 个区域`, except: (area: string, what: string) => `${area}（不含${what}）`,
    mayRelease: '可以解除', none: '没有符合条件的区域。', noneHint: '换个条件试试，或选择“含已解除”。', noCase: '无', more: '再看 50 个',
    proposal: { keep: '继续管控', await_conditions: '等待条件', step_down: '可以降级', raise: '应当升级', not_listed: '不在名单' },
  },
  zone: {
    back: '返回列表', dayCount: (n: number, m: number) => `第 ${n} 天 / 共 ${m} 天`, dayOver: (n: number, m: number) => `已满 ${m} 天（第 ${n} 天）`, noCount: '不计天数',
    headline: {
      keep: (level: string, date: string) => `${level}，最早 ${date} 可以降级`, keepOpen: (level: string) => `${level}，暂无可降级日期`,
      await_conditions: (level: string, n: number) => `${level}，天数已满，还缺 ${n} 项条件`, step_down: (level: string, to: string) => `${level}，今天可以${to}`, raise: (level: string, to: string | null) => `${level}，区内发现阳性，应${to === null ? '升级' : `转为${to}`}`, not_listed: '不在名单上',
    },
    toLevel: (level: string) => `降为${level}`, release: '解除',
    clock: '天数', zeroRated: '定级当天算第 0 天', zeroCase: '最近病例当天算第 0 天', line: { day0: '第 0 天', today: '今天', case: '病例', tested: '全员检测', positive: '检测有阳', down: '可降级', rated: '定级', dayN: (n: number) => `第 ${n} 天` },
    measure: '管控措施', rule: '降级条款', missing: '还缺的条件', missingNone: '条件都已具备。', unsure: '此条待核实，只作提示，不影响降级', facts: '事实记录', ordersHere: '这个区域的工单', ordersNone: '这个区域目前没有工单。',
    place: '地点', placeNone: '还没有挂接到地点', placeLink: '挂接地点', placeChange: '改挂接', placePick: '选择地点', placeSearch: '输入名称查找地点',
    factKind: { rated: '定级', released: '解除', case_found: '发现病例', area_tested: '全员检测', contacts_cleared: '密接排除', withdrawn: '撤回' }, groundKind: { notice: '通告', snapshot: '国家名单', rule: '规则', edition_change: '换版', person: '人工登记' }, outcome: { all_negative: '全部阴性', positive_found: '有阳性' },
    withdrawnMark: '已撤回', ground: '依据', signedBy: '签发', recordedAt: '录入', edition: (short: string) => `按${short}`,
    act: { recordCase: '登记病例', recordTest: '登记全员检测', clearContacts: '登记密接排除', signStepDown: '签发降级', signRaise: '签发升级', signRelease: '签发解除', withdraw: '撤回' },
    caseTitle: '登记病例', caseOn: '发现日期', note: '说明', caseEffect: '登记后，天数从这一天重新算起。', clearTitle: '登记密接均已排除', clearOn: '确认日期', testTitle: '登记区域全员检测', testOn: '检测日期', testOutcome: '结果', save: '登记',
    raiseTitle: '签发升级', raiseTo: (level: string) => `转为${level}`, raiseRule: '升级条款',
    stepTitle: '签发降级', releaseTitle: '签发解除', stepEffect: (area: string, from: string, to: string) => `签发后，${area}由${from}${to}，当天生效，并进入下一份通告的草稿。`, stepUndo: '签发后只能用新的事实撤回，原记录会保留。', stepSign: '确认签发', stepTooEarly: (date: string) => `最早 ${date} 才能签发`, stepWaits: '条件还不齐，不能签发',
    withdrawTitle: '撤回一条事实', withdrawWhat: (what: string) => `将撤回：${what}`, withdrawEffect: '原记录会保留并标明已撤回，天数按余下的事实重算。', reason: '理由', reasonMissing: '请写明理由。', saved: '已登记。', signed: '已签发。', withdrawn: '已撤回。', linked: '已挂接。', dayMissing: '请选择日期。',
  },
  clause: { source: '出处', confidence: { A: '官方文本', B: '多处副本一致', C: '一处副本', U: '待核实' } },
  notices: {
    title: '通告录入', paste: '把通告全文粘贴到这里', pasteHint: '可以带报纸换行、Markdown 标记或识别误差；录入前不会改动任何区域。', upload: '选择文件', preview: '识别预览', previewing: '正在识别…', clear: '清空', wrongFile: '只能读取 .txt 或 .md 文本文件。', tooLarge: '文件超过 5 MB，无法读取。', sample: '粘贴后按 Ctrl + Enter 可直接识别',
    keep: '录入并核对', known: '这份通告已经录入过，已为您打开。', text: '通告原文', changes: '识别到的变动', changesNone: '没有识别到区域变动。', number: '文号', date: '日期', authority: '发布机关', edition: '适用版本', unread: '未识别',
    counts: '数目核对', stated: '文中写明', found: '识别到', same: '一致', differs: '不一致', unstated: '文中未写', flags: '需要留意', take: '采用', takeAll: '全选', takeNone: '全不选', notTaken: '未采用', taken: (n: number, of: number) => `已选 ${n} / ${of} 项`,
    action: { added: '新增', raised: '升级', lowered: '降级', released: '解除' }, from: (level: string) => `原${level}`, placeWaits: '在哪个社区、小区？可不填，确认后再核实', notReadable: '县（市、区）未识别',
    confirm: '确认采用', confirmTitle: '确认采用这份通告', confirmLead: (n: number) => `将采用 ${n} 项变动：`, confirmLeft: (n: number) => `未选的 ${n} 项不采用。`, confirmEffect: '确认后写入登记册并派发工单。', mineNote: '您录入的通告须由另一人确认。', flagged: (n: number) => `其中 ${n} 项有需要留意之处。`, setAside: '搁置', setAsideTitle: '搁置这份通告', setAsideEffect: '搁置后不影响任何区域，原文和识别结果会保留。', confirmed: '已采用，区域已更新。', asideDone: '已搁置。',
    list: '已录入的通告', listNone: '还没有录入通告。', state: { read: '待核对', confirmed: '已采用', set_aside: '已搁置' }, nChanges: (n: number) => `${n} 项变动`, putIn: (who: string, when: string) => `${who} 录入于 ${when}`, confirmedBy: (who: string, when: string) => `${who} 确认于 ${when}`, noNumber: '文号未识别', open: '打开', goZones: '查看风险区域', changeWords: (n: number) => `第 ${n} 项`, previewNote: '这是预览，还没有录入。',
  },
  flag: {
    count_differs: '数目不一致', county_unknown: '县（市、区）不明', listed_at_another_level: '已在册且等级不同', listed_already: '已经在册', not_listed: '名单上没有', text_cut_off: '文字残缺', level_from_later_sentence: '等级取自后文', from_unstated: '未写原等级', step_down_too_early: '降级偏早', step_down_late: '降级偏晚', clause_differs: '条款与版本不同', edition_differs: '版本不同', level_not_in_edition: '版本中没有此等级', date_unreadable: '日期不清', number_unreadable: '文号不清', authority_missing: '缺发布机关', named_twice: '重复列出', no_changes: '没有变动', range_unreadable: '楼栋范围不清', several_notices: '不止一份通告',
  },
  drafts: {
    title: '通告起草', waiting: '待写入通告的变动', waitingNone: '没有待写入的变动。签发降级或采用变动后会出现在这里。', next: (number: string) => `下一文号：${number}`, make: '生成草稿', made: '草稿已生成。', list: '已生成的通告', listNone: '还没有生成过通告。', pdf: '打开 PDF', copy: '复制全文', copied: '已复制。', draftedBy: (who: string, when: string) => `${who} 起草于 ${when}`, from: '由', to: '到', signed: '签发人', pick: '请至少选择一项变动。',
  },
  orders: {
    title: '工单', state: { unfinished: '未办结', all: '全部', open: '待领取', claimed: '处理中', late: '逾期', done: '已办结' }, what: '事项', where: '地点', grid: '网格', due: '办结时限', who: '办理人', stateName: '状态', none: '没有符合条件的工单。', detail: '工单详情', instruction: '要求', ground: '依据', history: '办理记录', handedBack: (n: number) => `退回过 ${n} 次`, zone: '所在区域', nobody: '未领取', risen: (to: string) => `逾期上报至${to}`,
    factKind: { raised: '派发', claimed: '领取', done: '办结', handed_back: '退回', hand_back: '退回', claim: '领取', risen: '逾期上报', called_off: '取消' } as Record<string, string>, householdsDone: '完成户数', householdsLeft: '未完成户数', system: '系统', forDay: '所属日期', search: '筛选区域或网格', pdf: '打印清单（PDF）', pdfHint: '把当前筛选的工单排成可打钩的清单，最多 200 件',
    act: { claim: '领取', done: '办结', handBack: '退回' }, doneTitle: '办结工单', handBackTitle: '退回工单', reason: '退回理由', note: '说明', saved: '已记录。',
  },
  rules: {
    title: '防控规则', inForce: '现行', from: (date: string) => `${date}起`, span: (from: string, to: string) => `${from}至${to}`, published: (date: string) => `${date}发布`, unsureNote: (n: number) => `本版有 ${n} 条待核实，请卫生健康部门确认。`, asWritten: '原文：', change: '换版报告', changeLead: '改用另一版后，每个在册区域会怎样。', changeTo: '改用', report: '生成报告', becomes: '换版后', now: '现在', earliestNow: '现行最早降级', earliestThen: '换版后最早', why: '原因', sign: '签发换版', signTitle: '签发换版', signEffect: (n: number, title: string) => `签发后，所选 ${n} 个区域改按${title}执行，当天生效。`, changed: (n: number) => `${n} 个区域已改按新版执行。`, off: '移出名单', none: '没有在册区域受影响。', notListed: '—', signed: '签发',
  },
  accounts: {
    title: '账号', create: '新建账号', login: '用户名', name: '姓名', roles: '岗位与辖区', role: '岗位', jurisdiction: '辖区', state: '状态', active: '在用', disabled: '已停用', mustChange: '待改初始密码', unvouched: '待核实', enable: '恢复使用', endRole: '结束', endRoleTitle: '结束岗位', endRoleEffect: (name: string, role: string) => `${name}的岗位“${role}”立即结束，手上的工作须由别人接替。`, disable: '停用', disableTitle: '停用账号', disableEffect: (name: string) => `停用后，${name}立即退出登录，不能再进入系统。办理过的记录保留。`, reset: '重置密码', resetEffect: (name: string) => `将为${name}生成新的初始密码，原密码立即失效。`, grant: '增加岗位', first: '初始密码', firstNote: '只显示这一次，请当面交给本人。首次登录须修改。', firstCopied: '已复制。', copy: '复制', done: '已交给本人', loginRule: '3 至 32 位小写字母、数字或短横线。', nameMissing: '请填写姓名。', roleMissing: '请选择岗位和辖区。', add: '增加一项', remove: '移除', none: '还没有账号。', act: '操作', saved: '已保存。',
    roleName: { station_worker: '车站查验', tracer: '流调', isolation_worker: '隔离点工作', transfer_driver: '转运司机', community_doctor: '社区医生', code_proposer: '赋码提议', code_approver: '赋码审批', appeal_officer: '申诉答复', hotline: '12345坐席', city_command: '市级指挥', zone_drafter: '区域拟办', zone_signer: '区域签发', community_registrar: '社区登记', grid_worker: '网格员', sampler: '采样员', courier: '转运员', lab_reporter: '检验员', lab_signer: '审核员', auditor: '审计', administrator: '管理员' },
  },
  national: {
    lead: '导入国家风险区名单，与登记册比对；名单异常时先搁置，不解除任何区域。', export: '导出本市名单', fileName: (day: string) => `风险区名单-${day}.json`,
    drop: '将名单文件拖到这里，或点击选择', choose: '选择名单文件', dropHint: '国家风险区名单的 JSON 文件，最大 8 MB。选择后先比对，不会改动任何区域。', wrongFile: '只能读取 .json 文件。', tooLarge: '文件超过 8 MB，无法读取。', step: { reading: '第 1 步：正在读取…', weighing: '第 2 步：正在比对…', writing: '正在导入…' },
    hour: (date: string, hour: number) => `${date} ${hour}时`, of: (hour: string) => `${hour}的名单`,
    would: { applied: '可以导入', held: '会被搁置', unchanged: '没有变化' }, done: { applied: '已导入', held: '已搁置', unchanged: '已登记，没有变化' }, state: { applied: '已采用', held: '已搁置', unchanged: '无变化' }, notYet: '还没有导入。',
    counts: (added: number, changed: number, left: number) => `新增 ${added} 个，等级变更 ${changed} 个，移出 ${left} 个：`, inDoubt: (n: number) => `${n} 个未到期的区域不在这份名单上：`, inDoubtHint: '请核对名单是否完整。',
    putIn: '导入', putInHeld: '登记并搁置', askTitle: '导入后有区域移出名单', askLead: (n: number) => `下列 ${n} 个区域将从登记册移出，相应工单取消：`, askUndo: '导入后只能由签发人逐个撤回。',
    list: '已导入的名单', listNone: '还没有导入过名单。', takenAt: '名单时间', stateName: '结果', reason: '说明',
  },
  vouching: {
    title: '账号核实', lead: '新开立或重置过密码的账号，由发放密码者以外的人核实后才能办理业务。请确认是本人在说核实码，再填写。', none: '没有等待核实的账号。',
    code: '核实码', vouch: '核实', done: '已核实。', mine: '初始密码由您发出，须由另一人核实', firstPassword: '本人尚未修改初始密码',
  },
  audit: {
    title: '审计', damaged: '这一条已损坏：读不出来，或内容与它的哈希不符。请立即报告。', acts: '操作记录', reads: '查阅记录', readsLead: '谁看过个人信息、看了多少、为了什么。看到的内容不在这里。', readNone: '还没有查阅记录。', readWhat: '看了什么', readMany: '条数', nRecords: (n: number) => `${n} 条`, readSubject: { cases: '病例名单', case: '病例的行程', 'case-contacts': '病例的密接名单', 'follow-ups': '隔离随访名单', 'contact-letter': '打印隔离告知书', arrivals: '来返并名单', 'filed-gatherings': '聚集活动报备名单', 'filed-leavings': '离并报备名单', 'person-code': '健康码和原因', 'code-work': '健康码核实名单', 'code-reasons': '登记的赋码理由', 'code-appeals': '健康码申诉名单', antigen: '抗原自测名单', 'antigen-reported': '代报抗原自测', 'antigen-photo': '抗原自测照片', chain: '跟进阳性采样管', tube: '采样管里有谁', 'sampling-pack': '采样台带走的名单', 'test-due': '应检名单', 'test-class': '检测频次', account: '账号名单（姓名）', people: '居民名单（遮盖）', 'people/search': '查找居民', 'people/alike': '登记前查重', person: '居民详情', 'person-revealed': '完整证件和电话', 'person-history': '登记历史', 'people/candidates': '可能重复的登记', export: '导出的名单', 'import-rejects': '名单中有问题的行', ledger: '台账名单', 'ledger-entry': '台账详情', 'ledger-offers': '台账候选名单', round: '清楼表', 'round-missing': '漏采名单', 'round-printed': '打印清楼表', 'person-looks': '谁看过某人的登记', 'person-looks-printed': '打印谁看过', 'report-preview': '预览报表', report: '填报表', 'report-file': '下载报表', 'report-since': '核对报表人数', 'person-results': '告知检测结果', 'person-report': '打印检测报告', 'paper-codes': '打印纸质码', cards: '打印采样卡', 'import-undo': '核对撤销导入' } as Record<string, string>, lead: '每一条记录都锁住前一条，改动任何一条都会被发现。', verify: '校验记录链', verifying: '正在校验…', intact: (n: number, c: number) => `完整：共 ${n} 条记录，${c} 个签名检查点，没有被改动。`, broken: (seq: number) => `第 ${seq} 条起对不上，请立即报告。`, seq: '序号', at: '时间', who: '账号', act: '行为', purpose: '用途', subject: '对象', hash: '校验值', detail: '详情', none: '还没有记录。', more: '更早的记录', system: '系统', charges: '包联名单', charge: '包联详情',
    purposeName: { tracing: '流调溯源', isolation: '隔离转运', command: '指挥', code_decision: '健康码赋码', appeal: '健康码申诉', zone_decision: '区域决定', order_work: '工单办理', register: '登记', sampling: '采样', lab_work: '实验室工作', result_notice: '告知结果', audit: '审计', administration: '账号管理', own_data: '本人' } as Record<string, string>,
    actName: {
      transmission_see: '看传播链', transmission_choose: '选定传染者', risk_list_see: '看风险点位名单', risk_list_propose: '提出风险点位', risk_list_sign: '签发风险点位', contradiction_see: '看说的与查到的', contradiction_keep: '记说的与查到的', follow_see: '看隔离随访', follow_keep: '记隔离随访', follow_phone: '登记社区电话', follow_doctor: '医生签随访', follow_community: '社区签随访', case_see: '看病例', case_keep: '立案和补行程', case_decide: '研判密接', case_count_see: '看已销毁病例的数量', operation_see: '看阳性处置', isolation_see: '看隔离转运', isolation_keep: '登记隔离点和车辆', isolation_assign: '安排床位和派车', isolation_door: '在门口交付转运', isolation_drive: '驾车转运', isolation_house: '在隔离点接收和照料', operation_zone_sign: '签发拟划定区域',       verification_keep: '收发协查名单', verification_work: '核查协查人员', verification_see: '看协查人员', verification_count: '看协查数字', arrival_report: '代报来返并', arrival_see: '看来返并人员', arrival_keep: '办来返并移交', arrival_station: '车站查验登记', arrival_direct: '安排来返并去向', arrival_count: '看来返并数字', paper_code_print: '打印纸质码', care_give: '急事放行', outside_refuse: '拒绝外单位索要', canary_set: '设诱饵场所', code_outage_see: '看健康码是否停用', code_outage_keep: '停用、恢复健康码', venue_see: '看场所码', venue_keep: '管理场所码', venue_approve: '审批场所码', venue_inspect: '巡查场所', venue_close: '提出行业暂停', venue_close_sign: '签发行业暂停', gathering_see: '看聚集活动报备', gathering_keep: '办聚集活动报备', leaving_keep: '办离并报备', elsewhere_see: '看外地病例、答复出行须知', gate_keep: '管理门岗', elsewhere_keep: '录入外地病例', code_reason_see: '看赋码理由', code_reason_propose: '提议赋码', code_reason_approve: '批准赋码', code_tell: '告知健康码', code_appeal_see: '看申诉', code_appeal_decide: '答复申诉', code_work: '核实健康码', board_see: '看指挥看板', sampling_see: '看采样进度', sampling_keep: '安排采样', sampling_take: '采样登记', device_keep: '管理采样手机', tube_people_see: '看管内人员', antigen_see: '看抗原自测', antigen_report: '代报抗原自测', antigen_photo_see: '看抗原自测照片', antigen_keep: '处理抗原自测', chain_see: '看追阳链条', frequency_see: '看检测频次', frequency_decide: '提出检测要求', frequency_sign: '签发检测要求', frequency_list_see: '看应检名单', frequency_keep: '登记行业和暂缓', site_see: '看采样点', site_keep: '管理采样点', site_queue: '报告排队', tube_carry: '交接采样管', tube_track: '追查采样管', lab_see: '看实验室', lab_keep: '管理实验室', lab_report: '录入结果', lab_sign: '审核结果', result_tell: '告知结果', zone_see: '看风险区域', zone_case_record: '登记病例', zone_test_record: '登记检测或密接排除', zone_step_down_sign: '签发降级', zone_fact_withdraw: '撤回事实', zone_place_set: '挂接地点', notice_preview: '预览通告', notice_put_in: '录入通告', notice_see: '看通告', notice_confirm: '确认通告', notice_set_aside: '搁置通告', draft_see: '看草稿', draft_make: '生成通告草稿', edition_see: '看规则', edition_change_see: '看换版报告', edition_change_sign: '签发换版', order_see: '看工单', order_work: '办理工单', place_see: '查地点', snapshot_put_in: '导入国家名单', snapshot_see: '看国家名单', account_see: '看账号', account_keep: '管理账号', audit_see: '看审计', read_log_see: '看查阅记录', feed_follow: '跟随更新', drill_turn: '推进演练日期', person_see: '看居民登记', person_reveal: '看完整证件和电话', person_add: '登记居民', person_keep: '修改居民登记', look_see: '看谁看过登记', look_print: '打印谁看过登记', person_merge: '合并重复登记', export_see: '看导出申请', export_ask: '导出名单', export_approve: '审批导出', export_trace: '追查副本', roster_import: '导入名单', round_see: '看清楼表进度', round_keep: '开启或结束清楼', round_list_see: '看清楼表', round_tick: '清楼登记', ledger_see: '看台账', ledger_enter: '列入台账', ledger_visit: '上门或复核', ledger_keep: '管理台账', grid_see: '看网格', grid_draw: '划分网格', report_see: '看报表', report_template_keep: '放入报表表样', report_fill: '填报表', message_see: '看消息', own_keep: '本人账号', charge_see: '看包联', charge_call: '看责任人电话', charge_keep: '管理包联',
      sign_in: '登录', sign_in_failed: '登录失败', sign_out: '退出登录', password_change: '修改密码', account_seeded: '预置账号',
    } as Record<string, string>,
    detailName: { chosen: '选址', built: '建成', opened: '启用', moved: '搬迁', closed: '关闭', hours_set: '改开放时间', offers_set: '改服务说明', none: '不用等', ten_minutes: '约 10 分钟', half_hour: '约 30 分钟', hour_up: '1 小时以上', make: '新建', end_role: '结束岗位', disable: '停用', enable: '恢复', password_reset: '重置密码', claimed: '领取', done: '办结', handed_back: '退回', applied: '已采用', held: '已搁置', unchanged: '无变化', entered: '人工登记', found: '上门发现', changed: '修改', left: '已离开', returned: '已回来', put_in: '上传', apply: '开始导入', cancel: '取消', open: '开启', close: '结束', keep: '修改', visited: '上门', reviewed: '复核', ended: '移出', passed_over: '不列入', grids: '个网格', apart: '不是同一人', merged: '合并', unmerged: '撤销合并', asked: '申请', approved: '批准', declined: '不批准', fetched: '下载', begin: '指定责任人', end: '定下最后一天', hand_over: '换人', undo: '撤销' } as Record<string, string>,
  },
  drill: { title: '演练时钟', lead: '演练时可以把城市的日期往后推。天数、工单和看板都会跟着走，不能往回拨。', now: '城市日期', next: '推进一天', to: '推进到', move: '推进', effect: (date: string) => `城市日期将推进到 ${date}。`, moved: (date: string) => `城市日期已是 ${date}。` },
}

export const field = {
  title: '网格工单', today: '今日工单', due: '应检名单', doors: '交付转运', home: '居家条件评估', follow: '隔离随访', asked: '协查核查', care: '急事放行：临产、透析、急救', mine: '我的', grid: '本网格', counts: { open: '待办', done: '已办', late: '逾期' }, noneMine: '您还没有领取工单。', noneGrid: '本网格今天没有待办工单。', doneTab: '已办', noneDone: '今天还没有办结的工单。',
  offline: '现在没有网络，可以照常办理，恢复后自动上传。', cached: (ago: string) => `内容更新于${ago}。`, queue: { waiting: '待上传', sent: '已上传', accepted: '已接收', refused: '未被接收' }, queueLine: (n: number) => `${n} 条待上传`, queueTitle: '上传记录', queueNone: '没有待上传的记录。', sendNow: '立即上传', refusedHint: '请打开工单核对后重新办理。', dismiss: '知道了',
  what: '做什么', where: '在哪里', why: '为什么', when: '什么时候前', how: '要求', zone: '所在区域', history: '办理记录',
  claim: '领取', done: '完成', handBack: '退回', claimed: '已领取', doneTitle: '完成工单', householdsDone: '已完成户数', householdsLeft: '未完成户数', note: '说明（可不填）', submit: '提交', handBackTitle: '退回工单', reason: '退回理由', reasons: ['地址不对', '不属于本网格', '人手不足', '需要上级协调'], reasonMissing: '请写明退回理由。', countMissing: '请填写户数。', leftHint: '还有未完成的户，请在说明里写明原因。',
  undo: (n: number) => `${n} 秒内可撤销`, saved: '已记下。', leaveTitle: '还有记录没有上传', leaveText: (n: number) => `退出会删除本机上 ${n} 条没有上传的记录。`, leaveAnyway: '仍要退出', refreshed: '已更新。', pull: '下拉刷新', letGo: '松开刷新', notWorker: '这个账号没有工单可办，请使用工作台。', account: '我', language: '语言', install: '可以把本页添加到手机桌面，没有网络也能打开。', storageFailed: '本机存不下记录，请清理空间后再办理。', notCached: '这张工单还没有存到本机，联网后再打开。',
  takenBy: (who: string) => `${who} 已领取`, doneBy: (done: number, left: number) => `完成 ${done} 户，未完成 ${left} 户`, minus: '减一', plus: '加一',
}
