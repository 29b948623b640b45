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
} satisfies Record<string, Words>
