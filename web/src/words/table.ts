import { inLanguage } from './language'
import { table as en } from './table-en'
import { table as zh } from './table-zh'

export type TableWords = typeof zh
export const wt = inLanguage(zh, en)
