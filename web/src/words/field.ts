import { field as en } from './en'
import { inLanguage } from './language'
import { field as zh } from './zh-CN'

export type FieldWords = typeof zh
export const w = inLanguage(zh, en)
