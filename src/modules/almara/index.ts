import "./setup/require-medusa-version"
import { Module } from "@medusajs/framework/utils"
import AlmaraModuleService from "./service"

/** The name under which `container.resolve` finds the module's service. */
export const ALMARA_MODULE = "almara"

export default Module(ALMARA_MODULE, { service: AlmaraModuleService })
