import { inLanguage } from './language'
import { lodgings as en } from './lodgings-en'
import { lodgings as zh } from './lodgings-zh'

export type LodgingWords = typeof zh
export const wl = inLanguage(zh, en)
