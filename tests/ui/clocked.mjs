// A demonstration's portal of its own whose clock the journey moves ahead (libfaketime): what takes months is walked in one go.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DAY = 86_400_000;

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((ready) => probe.once("listening", ready));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

/** Starts it. The modules that ask for the portal's address are imported after that. */
export async function startClocked() {
  const folder = mkdtempSync(join(tmpdir(), "damane-clocked-"));
  const [data, clock] = [join(folder, "data"), join(folder, "clock")];
  const program = process.env.DAMANE_BIN ?? join(import.meta.dirname, "../../target/debug/damane");
  const port = String(await freePort());
  writeFileSync(clock, "+0d");
  execFileSync(program, ["demo", "prepare", "--people", "20", "--port", port, "--data", data], { stdio: "ignore" });
  const faked = {
    // The loader puts the system's own library folder for $LIB.
    LD_PRELOAD: "/usr/$LIB/faketime/libfaketimeMT.so.1",
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
  const portal = spawn(program, ["serve", "--port", port, "--data", data], { stdio: "ignore", env: { ...process.env, ...faked } });
  const url = `http://localhost:${port}`;
  for (let tries = 0; ; tries++) {
    if (await fetch(`${url}/healthz`).catch(() => undefined)) break;
    if (tries === 150 || portal.exitCode !== null) throw new Error("the portal with a clock of its own does not start");
    await new Promise((soon) => setTimeout(soon, 200));
  }
  Object.assign(process.env, { DAMANE_URL: url, DAMANE_DATA: data });
  return {
    /** How far its clock is before ours, milliseconds. */
    ahead: 0,
    /** So many days from when it was started. */
    moveTo(days) {
      writeFileSync(clock, `+${days}d`);
      this.ahead = days * DAY;
    },
    async stop() {
      portal.kill();
      if (portal.exitCode === null) await new Promise((ended) => portal.once("exit", ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
