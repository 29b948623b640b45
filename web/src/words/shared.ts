import { shared as en } from './en'
import { inLanguage } from './language'
import { shared as zh } from './zh-CN'

export type SharedWords = typeof zh
export const ws = inLanguage(zh, en)
