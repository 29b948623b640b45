// What the room of reports says, in Chinese. reports-en.ts says the same things.
import type { ReportCell, ReportField, ReportPurpose, ReportRowKind } from '@/api/contract'

const field: Record<ReportField, string> = {
  serial: '序号', name: '姓名', document_kind: '证件类型', document_masked: '证件号码（隐去中间）', document_whole: '证件号码（完整）', sex: '性别', age: '年龄', born: '出生日期', phone_masked: '联系电话（隐去中间）', phone_whole: '联系电话（完整）', community: '社区', compound: '小区', building: '楼号', unit: '单元', room: '房号', address: '住址', relation: '与户主关系', stay: '居住类型', note: '备注', outcome: '本轮结果', outcome_reason: '未完成原因', outcome_at: '登记时间', count_people: '人数', count_households: '户数', count_done: '已完成人数', count_missing: '未登记人数', count_aged: '60岁以上人数',
}
const cell: Record<ReportCell, string> = { community: '社区名称', today: '填表日期', reporter: '填表人', total_people: '总人数', total_households: '总户数' }
const purpose: Record<ReportPurpose, string> = { sampling: '核酸采样', health_care: '健康随访、转运', supply: '物资保供', statistics: '人数统计' }
const row: Record<ReportRowKind, string> = { person: '每行一人', household: '每行一户', building: '每行一栋楼' }

export const reports = {
  lead: '上级的空表放进来一次，对好列；以后一键填好、下载报送。发出去的每一份都留底。',
  field, cell, purpose, row,
  add: '放入空表', addTitle: '放入上级的空表', file: '空表文件', fileHint: '只收 .xlsx，留表头和几行空行即可，最多 2 MB。', fileMissing: '请选择空表文件。', name: '表名', nameHint: '如：核酸检测人员登记表', sender: '要表单位', senderHint: '如：区卫健局', place: '适用范围', purposeName: '用途', purposeHint: '用途决定能填哪些项：用不到的不能填。', rowName: '每行内容', incomplete: '请填写表名和要表单位。', putIn: '放入', choose: '选择文件',
  none: '还没有表样。', noneHint: '点右上角“放入空表”，把上级发来的空表放进来。', from: (sender: string) => `${sender}要`, version: (n: number, date: string) => `第 ${n} 版，${date} 对列`,
  mapping: '对列', mappingLead: (row: number) => `表头在第 ${row} 行。下面是认出的列，不对的请改。`, column: '表里的列', fills: '填什么', leave: '不填', single: '表头外的单格', place2: (column: string, row: number) => `${column}${row} 格`, save: '保存对列', saved: '已保存。', guessed: (known: number, all: number) => `${all} 列里认出 ${known} 列`,
  fill: '一键填表', fillTitle: (name: string) => `填“${name}”`, community: '社区', pickCommunity: '请先选社区。', round: '取哪一轮的结果', noRound: '不取', preview: '前几行（姓名和号码已隐去）', nRows: (n: number) => `共 ${n} 行`, previewNone: '这个范围没有居民，填出来是空表。', run: '填好并下载', running: '正在填表……', filled: (n: number) => `填好了，共 ${n} 行，已留底。`, fileName: (name: string, date: string) => `${name}-${date}.xlsx`,
  kept: '已填的报表', keptNone: '还没有填过。', made: '填表', rows: '行数', fingerprint: '指纹', fingerprintHint: '文件的 SHA-256。同一份文件指纹相同，改一个字就不同。', sentCol: '报送', notSent: '未注明报送', sentTo: (date: string, to: string) => `${date} 报 ${to}`, download: '再下载', note: '注明已报送', noteTitle: '注明已报送', to: '报送给', on: '报送日期', noteDone: '已注明。', toMissing: '请写明报送给谁。', compare: '与今天比', since: (then: number, now: number, gone: number, added: number) => (gone === 0 && added === 0 ? `与今天一样，都是 ${now} 行。` : `当时 ${then} 行，今天 ${now} 行：当时有、今天没有或已改 ${gone} 行；今天新有或已改 ${added} 行。`),
}
