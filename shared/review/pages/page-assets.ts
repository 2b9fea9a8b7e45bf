import { keyHash } from '../../model/hash'
import script from '../assets/page.client.js'
import style from '../assets/page.css'
import icon from '../assets/icon.svg'
import { paths } from './routes'

/** A file that pages ask for. Its name changes with its content, so it may be kept for ever. */
export type Asset = { readonly path: string; readonly type: string; readonly body: string }

const asset = (name: string, ending: string, type: string, body: string): Asset => ({
  path: `${paths.assets}/${name}-${keyHash(body).slice(0, 12)}.${ending}`,
  type,
  body,
})

export const styleAsset = asset('page', 'css', 'text/css; charset=utf-8', style)
export const scriptAsset = asset('page', 'js', 'text/javascript; charset=utf-8', script)
export const iconAsset = asset('icon', 'svg', 'image/svg+xml', icon)

/** All of them; anything else under {@link paths.assets} is not found. */
export const assets: readonly Asset[] = [styleAsset, scriptAsset, iconAsset]
