import { inLanguage } from './language'
import { ledgers as en } from './ledgers-en'
import { ledgers as zh } from './ledgers-zh'

export type LedgerWords = typeof zh
export const wl = inLanguage(zh, en)
