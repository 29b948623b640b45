import { isolation as en } from './isolation-en'
import { isolation as zh } from './isolation-zh'
import { inLanguage } from './language'

export type IsolationWords = typeof zh
export const wis = inLanguage(zh, en)
