import { codes as en } from './codes-en'
import { codes as zh } from './codes-zh'
import { inLanguage } from './language'

export type CodesWords = typeof zh
export const wco = inLanguage(zh, en)
