// What the register, the imports and the grids say, in Chinese. register-en.ts says the same things.

export const register = {
  /** How a door is written in one piece. */
  doorWord: { building: '号楼', unit: '单元' },
  places: '住址', placesFilter: '按名称筛选社区', placesNone: '这里还没有登记居民。', unnamed: '不分小区', everywhere: (name: string) => `${name}（全部）`, n: (n: number) => `${n} 人`,
  search: '姓名、拼音首字母、证件或电话后四位、门牌（如 5-2-302）', find: '查询', reset: '重置', searching: (words: string) => `查找“${words}”`, foundNone: '没有找到。', foundNoneHint: '换一种写法试试：姓名、拼音首字母（如 wxm）、证件或电话后四位、门牌（如 5-2-302）。', foundMany: '只显示前 50 人，请再写得具体一些。', found: (n: number) => `找到 ${n} 人`,
  total: (people: number, households: number) => `共 ${people} 人，${households} 户`, add: '新增居民', toImport: '导入名单', none: '这里还没有登记居民。', noneHint: '可以逐人新增，也可以导入表格名单。', pickCommunity: '请在左侧选择社区。', pickCommunityHint: '也可以直接在上方查找。', ofGrid: '只显示您负责的网格内的居民。', aged: (n: number) => `70 岁以上 ${n} 人`,
  column: { door: '门牌', name: '姓名', relation: '与户主关系', sex: '性别', age: '年龄', document: '证件', phone: '电话尾号', stay: '居住类型', origin: '来源' },
  sex: { male: '男', female: '女' }, years: (n: number) => `${n} 岁`, unknown: '未填', household: (n: number) => `本户 ${n} 人`,
  kind: { resident_id: '居民身份证', passport: '护照', hong_kong_macao: '港澳居民证件', taiwan: '台湾居民证件', permanent_residence: '外国人永居证', other: '其他证件', none_yet: '暂无证件' },
  kindShort: { resident_id: '身份证', passport: '护照', hong_kong_macao: '港澳', taiwan: '台湾', permanent_residence: '永居', other: '其他', none_yet: '暂无' },
  relation: { head: '户主', spouse: '配偶', child: '子女', parent: '父母', grandchild: '孙子女', grandparent: '祖父母', sibling: '兄弟姐妹', other_kin: '其他亲属', tenant: '租户', other: '其他' },
  stay: { permanent: '常住', temporary: '暂住', staff: '驻点人员', visitor: '访客' },
  origin: { entered: '人工登记', imported: '名单导入', found: '上门发现', invented: '虚构（演练）' },
  factKind: { registered: '登记', changed: '修改', left: '已离开', returned: '已回来', merged: '合并了同一人的另一条登记', merged_away: '并入同一人的另一条登记', unmerged: '撤销合并', import_undone: '撤销导入' },
  field: { door: '门牌', name: '姓名', document: '证件', phone: '电话', sex: '性别', born: '出生日期', relation: '与户主关系', note: '备注', stay: '居住类型' } as Record<string, string>, fieldOther: '其他内容', changed: (what: string, fields: string) => `${what}：${fields}`,
  lacks: { name: '请填写姓名。', relation: '请选择与户主关系。', document: '请填写证件号码；确实没有的，证件类型选“暂无证件”。', door: '请填写住在哪里：楼号和房号，或院落的门牌号。', reason: '请写明原因。', nothing: '没有改动。' },
  idFlaw: { length: '身份证号应为 18 位，最后一位可以是 X。', old: '这是 15 位的旧身份证号，请填写 18 位的新号码。', sign: '末位校验不对，请逐位核对。', day: '号码里的出生日期不存在。' },
  idFits: (born: string, sex: string) => `号码无误：${born} 出生，${sex}。`,
  form: {
    addTitle: '新增居民', changeTitle: '修改登记', name: '姓名', nameHint: '与证件一致', kind: '证件类型', document: '证件号码', phone: '联系电话', phoneHint: '可不填', sex: '性别', born: '出生日期', relation: '与户主关系', stay: '居住类型', pick: '请选择',
    who: '本人', where: '住在哪里', compound: '小区（自然村、院）', compoundHint: '只有一个小区的可不填', compoundNew: '选择或输入', building: '楼号', buildingHint: '如 5号楼；村里的院子只填门牌号，如 12号', unit: '单元', unitHint: '没有可不填', room: '房号', roomHint: '如 302', note: '备注', noteHint: '如行动不便、长期服药，最多 200 字',
    reason: '修改原因', reasonHint: '如本人来电更正', keepDocument: (masked: string) => `${masked}，不修改`, replaceDocument: '换证件', keepPhone: (masked: string) => `${masked}，不修改`, noPhone: '未登记', replacePhone: '换电话', keepOld: '不换了', save: '保存', next: '登记', checking: '正在查重…', added: '已登记。', saved: '已保存。',
    stale: '别人刚改过这条登记。', reload: '读取最新内容', staleHint: '读取后，您刚才填写的内容要重新填。',
  },
  alike: {
    title: '可能是同一个人', lead: (n: number) => `登记册里有 ${n} 人与您填写的相近，请先核对：`, typed: '您填写的', known: '已经登记的', this: '就是这个人（打开）', other: '不是，继续登记', back: '返回修改', same: '相同',
  },
  pairs: {
    open: '可能重复', title: '可能重复的登记', lead: '系统按证件、姓名、读音、生日和电话找出可能是同一个人的登记。请核对后合并，或登记为“不是同一个人”，以后不再提示。', none: '没有发现可能重复的登记。', total: (n: number) => `共 ${n} 对`, more: (n: number) => `只列出前 100 对，共 ${n} 对。`, ground: { document: '证件相同', name_born: '姓名、生日相同', name_phone: '姓名、电话相同', sound_born: '读音、生日相同', sound_phone: '读音、电话相同' }, compare: '核对', with: '与',
    compareTitle: '核对两条登记', compareLead: '左右两边不同的内容，请逐项选择以哪边为准。合并后一条保留、另一条并入，双方的历史都保留，可以撤销。', stays: '保留这一条', goes: '并入另一边', same: '相同', take: (side: string, field: string) => `${field}以${side}为准`, left: '左边', right: '右边', masked: '证件和电话只显示末四位', reason: '核对依据', reasonHint: '如已电话核实为同一人', apart: '不是同一个人', merge: '合并', merged: '已合并。', apartDone: '已登记为不是同一个人。', staleHint: '别人刚改过其中一条，请重新核对。', elsewhere: '两条登记在不同的社区：住址只能以保留的一条为准。',
    into: '这条登记已并入同一人的另一条，不再单独计数。', openOther: '打开保留的那一条', ofOther: '并入的那条登记', undo: '撤销合并', undoEffect: '两条登记恢复为合并前的样子；合并后改过的内容保留。', undone: '已撤销合并。',
  },
  person: {
    title: '居民详情', gone: (date: string) => `${date} 起已离开，不计入本社区`, aged: '70 岁以上，请上门服务', change: '修改', left: '已离开', back: '已回来', history: '登记历史', document: '证件', phone: '联系电话', born: '出生日期', door: '住址', historyNone: '没有历史。', leftTitle: '登记为已离开', leftEffect: '离开后不再计入本社区，也不再列入清楼表。登记保留，可以随时改回。', backTitle: '登记为已回来', backEffect: '重新计入本社区。', leftReason: '原因', leftHint: '如已搬到外地、已去世', backHint: '如已返回居住', leftDone: '已登记为离开。', backDone: '已登记为回来。', copy: '复制', copied: '已复制。',
  },
  reveal: {
    ask: '显示完整证件和电话', title: '为什么要看完整的证件和电话？', note: '您的姓名、时间和原因会记入查阅记录。', reasons: ['电话通知本人', '上门核对', '核酸漏采排查', '办理证明'], show: '显示', left: (n: number) => `${n} 秒后隐藏。本次查看已记入查阅记录。`, hide: '现在隐藏', hint: '写明原因',
  },
  looks: {
    title: '谁看过这份登记', open: '查看谁看过', lead: '谁看过这个人的登记：什么岗位、哪个单位、为了什么、什么时间。不写看到的内容，也不写工作人员姓名；经办人可由审计人员核查。', print: '打印给本人', none: '到现在为止没有人看过。', more: '更早的记录', possible: '可能', possibleNote: '标“可能”的：当时看的是所在楼、网格或社区的名单，没有逐人记下名单里有谁。', times: (n: number) => `等 ${n} 次`,
    what: { isolation_waiting: '待隔离转运名单', isolation_door: '上门交付转运的名单', isolation_house: '隔离点入住名单', cases: '病例名单', case: '流调行程', case_contacts: '病例的密接名单', follow_ups: '隔离人员随访名单', contact_letter: '打印隔离告知书', code: '看健康码和原因', code_work: '健康码核实名单', code_reasons: '登记的赋码理由', arrivals: '来返并人员', verifications: '协查名单（打码）', verification: '协查核查，看了完整号码', paper_codes: '打印纸质健康码', code_appeals: '健康码申诉名单', sampling_pack: '采样台带走的名单（姓名打码）', tube_people: '查采样管里有谁', antigen: '抗原自测名单', antigen_reported: '代报抗原自测', antigen_photo: '看抗原自测照片', chain: '跟进阳性采样管', test_due: '应检名单', test_class: '看检测频次', people: '居民名单', search: '查找居民时出现', alike: '登记别人时查重', pairs: '核对可能重复的登记', person: '打开了这份登记', revealed: '看了完整证件和电话', history: '看了登记历史', looks: '查了谁看过', looks_printed: '打印了谁看过', round: '清楼表', round_missing: '漏采名单', round_printed: '打印清楼表', ledger: '台账名单', ledger_offers: '台账候选名单', ledger_entry: '打开了台账里的一条', report_preview: '预览报表', report: '填了报表', report_file: '下载了报表', report_since: '核对报表人数（只看人数）', export: '下载了一份名单', import_rejects: '下载了导入时有问题的行', import_undo: '核对撤销导入', results: '在窗口查了检测结果', report_printed: '打印了检测报告', cards: '打印了采样卡' },
  },
  trace: {
    open: '追查副本', lead: '导出的名单逐行带有副本编号。输入或粘贴编号，可查到是哪一份、谁申请、谁批准、什么时候下载的。', hint: '12 位字母和数字，如 ABCD EFGH 2345', find: '追查', lacks: '请输入 12 位的副本编号。', none: (mark: string) => `没有编号为 ${mark} 的副本，请逐位核对。`, askedBy: '申请', approvedBy: '批准', fetchedBy: '下载',
  },
  imports: {
    title: '导入名单', back: '返回居民登记', community: '社区', pickCommunity: '请先选择社区。', drop: '将文件拖到此处，或', choose: '点击上传', hint: '支持 .xlsx、.ods、.csv，最大 30 MB。先核对、再导入，核对时不改动登记册。', template: '下载模板', templateName: '居民名单模板.xlsx', uploading: (percent: number) => `正在上传 ${percent}%`,
    flaw: { old: '这是旧版 .xls 文件，系统读不全其中的长号码。请用办公软件打开，“另存为” .xlsx 后再上传。', kind: '只能读取 .xlsx、.ods、.csv 文件。', size: '文件超过 30 MB。请按小区拆成几份。', empty: '这个文件是空的。' },
    stateName: { uploaded: '待核对', reading: '正在核对', checked: '待导入', applying: '正在导入', applied: '已导入', appliedPart: '已导入，有未导入的行', cancelled: '已取消', stopped: '中断，可继续', trouble: '没有读完' },
    sheet: '工作表', sheetPick: '请选择', noSheet: '没有找到像居民名单的表：表头里要有姓名和住址。请对照模板改好后再上传。', noSheetPick: '没有认出哪一张是居民名单，请选择工作表。', mapping: '表头对应', mappingLead: '左边是文件里的列，右边是登记册的内容。对应得不对的请改正。', theirs: '文件中的列', samples: '前几行内容', ours: '对应登记册的', skip: '不导入', noTitle: '（无标题）', noSample: '（空）', twice: (name: string) => `“${name}”选了不止一列，请只留一列。`, again: '按新的对应关系重新核对', changedNote: '对应关系有改动，重新核对后才能导入。', allMapped: '表头已全部对应。', someSkipped: (n: number) => `有 ${n} 列不导入。`, showMapping: '查看和修改', hideMapping: '收起',
    missing: { name: '没有找到姓名列，不能导入。', document_number: '没有找到证件号码列：只能按姓名和电话查重，容易重复。', door: '没有找到住址列（楼号、房号或地址），不能导入。' },
    addressUnread: (title: string) => `“${title}”这一列只在写着街巷名（如“东巷”）或与门牌相同的整句住址时，才用来认小区、街巷；别的写法不认。如果它就是小区、自然村或街巷，请在下面改成“小区、村、街巷”，免得不同街巷的同一门牌并成一户。`,
    column: { name: '姓名', document_kind: '证件类型', document_number: '证件号码', phone: '联系电话', sex: '性别', born: '出生日期', relation: '与户主关系', stay: '居住类型', compound: '小区、村、街巷', building: '楼号', unit: '单元', room: '房号、门牌号', address: '整句住址', note: '备注' },
    count: { added: '新增', changed: '更新', unchanged: '无变化', rejected: '有错', aside: '需人工核对' }, sum: (n: number) => `合计 ${n} 行`, sumDiffers: (sum: number, rows: number) => `各项相加是 ${sum} 行，文件有 ${rows} 行，数目不一致，请勿导入并联系管理员。`,
    mayBeCut: '文件可能被截断过：行数正好停在表格软件的上限。请核对最后一行。', notCut: '已核对，文件是完整的', goOn: '继续导入', giveUp: '放弃这份文件', trouble: '文件没有读到底：', checking: '正在核对', applying: '正在导入', rowsDone: (done: number, of: number) => `${done} / ${of} 行`, rowsSoFar: (done: number) => `已读 ${done} 行`, left: (n: number) => (n < 60 ? `约剩 ${n} 秒` : `约剩 ${Math.ceil(n / 60)} 分钟`), cancel: '取消', cancelEffect: '已导入的行保留，其余不再导入。', cancelled: '已取消。',
    apply: (n: number) => `开始导入（${n} 人）`, nothing: '没有需要导入的行', applyNote: (n: number) => (n > 0 ? `有错和需人工核对的 ${n} 行不导入，可以下载后改好再导入。` : '全部行都可以导入。'), another: '换一份文件', done: (added: number, changed: number) => `导入完成：新增 ${added} 人，更新 ${changed} 人。`, doneLeft: (n: number) => `有 ${n} 行没有导入。`, rejects: '下载有问题的行（改好后再导入即可）', rejectsName: (name: string) => `${name.replace(/\.[^.]+$/, '')}-有问题的行.xlsx`, see: '查看居民登记',
    undo: '撤销这次导入', undoLead: (left: number, restored: number) => `撤销后：新增的 ${left} 人移出登记册，更新的 ${restored} 人恢复为导入前的内容。每次导入只能撤销一次。`, undoKept: (n: number) => `有 ${n} 人导入后又被修改或在清楼表里登记过，保持现状：`, undoNone: '没有可撤销的内容。', undoReason: '撤销原因', undoConfirm: '确认撤销', undone: (at: string, by: string, left: number, restored: number) => `${at} ${by} 撤销了这次导入：移出 ${left} 人，恢复 ${restored} 人。`, undoDone: '已撤销这次导入。',
    causeRows: (n: number) => `${n} 行`, problems: '有问题的行', problemsCut: (n: number) => `只列出前 200 行，共 ${n} 行；全部见下载的表格。`, row: '行号', rowHint: '与表格软件左侧的行号一致', verdict: { rejected: '有错', aside: '需人工核对' }, why: '问题', list: '导入记录', listNone: '还没有导入过名单。', file: '文件', state: '状态', by: '导入人', open: '打开', filter: { all: '全部', rejected: '有错', aside: '需人工核对' },
  },
  exports: {
    open: '导出', lead: '名单不能直接导出：一人申请并写明用途，另一人审批，批准后 24 小时内由申请人下载一次。每份副本逐行带编号，可查到领取人。', ask: '申请导出', place: '范围', columns: '栏目', numbers: '证件和电话', number: { masked: '只要末四位', whole: '完整号码（用途确有需要时）' }, reason: '用途', reasonHint: '如上报街道核对人数', send: '提交申请', asked: '已提交，请另一位有权限的人审批。', none: '还没有导出申请。', list: '导出申请', by: '申请人', state: '状态', what: '内容', round: '清楼表', register: '居民登记', rows: (n: number) => `${n} 行`,
    stateName: { asked: '待审批', approved: '可下载', declined: '未批准', fetched: '已下载', expired: '已过期' }, approve: '批准', decline: '不批准', declineWhy: '不批准的原因', own: '您申请的，须由另一人审批', approved: '已批准。', declined: '已登记为不批准。', approveTitle: '批准导出', approveEffect: (who: string, what: string) => `${who}可在 24 小时内下载一次：${what}。`, fetch: '下载', fetched: '已下载，请妥善保管，用完删除。', until: (at: string) => `${at} 前有效`, mark: '副本编号', fileName: (place: string) => `${place}居民名单.xlsx`, fetchNote: '只能下载一次', noColumns: '请至少选择姓名。',
  },
  grids: {
    title: '网格划分', community: '社区', pickCommunity: '请先选择社区。', now: '现有网格', none: '这个社区还没有划分网格。', name: '网格', places: '包含', households: '户数', people: '人数', workers: '网格员', noWorker: '未安排', nPlaces: (n: number) => `${n} 处`, uncovered: '没有网格覆盖的地方', uncoveredLead: (people: number) => `共 ${people} 人，没有网格员负责：`, allCovered: '有居民登记的地方都有网格覆盖。', householdsOf: (n: number) => `${n} 户`, peopleOf: (n: number) => `${n} 人`,
    propose: '科学划分', lead: '按户数和人数尽量平均划分，同一栋楼尽量不拆开，相邻的楼划在一起。', by: '划分方式', choice: { count: '指定网格个数', micro: '微网格（每格 30–50 户）', core: '中心户（每格 10–15 户）', own: '自定每格户数' }, nGrids: '网格个数', min: '最少户数', max: '最多户数', minOverMax: '最少户数不能大于最多户数。', run: '生成方案', running: '正在计算…', result: '划分方案', special: '重点人员', offMean: (percent: number) => (percent === 0 ? '等于平均' : percent > 0 ? `比平均多 ${percent}%` : `比平均少 ${-percent}%`), meanHouseholds: (n: string) => `平均 ${n} 户`, meanPeople: (n: string) => `平均 ${n} 人`,
    spread: (what: string, small: number, large: number, smallOf: string, largeOf: string) => `${what}：最少 ${small}（平均数的 ${smallOf}），最多 ${large}（平均数的 ${largeOf}）`, best: '已证明：没有更平均的划分。', gap: (percent: string) => `与理论最优最多差 ${percent}，时间内没有证明更好。`, splits: '拆开的楼', splitLarge: (name: string, n: number, grids: number) => `${name}有 ${n} 户，超过一个网格的上限，分给 ${grids} 个网格。`, splitEven: (name: string, n: number, grids: number) => `${name}有 ${n} 户，不拆开就排不成符合要求的网格，分给 ${grids} 个网格。`, noSplits: '没有一栋楼被拆开。', nameOf: '网格名称', nameEmpty: '请给每个网格起名。', nameTwice: '网格名称不能重复。',
    adopt: '采用', adoptTitle: '采用这个划分方案', adoptLead: (n: number) => `采用后有 ${n} 处变动，换了网格的地方，未办结的工单和清楼表同时移交：`, adoptFirst: '这是第一次划分，没有需要移交的。', adoptSame: '没有一处换网格。', fromTo: (name: string, from: string, to: string) => `${name}：从${from}移交到${to}`, fromNone: (name: string, to: string) => `${name}：划入${to}`, toNone: (name: string, from: string) => `${name}：移出${from}，没有网格负责`, adopted: '划分已采用。', moved: '移交清单', movedNone: '没有移交。', ordersMoved: (n: number) => `未办结工单移交 ${n} 件`, adoptNote: '网格员的岗位不会自动变更：请系统管理员在“账号”里把网格员安排到新的网格。', discard: '放弃方案',
  },
}
