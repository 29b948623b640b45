import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as en from './en'
import * as zh from './zh-CN'

const SRC = join(import.meta.dirname, '..')
const CHINESE = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'words' ? [] : files(path)
    return /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : []
  })
}

/** Source without its comments: a comment is read by programmers only. */
const uncommented = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(^|\s)\/\/.*$/gm, '')

function keys(words: unknown, before = ''): string[] {
  if (words === null || typeof words !== 'object' || Array.isArray(words)) return [before]
  return Object.entries(words).flatMap(([key, value]) => keys(value, before === '' ? key : `${before}.${key}`))
}

describe('words', () => {
  it('stand in one folder: no Chinese elsewhere', () => {
    const strays = files(SRC).filter((path) => CHINESE.test(uncommented(readFileSync(path, 'utf8'))))
    expect(strays).toEqual([])
  })

  it('would notice a stray word', () => {
    expect(CHINESE.test(uncommented('<p>登录</p>'))).toBe(true)
    expect(CHINESE.test(uncommented('const a = 1 // 封控'))).toBe(false)
  })

  it('say the same things in both languages', () => {
    expect(keys(en)).toEqual(keys(zh))
  })

  it('are never empty', () => {
    const empty = (words: unknown, before = ''): string[] => {
      if (words === '') return [before]
      if (words === null || typeof words !== 'object') return []
      return Object.entries(words).flatMap(([key, value]) => empty(value, `${before}.${key}`))
    }
    expect(empty(zh)).toEqual([])
    expect(empty(en)).toEqual([])
  })
})
