/** What the phone keeps, sealed: JSON and files by store and id. Nothing readable is ever written. */
import { Full, type Change, type Row, type Shelf, type Store } from "./shelf";
import { fromBytes, newKey, seal, toBytes, unseal, Unreadable } from "./vault";

export type Kept = { store: Exclude<Store, "keys">; id: string; value?: unknown; bytes?: ArrayBuffer; gone?: true };

const KEY = "key";

export class Keep {
  private constructor(
    private readonly shelf: Shelf,
    private key: CryptoKey,
  ) {}

  /** Opens what is there, or begins anew. Things without their key are unreadable for ever and are cleared away. */
  static async open(shelf: Shelf): Promise<Keep> {
    const found = (await shelf.get("keys", KEY))?.key;
    if (found) return new Keep(shelf, found);
    await shelf.clear();
    const key = await newKey();
    await shelf.write([{ store: "keys", row: { id: KEY, key } }]);
    return new Keep(shelf, key);
  }

  async read<T>(store: Kept["store"], id: string): Promise<T | null> {
    const bytes = await this.bytes(store, id);
    return bytes ? fromBytes<T>(bytes) : null;
  }

  async bytes(store: Kept["store"], id: string): Promise<ArrayBuffer | null> {
    const row = await this.shelf.get(store, id);
    return row?.box ? unseal(this.key, `${store}/${id}`, row.box) : null;
  }

  /** Everything of one store, by id. What cannot be read is left out and counted. */
  async list<T>(store: Kept["store"]): Promise<{ found: Map<string, T>; unreadable: number }> {
    const found = new Map<string, T>();
    let unreadable = 0;
    for (const row of await this.shelf.all(store)) {
      try {
        if (row.box) found.set(row.id, fromBytes<T>(await unseal(this.key, `${store}/${row.id}`, row.box)));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        unreadable += 1;
      }
    }
    return { found, unreadable };
  }

  /** Seals first, then writes in one transaction: all of it or, with Full, none of it. */
  async write(kept: readonly Kept[]): Promise<void> {
    const changes: Change[] = [];
    for (const one of kept) {
      if (one.gone) {
        changes.push({ store: one.store, gone: one.id });
        continue;
      }
      const box = await seal(this.key, `${one.store}/${one.id}`, one.bytes ?? toBytes(one.value));
      changes.push({ store: one.store, row: { id: one.id, box } satisfies Row });
    }
    await this.shelf.write(changes);
  }

  /** Forgets everything; what is kept from now on is under a new key. */
  async wipe(): Promise<void> {
    await this.shelf.clear();
    this.key = await newKey();
    await this.shelf.write([{ store: "keys", row: { id: KEY, key: this.key } }]);
  }
}

export { Full };
