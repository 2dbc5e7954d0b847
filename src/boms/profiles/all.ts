export { bsiTr031832 } from './bsi-tr-03183-2.ts'
export { cisa2026 } from './cisa-2026.ts'
export { ntia2021 } from './ntia-2021.ts'
