/** What shopping in a store takes; the package's own tests need it as well. */
export * from "../../support/shop"
