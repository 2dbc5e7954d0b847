export interface FleetSize {
  sites: number
  /** At each site. */
  assets: number
  /** Components in the bill of a panel, of a computer. */
  panel: number
  computer: number
  packages: number
  products: number
  advisories: number
  /** At each site, in a year. */
  lots: number
}

/** 20 sites, 10,000 assets, a million entries of bills, 20,000 advisories. */
export const fleet: FleetSize = {
  sites: 20,
  assets: 500,
  panel: 300,
  computer: 220,
  packages: 8000,
  products: 1500,
  advisories: 20_000,
  lots: 400,
}

/** The same with fewer of everything, for a quick look. */
export const smallFleet: FleetSize = { ...fleet, sites: 4, assets: 100, packages: 1000, advisories: 2000, lots: 50 }
