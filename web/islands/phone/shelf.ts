/** The phone's shelf: IndexedDB, where a write of several things happens whole or not at all. */
import type { Box } from "./vault";

export const STORES = ["keys", "facts", "visits", "actions", "files"] as const;
export type Store = (typeof STORES)[number];

export interface Row {
  id: string;
  box?: Box;
  key?: CryptoKey;
}

export type Change = { store: Store; row: Row } | { store: Store; gone: string };

export interface Shelf {
  all(store: Store): Promise<Row[]>;
  get(store: Store, id: string): Promise<Row | undefined>;
  /** One transaction. Throws Full when the phone has no room; nothing is kept then. */
  write(changes: readonly Change[]): Promise<void>;
  /** Everything goes at once, the key first of all. */
  clear(): Promise<void>;
}

/** The phone has no room left, or took it back. */
export class Full extends Error {}

/** This browser keeps nothing: private window, storage forbidden, or too old. */
export class NoShelf extends Error {}

export const DATABASE = "beholden-phone";
/** An event of the window: somebody signed out elsewhere, what this page shows is gone. */
export const WIPED = "beholden-wiped";

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error ?? new Error("storage"));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onerror = () => undefined; // what aborts it tells it once, below
    transaction.onabort = () => {
      const error = transaction.error;
      failed(error?.name === "QuotaExceededError" ? new Full(error.message) : (error ?? new Error("storage")));
    };
  });
}

export class PhoneShelf implements Shelf {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<PhoneShelf> {
    if (typeof indexedDB === "undefined") throw new NoShelf();
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store, { keyPath: "id" }));
    try {
      const database = await asked(request);
      database.onversionchange = () => {
        database.close(); // another page wipes it: do not stand in its way
        window.dispatchEvent(new Event(WIPED));
      };
      return new PhoneShelf(database);
    } catch (error) {
      throw new NoShelf(String(error));
    }
  }

  all(store: Store): Promise<Row[]> {
    return asked(this.database.transaction(store).objectStore(store).getAll() as IDBRequest<Row[]>);
  }

  get(store: Store, id: string): Promise<Row | undefined> {
    return asked(this.database.transaction(store).objectStore(store).get(id) as IDBRequest<Row | undefined>);
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (!changes.length) return;
    const stores = [...new Set(changes.map((change) => change.store))];
    const transaction = this.database.transaction(stores, "readwrite", { durability: "strict" });
    const end = committed(transaction);
    try {
      for (const change of changes) {
        const store = transaction.objectStore(change.store);
        if ("gone" in change) store.delete(change.gone);
        else store.put(change.row);
      }
    } catch (error) {
      transaction.abort();
      await end.catch(() => undefined);
      throw error instanceof DOMException && error.name === "QuotaExceededError" ? new Full(error.message) : error;
    }
    await end;
  }

  async clear(): Promise<void> {
    const transaction = this.database.transaction([...STORES], "readwrite", { durability: "strict" });
    const end = committed(transaction);
    for (const store of STORES) transaction.objectStore(store).clear();
    await end;
  }
}
