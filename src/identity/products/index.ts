/**
 * Industrial products as people name them: makers and what became of them, order numbers, names and families, versions and ranges of
 * versions as makers write them. A door of its own: most commands never need it (docs/decisions/0007).
 */
export { compareOrderNumbers, type OrderNumber, orderNumbersIn, readOrderNumber } from './order-number.ts'
export { type CataloguedProduct, type ProductFound, productCatalogue, productRules } from './product-catalogue.ts'
export { type VendorNamed, vendorsOf } from './vendors.ts'
export { inVersionRange, type RangeAnswer, readVersionRange, type VersionRange } from './version-range.ts'
