/**
 * Who supplies what runs in the plant: vendors with every name that papers and inventories give them, and how long they support what
 * they sold. A vendor is a firm that the company deals with; who made a thing is `maker` of `#identity/products`. No asset stands here.
 */
export { type Named, type Names, nameKey, nameKeys, vendorNamed } from './naming.ts'
export { productKeyOf } from './product-key.ts'
export {
  migrations,
  namesOf,
  type Support,
  supportOf,
  type Vendor,
  type VendorTables,
  vendorById,
  vendorsNamed,
} from './store.ts'
