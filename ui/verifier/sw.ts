/** The page for a second use without network: its own files only. The fund's lists are kept by the page itself. */

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(name: 'fetch', listener: (event: Asked) => void): void;
}

/** Addresses of the page's script and style, put in by the build; their names change with their content. */
declare const FILES: string[];

const worker = self as unknown as Worker;
const PREFIX = 'damane-page-';
const NAME = PREFIX + FILES.join();
/** Without an answer by then there is no network, milliseconds. */
const PATIENCE = 4000;
const page = worker.registration.scope;

worker.addEventListener('install', (event) => {
  const fresh = [page, ...FILES].map((file) => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(NAME).then((kept) => kept.addAll(fresh)));
  void worker.skipWaiting();
});

worker.addEventListener('activate', (event) => {
  const forget = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(forget());
});

worker.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  const home = new URL(page).pathname;
  if (event.request.mode === 'navigate' && (pathname === home || pathname.startsWith(`${home}%23`))) {
    event.respondWith(answerPage());
  } else if (FILES.includes(pathname)) {
    event.respondWith(answerFile(event.request));
  }
});

/** The newest page; the kept one without network. Asked for by its own address: nothing after it is passed on. */
async function answerPage(): Promise<Response> {
  const kept = await caches.match(page);
  try {
    const answer = await fetch(page, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok || !kept ? answer : kept;
  } catch (failure) {
    if (kept) return kept;
    throw failure;
  }
}

async function answerFile(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
