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

interface App { door: 'field' | 'table' | 'gate'; name: string; short_name: string; description: string }
const FIELD: App = { door: 'field', name: '防线 网格工单', short_name: '防线工单', description: '网格员的每日工单，断网可用' }
const TABLE: App = { door: 'table', name: '防线 采样台', short_name: '防线采样', description: '核酸采样登记，断网可用' }
const GATE: App = { door: 'gate', name: '防线 门岗', short_name: '防线门岗', description: '场所门岗扫码，断网可用' }

/** An app that is put on the home screen and opens without a network. */
const installable = ({ door, ...names }: App): PluginOption => VitePWA({
  registerType: 'autoUpdate',
  injectRegister: null,
  scope: `/${door}/`,
  base: `/${door}/`,
  includeAssets: ['icon.svg', 'icon-192.png', 'icon-512.png'],
  manifest: {
    id: `/${door}/`,
    ...names,
    lang: 'zh-CN',
    start_url: `/${door}/`,
    scope: `/${door}/`,
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
    navigateFallback: `/${door}/index.html`,
    navigateFallbackDenylist: [/^\/api\//],
    globPatterns: ['**/*.{js,css,html,svg,png,wasm}'],
    cleanupOutdatedCaches: true,
  },
})

/** What the phone fetches only once it is opened: who is due for a test, those who are followed day by day,
 *  isolation and its runs, whom lists ask about. All the rest stays in one piece, which is smaller, and opens with one request. */
const LATER = new RegExp([
  String.raw`/(?:DueRoom|LateList|FollowRoom|AskedRoom|RunsRoom|DoorsRoom|HomeRoom|HouseRoom|GuestRow|AskFace|SureButton)\.vue`,
  String.raw`/src/words/(?:frequency|follow|isolation|verifications)(?:-zh|-en)?\.ts$`,
  String.raw`/src/(?:field/)?(?:frequency|follow|isolation|asked|verifications)/`,
  String.raw`/src/api/(?:follow|isolation|verifications)\.ts$`,
].join('|'))
const inPieces = {
  modulePreload: false as const,
  cssCodeSplit: false,
  rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'main', test: (id: string) => !LATER.test(id) }] } } },
}

/** A script of a public page in one piece: its name stands in the page that the server makes. */
const ofPage = (name: string) => ({
  root: path('./src/show'),
  publicDir: false as const,
  build: {
    outDir: path('./dist/show'),
    emptyOutDir: name === 'show',
    target: 'es2020',
    lib: { entry: path(`./src/show/${name}.ts`), formats: ['es' as const], fileName: () => `${name}.js` },
  },
})

// One package, four doors: `vite build` makes the desk, `vite build --mode field` the field app,
// `vite build --mode table` the app of the sampling table, `vite build --mode gate` the page of a gate;
// `vite build --mode show` the script of the public page on which a code is shown, `vite build --mode sw`
// what answers for that page on a phone without the centre, `vite build --mode risk` the script of the
// page of places at risk.
export default defineConfig(({ mode }) => {
  const app = [FIELD, TABLE, GATE].find(({ door }) => door === mode)
  const door = app?.door ?? 'desk'
  if (mode === 'show' || mode === 'sw' || mode === 'risk') return ofPage(mode)
  return {
    root: path(`./src/${door}`),
    base: `/${door}/`,
    publicDir: path(`./public-${door}`),
    resolve: { alias: { '@': path('./src') } },
    plugins: [
      vue(),
      ownFontsOnly(),
      ...(app ? [installable(app)] : []),
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
      ...(door === 'field' ? inPieces : {}),
      // The map alone is larger; it is fetched only when the board opens.
      chunkSizeWarningLimit: 700,
    },
  }
})
