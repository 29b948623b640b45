import { inLanguage } from './language'
import { passage as en } from './passage-en'
import { passage as zh } from './passage-zh'

export type PassageWords = typeof zh
export const wpa = inLanguage(zh, en)
