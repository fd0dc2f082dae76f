import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import AlmaraProviderService from "./service"

export default ModuleProvider(Modules.PAYMENT, { services: [AlmaraProviderService] })
