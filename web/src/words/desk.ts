import { desk as en } from './en'
import { inLanguage } from './language'
import { desk as zh } from './zh-CN'

export type DeskWords = typeof zh
export const w = inLanguage(zh, en)
