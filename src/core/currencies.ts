/** An ISO 4217 currency: its code, its number with leading zeros, and the decimal places of its minor unit. */
export interface Currency {
  code: string
  number: string
  digits: number
}

/**
 * ISO 4217, list one of 2024-06-25, as the development dependency currency-codes 2.2.0 has it; a spec compares them.
 * Each is a code, a number and the digits. `Intl` has no numbers, and other digits for some currencies.
 */
const LIST_ONE = [
  "AED7842 AFN9712 ALL0082 AMD0512 ANG5322 AOA9732 ARS0322 AUD0362 AWG5332 AZN9442 BAM9772 BBD0522 BDT0502 BGN9752",
  "BHD0483 BIF1080 BMD0602 BND0962 BOB0682 BOV9842 BRL9862 BSD0442 BTN0642 BWP0722 BYN9332 BZD0842 CAD1242 CDF9762",
  "CHE9472 CHF7562 CHW9482 CLF9904 CLP1520 CNY1562 COP1702 COU9702 CRC1882 CUC9312 CUP1922 CVE1322 CZK2032 DJF2620",
  "DKK2082 DOP2142 DZD0122 EGP8182 ERN2322 ETB2302 EUR9782 FJD2422 FKP2382 GBP8262 GEL9812 GHS9362 GIP2922 GMD2702",
  "GNF3240 GTQ3202 GYD3282 HKD3442 HNL3402 HTG3322 HUF3482 IDR3602 ILS3762 INR3562 IQD3683 IRR3642 ISK3520 JMD3882",
  "JOD4003 JPY3920 KES4042 KGS4172 KHR1162 KMF1740 KPW4082 KRW4100 KWD4143 KYD1362 KZT3982 LAK4182 LBP4222 LKR1442",
  "LRD4302 LSL4262 LYD4343 MAD5042 MDL4982 MGA9692 MKD8072 MMK1042 MNT4962 MOP4462 MRU9292 MUR4802 MVR4622 MWK4542",
  "MXN4842 MXV9792 MYR4582 MZN9432 NAD5162 NGN5662 NIO5582 NOK5782 NPR5242 NZD5542 OMR5123 PAB5902 PEN6042 PGK5982",
  "PHP6082 PKR5862 PLN9852 PYG6000 QAR6342 RON9462 RSD9412 RUB6432 RWF6460 SAR6822 SBD0902 SCR6902 SDG9382 SEK7522",
  "SGD7022 SHP6542 SLE9252 SOS7062 SRD9682 SSP7282 STN9302 SVC2222 SYP7602 SZL7482 THB7642 TJS9722 TMT9342 TND7883",
  "TOP7762 TRY9492 TTD7802 TWD9012 TZS8342 UAH9802 UGX8000 USD8402 USN9972 UYI9400 UYU8582 UYW9274 UZS8602 VED9262",
  "VES9282 VND7040 VUV5480 WST8822 XAF9500 XAG9610 XAU9590 XBA9550 XBB9560 XBC9570 XBD9580 XCD9512 XDR9600 XOF9520",
  "XPD9640 XPF9530 XPT9620 XSU9940 XTS9630 XUA9650 XXX9990 YER8862 ZAR7102 ZMW9672 ZWG9242",
]

const ALL: readonly Currency[] = LIST_ONE.flatMap((line) => line.split(" ")).map((entry) => ({
  code: entry.slice(0, 3),
  number: entry.slice(3, 6),
  digits: Number(entry.slice(6)),
}))
const BY_CODE = new Map(ALL.map((currency) => [currency.code, currency]))
const BY_NUMBER = new Map(ALL.map((currency) => [currency.number, currency]))

/** Returns the currency of a code in any letter case; undefined when there is none. */
export function currencyByCode(code: string): Currency | undefined {
  return BY_CODE.get(code.toUpperCase())
}

/** Returns the currency of a number with its leading zeros, such as 036; undefined when there is none. */
export function currencyByNumber(number: string): Currency | undefined {
  return BY_NUMBER.get(number)
}

/**
 * Spells for a query the smallest sum of a currency in major units, by the SQL of its code in lower case. Medusa's own
 * table has other digits for some: none for TZS.
 */
export function sqlSmallestUnit(code: string): string {
  const unusual = ALL.filter(({ digits }) => digits !== 2)
  const cases = unusual.map((currency) => `when '${currency.code.toLowerCase()}' then 1e-${currency.digits}`)
  return `(case ${code} ${cases.join(" ")} else 0.01 end)`
}
