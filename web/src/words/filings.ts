import { inLanguage } from './language'
import { filings as en } from './filings-en'
import { filings as zh } from './filings-zh'

export type FilingWords = typeof zh
export const wf = inLanguage(zh, en)
