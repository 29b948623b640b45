import { arrivals as en } from './arrivals-en'
import { arrivals as zh } from './arrivals-zh'
import { inLanguage } from './language'

export type ArrivalWords = typeof zh
export const wa = inLanguage(zh, en)
