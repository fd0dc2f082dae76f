/** What the demo's store sells: the three shirts of Almara's documented example, 7,000 KES together. */
export const shirts = [
  {
    title: "Black Shirt XL",
    handle: "black-shirt",
    size: "XL",
    sku: "SHRT-BLK-XL-9981",
    shillings: 2500,
    colour: "#2b2f33",
  },
  {
    title: "Blue Shirt Large",
    handle: "blue-shirt",
    size: "Large",
    sku: "SHRT-BLU-L-4421",
    shillings: 2200,
    colour: "#2f6fb0",
  },
  {
    title: "Green Shirt Medium",
    handle: "green-shirt",
    size: "Medium",
    sku: "SHRT-GRN-M-7712",
    shillings: 2300,
    colour: "#3f7d52",
  },
] as const

export type Shirt = (typeof shirts)[number]
