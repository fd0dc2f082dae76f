/** The store's process on Deno: from the same sources as on Node, which ts-node translates there as well, without checking types. */
require("ts-node").register({ transpileOnly: true })
require("./process.ts")
