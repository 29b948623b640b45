import { charges as en } from './charges-en'
import { charges as zh } from './charges-zh'
import { inLanguage } from './language'

export type ChargeWords = typeof zh
export const wc = inLanguage(zh, en)
