import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
// @ts-expect-error the rehearsal server is plain JavaScript, so that node runs it too
import { rehearsal } from './mock/plugin.mjs'

const path = (below: string) => fileURLToPath(new URL(below, import.meta.url))
/** A running Fangxian to develop against; without it the rehearsal server answers. */
const server = process.env['FANGXIAN_API']

/** Vant's icon font names a second copy of itself on its maker's server. No page of ours asks
 *  another server for anything, so the name goes. */
const ownFontsOnly = (): PluginOption => ({
  name: 'own-fonts-only',
  enforce: 'pre',
  transform(code, id) {
    if (!/vant.*\.css/.test(id)) return null
    return { code: code.replace(/,\s*url\(['"]?(?:https?:)?\/\/[^)]*\)\s*format\(['"]?woff['"]?\)/g, ''), map: null }
  },
})

const installable = (): PluginOption => VitePWA({
  registerType: 'autoUpdate',
  injectRegister: null,
  scope: '/field/',
  base: '/field/',
  includeAssets: ['icon.svg', 'icon-192.png', 'icon-512.png'],
  manifest: {
    id: '/field/',
    name: '防线 网格工单',
    short_name: '防线工单',
    description: '网格员的每日工单，断网可用',
    lang: 'zh-CN',
    start_url: '/field/',
    scope: '/field/',
    display: 'standalone',
    orientation: 'portrait',
    background_color: '#f3f5f8',
    theme_color: '#14509e',
    icons: [
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    navigateFallback: '/field/index.html',
    navigateFallbackDenylist: [/^\/api\//],
    globPatterns: ['**/*.{js,css,html,svg,png}'],
    cleanupOutdatedCaches: true,
  },
})

// One package, two doors: `vite build` makes the desk, `vite build --mode field` the field app.
export default defineConfig(({ mode }) => {
  const door = mode === 'field' ? 'field' : 'desk'
  return {
    root: path(`./src/${door}`),
    base: `/${door}/`,
    publicDir: door === 'field' ? path('./public-field') : path('./public-desk'),
    resolve: { alias: { '@': path('./src') } },
    plugins: [
      vue(),
      ownFontsOnly(),
      ...(door === 'field' ? [installable()] : []),
      ...(server ? [] : [rehearsal()]),
    ],
    server: {
      fs: { allow: [path('.')] },
      ...(server ? { proxy: { '/api': { target: server } } } : {}),
    },
    build: {
      outDir: path(`./dist/${door}`),
      emptyOutDir: true,
      target: 'es2020',
      // The map alone is larger; it is fetched only when the board opens.
      chunkSizeWarningLimit: 700,
    },
  }
})
