import { gate as en } from './gate-en'
import { gate as zh } from './gate-zh'
import { inLanguage } from './language'

export type GateWords = typeof zh
export const wg = inLanguage(zh, en)
