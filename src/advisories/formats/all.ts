export { csaf } from './csaf.ts'
export { cyclonedxVex } from './cyclonedx-vex.ts'
export { openvex } from './openvex.ts'
export { osv } from './osv.ts'
