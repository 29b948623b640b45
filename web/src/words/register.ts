import { inLanguage } from './language'
import { register as en } from './register-en'
import { register as zh } from './register-zh'

export type RegisterWords = typeof zh
export const wr = inLanguage(zh, en)
