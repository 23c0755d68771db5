// A message centre that delivers to nobody: the npm package `smpp`, with TLS where a certificate is given. One JSON line for
// each message it takes, its parts put together as a phone would.
//
// node message_centre.mjs PORT SYSTEM_ID PASSWORD [throttle=N] [folder=FOLDER]   (FOLDER holds cert.pem and key.pem)

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// The packages are the UI's: one lock file for all JavaScript.
const require = createRequire(join(dirname(fileURLToPath(import.meta.url)), "../../ui/package.json"));
const smpp = require("smpp");

const [port, systemId, password, ...more] = process.argv.slice(2);
const options = Object.fromEntries(more.map((option) => option.split("=", 2)));
let throttled = Number(options.throttle ?? 0);

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const parts = new Map();

/** The message a part completes, if it does. */
function whole(pdu) {
  const { udh, message } = pdu.short_message;
  // Information element 0: reference, how many, which one (3GPP TS 23.040 §9.2.3.24.1).
  const part = udh?.find((element) => element[0] === 0);
  if (!part) return { text: message, parts: 1 };
  const [, , reference, total, number] = part;
  const key = `${pdu.source_addr} ${pdu.destination_addr} ${reference}`;
  const known = parts.get(key) ?? new Map();
  parts.set(key, known.set(number, message));
  if (known.size < total) return undefined;
  parts.delete(key);
  return { text: [...known.keys()].sort((a, b) => a - b).map((one) => known.get(one)).join(""), parts: total };
}

function serve(session) {
  let bound = false;
  session.on("bind_transceiver", (pdu) => {
    bound = pdu.system_id === systemId && pdu.password === password;
    session.send(pdu.response({ command_status: bound ? 0 : smpp.ESME_RINVPASWD }));
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => session.send(pdu.response()));
  session.on("submit_sm", (pdu) => {
    if (!bound) return session.send(pdu.response({ command_status: smpp.ESME_RINVBNDSTS }));
    if (throttled > 0) {
      throttled -= 1;
      return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    }
    session.send(pdu.response({ message_id: String(Date.now()) }));
    const message = whole(pdu);
    if (message) {
      say({
        to: pdu.destination_addr,
        to_ton: pdu.dest_addr_ton,
        from: pdu.source_addr,
        from_ton: pdu.source_addr_ton,
        coding: pdu.data_coding,
        validity: pdu.validity_period,
        reference: pdu.user_message_reference,
        ...message,
      });
    }
  });
  session.on("error", () => session.close());
}

const tls = options.folder
  ? { key: readFileSync(join(options.folder, "key.pem")), cert: readFileSync(join(options.folder, "cert.pem")) }
  : undefined;
const server = tls ? smpp.createServer(tls, serve) : smpp.createServer(serve);
server.listen(Number(port), "127.0.0.1", () => say({ ready: true }));
