import { inLanguage } from './language'
import { reports as en } from './reports-en'
import { reports as zh } from './reports-zh'

export type ReportsWords = typeof zh
export const wp = inLanguage(zh, en)
