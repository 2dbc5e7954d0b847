// node tools/pages/lay.ts FOLDER: lays the simulated plant once for all tests that open pages; each works on a copy of its own.
import { noBrowser } from './browser.ts'
import { layPlant } from './laid.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder that the plant is laid into')
if (!noBrowser) await layPlant(folder)
