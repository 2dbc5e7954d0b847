export { siemens } from './siemens.ts'
