// One line a page: its path, its name and its code, which is loaded when the page is opened.
import { page } from '../page.ts'

export const assets = page('/assets', 'assets', () => import('./assets.tsx'))
export const lots = page('/lots', 'lots', () => import('./lots.tsx'))
export const plant = page('/plant', 'plant', () => import('./plant.tsx'))
export const setup = page('/setup', 'setup', () => import('./setup.tsx'), { bare: true })
export const signIn = page('/sign-in', 'sign-in', () => import('./sign-in.tsx'), { bare: true })
