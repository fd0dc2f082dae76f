/**
 * Imported by the module before everything else: an old Medusa lacks packages that it imports, and would stop with an
 * error that helps nobody. Which placement is asked for is not known yet.
 */
import { requireFittingMedusa } from "./medusa-version"

requireFittingMedusa("pay_first")
