import { isOurProvider, methodNameOf } from "./provider-id"

it.each<[string, boolean, string | null]>([
  ["pp_almara_almara", true, "card"],
  ["pp_almara_uganda", true, "card"],
  ["pp_almara-mpesa_almara", true, "mpesa"],
  ["pp_almara-mpesa_uganda", true, "mpesa"],
  ["pp_almara", false, null],
  ["pp_almarax_almara", false, null],
  ["pp_almara-_almara", false, null],
  ["x_pp_almara_almara", false, null],
  ["pp_system_default", false, null],
])("%s", (id, isOurs, method) => {
  expect(isOurProvider(id)).toBe(isOurs)
  if (method !== null) expect(methodNameOf(id)).toBe(method)
})
