/** Whether a payment provider's id is Almara's, whatever name the store gave it. */
export const isAlmara = (providerId: string): boolean => providerId.startsWith("pp_almara_")
