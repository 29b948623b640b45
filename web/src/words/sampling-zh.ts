// A round of sampling at the desk: how far it is, its tubes, whom no register knows, phones, codes of tubes, and the chains of positive tubes.
export const sampling = {
  title: '采样进度', lead: '一轮核酸采样到了哪一步：采样、送检、结果、追阳。', pick: '选择轮次', none: '还没有核酸采样的轮次', noneHint: '在“清楼表”里开启一轮“核酸采样”，采样台领取名单后，这里就有数据。',
  tab: { progress: '进度', tubes: '采样管', strangers: '无登记人员', devices: '采样手机', rolls: '管码' },
  ordinal: (n: number) => `第${n}轮`, people: '应采', sampled: '已采', missing: '未采', samples: '采样人份', tubes: '采样管', tubesOpen: '未封管', tubesKnown: '已出结果', waiting: '待出结果', sites: '采样点', tables: '采样台', samplers: '采样人员', laboratories: '实验室', pools: '混管阳性', positive: '单采阳性', held: '等候复采结果',
  lastAt: (when: string) => `最近一管封管：${when}`, forecast: (when: string) => `按最近一小时的速度，预计 ${when} 采完`, noForecast: '最近一小时没有封管，无法预计何时采完。',
  bulletin: '情况通报', printBulletin: '打印通报', copy: '复制文字', copied: '已复制。', list: '看清楼表',
  flagged: '需要核对的采样管', noneFlagged: '没有需要核对的采样管。',
  pool: { one: '单采单检', five: '5混1', ten: '10混1', twenty: '20混1', household: '1户1管' },
  outcome: { negative: '阴性', positive: '阳性', unclear: '可疑', invalid: '无效，需重做' }, noOutcome: '待出结果',
  flag: { clash: '同一管码用了两次', too_many: '管内人数超过管型', count: '封管人数与登记人数不一致', clock: '手机时间不准', twice: '管内有人本轮采过两次', no_roll: '管码不在已发放的号段内', round_closed: '本轮结束后才上传' },
  tube: '管码', kind: '管型', inside: '管内', stated: (n: number) => `封管时点数 ${n}`, sealed: '封管', open: '未封管', by: '采样', result: '结果', look: '看管内人员', find: '输入管码后几位', noTubes: '这一轮还没有采样管', noTubesHint: '采样台联网后，采样管会出现在这里。', nPeople: (n: number) => `${n} 人`, who: '管内人员', unknown: (n: number) => `另有 ${n} 人不在登记册里`, takenAt: (when: string) => `${when} 采样`,
  strangersLead: '采样时不在名单上的人。核实他是谁，结果才能算到他名下。', noStrangers: '没有待核实的人', name: '采样时登记的姓名', document: '证件', noDocument: '没有证件', phone: '电话', when: '采样时间', isWho: '他是谁', match: '确认是登记册里的人', matchTitle: '这名采样人员是登记册里的谁', matchLead: '找到后选中，写明怎么核实的。确认后，这次采样算到他名下。', search: '姓名、拼音首字母、证件后四位或门牌', searchDo: '查找', noneFound: '没有找到', reason: '怎么核实的', confirm: '确认是他', matched: '已确认，采样已算到他名下。',
  spots: '各采样点待上传', spotsLead: '手机最近一次上传时报的数。断网期间显示断网前的数，网络恢复后通常一分钟内更新。', spot: '采样点', phones: '手机', noSpot: '还没有上传过的手机', devices: '手机登记',
  devicesLead: '领取过名单的手机。丢了马上注销，之后它的数据不再接收。', noDevices: '还没有手机登记', device: '手机', enrolled: '登记', last: '最近上传', never: '还没有上传过', unsent: '待上传', clock: '时间误差', fine: '准', fast: (minutes: number) => `快 ${minutes} 分钟`, slow: (minutes: number) => `慢 ${minutes} 分钟`, revoke: '丢失注销', revokeTitle: '注销这部手机', revokeEffect: (label: string) => `“${label}”立即不能再上传。已经上传的不受影响；还没有上传的会丢失，须请有关人员重采。`, revoked: '已注销', revokedDone: '已注销。',
  rollsLead: '发放给采样点的管码，每个只发一次。末位是校验位，读错、输错一位都能发现。标签打印在 A4 不干胶上，每张 56 个。', noRolls: '还没有发放过管码', give: '发放管码', first: '起', lastCode: '止', number: '数量', place: '发给', given: (first: string, last: string) => `已发放：${first} 至 ${last}`, labels: '打印标签', labelsOf: (from: number, to: number) => `第 ${from}—${to} 个`, labelsOnce: '每张标签只贴一根管。重打前先把旧标签收回作废：同一管码贴了两根管，两根都要重采。', community: '社区',
}

export const chains = {
  title: '追阳链条', lead: '每一根阳性或可疑的采样管：管内的人到了哪一步，还差什么。', none: '近30天没有阳性或可疑的采样管', open: '未结', closed: '已结', all: '全部',
  since: (when: string) => `${when} 出结果`, elapsed: (text: string) => `已过 ${text}`, closedAt: (when: string) => `${when} 结束`, took: (text: string) => `用时 ${text}`, minutes: (n: number) => `${n} 分钟`, hours: (h: number, m: number) => `${h} 小时 ${m} 分钟`,
  step: { to_be_told: '待告知', told: '已告知，待单采', retaken: '已单采，待结果', lifted: '单采阴性，已解除', positive: '单采阳性', freed: '结果已更正，已解除' },
  person: '姓名', door: '住址', where: '进展', at: '时间', due: (when: string) => `须在 ${when} 前上门`, late: '已超时', unknown: (n: number) => `另有 ${n} 人不在登记册里，请到“采样进度—无登记人员”核实`, others: (n: number) => `另有 ${n} 人不在您的辖区`, tube: '管码', inside: (n: number) => `管内 ${n} 人`,
}
