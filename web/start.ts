// The first that runs: what a page needs, its code, its words, its first answers, is fetched side by side.
import { askAhead } from './api.ts'
import { firstAsked, frameAsked } from './first.ts'
import { wordsOf } from './languages.ts'
import { isOf } from './page.ts'
import * as pages from './pages/all.ts'
import { momentOf } from './parts/calendar.ts'
import { preferences, show } from './preferences.ts'

show()
const { language } = preferences()
const words = wordsOf(language)
const here = Object.values(pages).find(one => isOf(one, location.pathname))
void here?.load()
if (here && !here.bare)
  for (const asked of [...firstAsked(here.path, new URLSearchParams(location.search)), ...frameAsked]) askAhead(asked)
const main = import('./main.tsx')
// What writes dates takes tens of milliseconds to be made for the first time: here it is while files are on their way.
momentOf(new Date().toISOString(), 'UTC', language === 'de' ? 'de-DE' : 'en-GB')
const { open } = await main
open({ language, words: await words })
