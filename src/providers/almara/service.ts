import { AlmaraProviderBase } from "./base"

/** The payment provider `pp_almara_almara`: Almara's hosted card checkout. */
class AlmaraProviderService extends AlmaraProviderBase {
  static override identifier = "almara"

  protected override readonly methodName = "card"
}

export default AlmaraProviderService
