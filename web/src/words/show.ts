// What the page of a shown code says by itself, in two languages side by side.

export interface Words { zh: string; en: string }

export const COLORS: Record<string, { level: string; sign: string } & Words> = {
  green: { level: 'g0', sign: '●', zh: '绿码', en: 'Green' },
  yellow: { level: 'g2', sign: '▲', zh: '黄码', en: 'Yellow' },
  red: { level: 'g3', sign: '■', zh: '红码', en: 'Red' },
}

export const SAYS = {
  fresh: { zh: '码是现换的，一直亮着就会自己换。', en: 'Fresh. It renews itself while it is shown.' },
  over: { zh: '这张码过时了，正在换。网络不好时请稍等，或者给门口的人看证件。', en: 'Out of date. Getting a new one.' },
  changed: { zh: '码的颜色变了。再查一次自己的码，就能看到为什么、到什么时候、找谁问。', en: 'The color changed. Look yourself up again for the reason.' },
  again: { zh: '亮码已满半天，请重新查一次自己的码。', en: 'Half a day is over: look yourself up again.' },
  kept: (until: string) => ({ zh: `留好了，有效到${until}。中心连不上时，打开这一页就能看到。`, en: 'Kept on this phone for a day.' }),
  keeps: { zh: '这部手机上留着一张码，中心连不上时，打开这一页就能看到。', en: 'One is kept on this phone.' },
  notKept: { zh: '没有留成。请稍后再试；也可以打印纸质码。', en: 'It was not kept. Try again, or print it.' },
  cleared: { zh: '已清除，这部手机上没有留码了。', en: 'Removed from this phone.' },
  notCleared: { zh: '没有清除成，请再按一次。', en: 'It was not removed. Try again.' },
} satisfies Record<string, Words | ((said: string) => Words)>

const CITY_MS = 8 * 3_600_000
/** `11月24日 09:41`, by the clock of the city. */
export function dayAndTime(at: number): string {
  const [, month, day, time] = /^\d+-(\d+)-(\d+)T(\d+:\d+)/.exec(new Date(at + CITY_MS).toISOString()) ?? []
  return `${Number(month)}月${Number(day)}日 ${time}`
}
