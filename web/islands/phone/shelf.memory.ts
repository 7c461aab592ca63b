/** A shelf for tests of what stands on it: as whole as the phone's, and as full as a test wants it. */
import { Full, STORES, type Change, type Row, type Shelf, type Store } from "./shelf";

export class MemoryShelf implements Shelf {
  readonly stores = new Map(STORES.map((store) => [store, new Map<string, Row>()]));
  room = Number.POSITIVE_INFINITY;

  private of(store: Store): Map<string, Row> {
    return this.stores.get(store) as Map<string, Row>;
  }

  all(store: Store): Promise<Row[]> {
    return Promise.resolve([...this.of(store).values()]);
  }

  get(store: Store, id: string): Promise<Row | undefined> {
    return Promise.resolve(this.of(store).get(id));
  }

  write(changes: readonly Change[]): Promise<void> {
    const size = changes.reduce((sum, one) => sum + ("gone" in one ? 0 : (one.row.box?.data.byteLength ?? 0)), 0);
    if (size > this.room) return Promise.reject(new Full("no room"));
    this.room -= size;
    for (const change of changes) {
      if ("gone" in change) this.of(change.store).delete(change.gone);
      else this.of(change.store).set(change.row.id, structuredClone(change.row));
    }
    return Promise.resolve();
  }

  clear(): Promise<void> {
    for (const rows of this.stores.values()) rows.clear();
    return Promise.resolve();
  }
}
