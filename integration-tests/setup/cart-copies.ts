import type { Client } from "pg"
import { fillCartAnew, SHIRTS, type Shop } from "./shopper"

/** With what carts of the specs are filled most. */
const USUAL_CARTS = [SHIRTS, ["SHRT-BLK-XL-9981"]]

/** The tables that a filled cart stands in, those first that others point at; `$1` is the cart. */
const PARTS = [
  ["cart_address", "id in (select unnest(array[shipping_address_id, billing_address_id]) from cart where id = $1)"],
  ["cart", "id = $1"],
  ["cart_line_item", "cart_id = $1"],
  ["cart_line_item_tax_line", "item_id in (select id from cart_line_item where cart_id = $1)"],
  ["cart_line_item_adjustment", "item_id in (select id from cart_line_item where cart_id = $1)"],
  ["cart_shipping_method", "cart_id = $1"],
  ["cart_shipping_method_tax_line", "shipping_method_id in (select id from cart_shipping_method where cart_id = $1)"],
  ["payment_collection", "id in (select payment_collection_id from cart_payment_collection where cart_id = $1)"],
  ["cart_payment_collection", "cart_id = $1"],
] as const

/** `spec_copy_cart` writes what is kept of a cart with fresh ids. Of goods that it has none of, it returns nothing. */
const COPY_CART = `
  create table spec_cart (skus text[] primary key, ids text[] not null, parts text not null);
  create function spec_copy_cart(wanted text[]) returns table (cart_id text, payment_collection_id text) language plpgsql as $$
  declare kept spec_cart; old_id text; part jsonb;
  begin
    select * into kept from spec_cart where skus = wanted;
    if not found then return; end if;
    foreach old_id in array kept.ids loop
      kept.parts := replace(kept.parts, old_id, regexp_replace(old_id, '[^_]*$', '') || upper(left(md5(random()::text || old_id), 26)));
    end loop;
    for part in select jsonb_array_elements(kept.parts::jsonb) loop
      execute format('insert into %1$I select (jsonb_populate_record(null::%1$I, $1)).*', part->>'table')
        using part->'row' || jsonb_build_object('created_at', now(), 'updated_at', now());
    end loop;
    return query select part->'row'->>'cart_id', part->'row'->>'payment_collection_id';
  end $$`

/**
 * Fills the usual carts in a store, as a shopper does, and gives its database the function that copies them. Two thirds
 * of what an order costs is the work of Medusa that fills its cart.
 */
export async function installCartCopies(store: Shop): Promise<void> {
  await store.database.query(COPY_CART)
  for (const skus of USUAL_CARTS) {
    const { id } = await fillCartAnew(store, skus)
    await keepCart(store.database, skus, id)
  }
}

/** Keeps a cart as what copies are made of, and takes it out of the store. */
async function keepCart(database: Client, skus: string[], cartId: string): Promise<void> {
  const parts: { table: string; row: { id: string } }[] = []
  for (const [table, isPart] of PARTS) {
    const { rows } = await database.query(`select to_jsonb(t) as row from ${table} t where ${isPart}`, [cartId])
    parts.push(...rows.map(({ row }) => ({ table, row })))
  }
  for (const { table, row } of [...parts].reverse())
    await database.query(`delete from ${table} where id = $1`, [row.id])
  await database.query("insert into spec_cart (skus, ids, parts) values ($1, $2, $3)", [
    skus,
    parts.map(({ row }) => row.id),
    JSON.stringify(parts),
  ])
}
