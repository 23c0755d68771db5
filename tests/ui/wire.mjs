// What a browser really sends, recorded below HTTP: a relay between it and the portal that keeps every byte.

import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { base } from "./lib.mjs";

const portal = new URL(base);

/** Stands between browser and portal and keeps what the browser sends. */
export async function recordWire() {
  const chunks = [];
  const sockets = new Set();
  const server = createServer((browserSide) => {
    const portalSide = connect(Number(portal.port) || 80, portal.hostname);
    for (const socket of [browserSide, portalSide]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    browserSide.on("data", (chunk) => chunks.push(chunk));
    browserSide.pipe(portalSide);
    portalSide.pipe(browserSide);
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  return {
    port: server.address().port,
    sent: () => Buffer.concat(chunks).toString("latin1"),
    forget: () => chunks.splice(0),
    /** The network is gone: nobody listens any more. */
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Nothing sent holds eight digits in a row of a certificate, or a piece of what it states. */
export function assertNothingOf(certificate, sent, what) {
  const digits = certificate.qr_text.split("#9")[1];
  for (let at = 0; at + 8 <= digits.length; at++) {
    assert.ok(!sent.includes(digits.slice(at, at + 8)), `${what}: digits of the certificate left the page`);
  }
  const stated = [certificate.id, certificate.reference, certificate.registration_number, certificate.name_latin];
  for (const text of stated) assert.ok(!sent.includes(Buffer.from(text).toString("latin1")), `${what}: ${text} left the page`);
}
