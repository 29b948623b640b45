import { antigen as en } from './antigen-en'
import { antigen as zh } from './antigen-zh'
import { inLanguage } from './language'

export type AntigenWords = typeof zh
export const wag = inLanguage(zh, en)
