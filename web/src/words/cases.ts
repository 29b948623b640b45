import { cases as en } from './cases-en'
import { cases as zh } from './cases-zh'
import { inLanguage } from './language'

export type CaseWords = typeof zh
export const wca = inLanguage(zh, en)
