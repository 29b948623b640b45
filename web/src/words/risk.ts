// What the page of places at risk says of a reader's own list.
export const MINE = {
  none: '我的记录里，还没有和名单对上的。',
  empty: '还没有记下去过的地方。',
  hit: '时间、地点都对上了，请马上打电话给社区（村）或12345。',
  near: '地点对上了，时间没有对上。',
  missing: '请写明去过哪里、哪一天、几点到几点。',
  backwards: '离开不能早于到达。',
  full: '最多记100处，请先清空。',
  lost: '这部手机不让存，关掉这一页就没有了。',
  drop: '删去',
  add: '已加上。',
  cleared: '已清空。',
  badge: { hit: '▲ 对上了', near: '◆ 时间不同', none: '○ 没有' },
} as const

/** What may stand in a name of a place or not, and makes it no other place. */
export const PUNCTUATION = /[\s·,，.。、\-—“”"'（）()]/g
