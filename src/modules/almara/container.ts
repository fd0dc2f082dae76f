import type AlmaraModuleService from "./service"

declare module "@medusajs/framework/types" {
  interface ModuleImplementations {
    almara: AlmaraModuleService
  }
}
