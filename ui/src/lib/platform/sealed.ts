/** What a browser keeps of drafts: rows of IndexedDB, each sealed under a key no script can read out, which goes first. */

const NAME = 'damane-drafts';
const STORES = ['key', 'drafts', 'documents'] as const;
type Store = (typeof STORES)[number];

/** A sealed row; `of` is the draft a document belongs to. */
interface Row {
  id: string;
  of?: string;
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

let held: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  held ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const store of STORES) asked.result.createObjectStore(store, { keyPath: 'id' });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error(NAME));
  });
  // What failed once may succeed the next time.
  held.catch(() => (held = undefined));
  return held;
}

/** Runs one transaction; it is kept as a whole, or not at all. */
async function transact<T>(stores: readonly Store[], mode: IDBTransactionMode, work: (store: (name: Store) => IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    // "strict": a row is on the disk before it is said to be kept.
    const transaction = database.transaction([...stores], mode, { durability: 'strict' });
    const request = work((name) => transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error(NAME));
  });
}

async function findKey(): Promise<CryptoKey | undefined> {
  const row = await transact<{ key: CryptoKey } | undefined>(['key'], 'readonly', (store) => store('key').get('key'));
  return row?.key;
}

/** Makes the key unless there is one: of two windows that make it at once, the first one's counts. */
async function makeKey(): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await transact(['key'], 'readwrite', (store) => store('key').add({ id: 'key', key })).catch(() => undefined);
}

async function getKey(makesKey: boolean): Promise<CryptoKey> {
  if (makesKey && !(await findKey())) await makeKey();
  const key = await findKey();
  if (!key) throw new Error('forgotten');
  return key;
}

/** Bound to its place: a row moved to another does not open. */
const bound = (store: Store, id: string) => new TextEncoder().encode(`${store} ${id}`);

interface How {
  /** The draft a document belongs to. */
  of?: string;
  /** The first of all rows: without a key, one is made. */
  makesKey?: boolean;
}

/** Keeps a row. Without `makesKey` it is refused when everything was forgotten meanwhile. */
export async function put(store: Exclude<Store, 'key'>, id: string, bytes: Uint8Array<ArrayBuffer>, { of, makesKey = false }: How = {}): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(store, id) }, await getKey(makesKey), bytes);
  const row: Row = { id, iv, sealed, ...(of === undefined ? {} : { of }) };
  await transact([store], 'readwrite', (place) => place(store).put(row));
}

export async function find(store: Exclude<Store, 'key'>, id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const row = await transact<Row | undefined>([store], 'readonly', (place) => place(store).get(id));
  return row && openRow(store, row);
}

export async function all(store: Exclude<Store, 'key'>): Promise<Uint8Array<ArrayBuffer>[]> {
  const rows = await transact<Row[]>([store], 'readonly', (place) => place(store).getAll());
  const opened = await Promise.all(rows.map((row) => openRow(store, row)));
  return opened.filter((bytes) => bytes !== undefined);
}

/** Without its key a row is noise: it counts as none. */
async function openRow(store: Exclude<Store, 'key'>, row: Row): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const key = await findKey();
  if (!key) return undefined;
  const opened = crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv, additionalData: bound(store, row.id) }, key, row.sealed);
  return opened.then((bytes) => new Uint8Array(bytes)).catch(() => undefined);
}

export async function drop(store: Exclude<Store, 'key'>, id: string): Promise<void> {
  await transact([store], 'readwrite', (place) => place(store).delete(id));
}

/** Nothing stays: the key first, so that what a disk still holds of the rest is noise. */
export async function forgetAll(): Promise<void> {
  for (const name of STORES) await transact([name], 'readwrite', (store) => store(name).clear());
}
