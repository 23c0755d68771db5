/** The app: commands of the shell. The only file that knows Tauri. */

import { invoke } from '@tauri-apps/api/core';
import { Refusal, readErrorBody } from '$lib/words/errors';
import type { AppStateView } from '$lib/bindings/AppStateView';
import { listen } from '@tauri-apps/api/event';
import type { Platform } from './index';

async function call<T>(command: string, values: Record<string, unknown> | ArrayBuffer = {}): Promise<T> {
  try {
    return await invoke<T>(command, values);
  } catch (failure) {
    throw new Refusal(readErrorBody(failure));
  }
}

/** Bytes arrive as a buffer from a raw answer, as a list of numbers from a JSON one. */
function toBlob(bytes: ArrayBuffer | number[], type: string): Blob {
  return new Blob([Array.isArray(bytes) ? new Uint8Array(bytes) : bytes], { type });
}

/** The phone's own scanner, which shows the camera above the page. */
async function scan(): Promise<string | undefined> {
  const { Format, checkPermissions, requestPermissions, scan: scanCode } = await import('@tauri-apps/plugin-barcode-scanner');
  let permission = await checkPermissions();
  if (permission !== 'granted') permission = await requestPermissions();
  if (permission !== 'granted') return undefined;
  const { content } = await scanCode({ formats: [Format.QRCode], windowed: false });
  return content;
}

const commands: Platform = {
  kind: 'app',
  app_state: () => call('app_state'),
  fund: () => call('fund'),
  sign_in: (number, password) => call('sign_in', { number, password }),
  confirm_code: (challenge, code) => call('confirm_code', { challenge, code }),
  sign_out: () => call('sign_out'),
  choose_pin: (pin) => call('choose_pin', { pin }),
  unlock_with_pin: (pin) => call('unlock_with_pin', { pin }),
  unlock_with_key_store: () => call('unlock_with_key_store'),
  lock: () => call('lock'),
  me: () => call('me'),
  career: () => call('career'),
  certificates: () => call('certificates'),
  issue_certificate: (kind) => call('issue_certificate', { kind }),
  certificate: (id) => call('certificate', { id }),
  certificate_pdf: async (id) => toBlob(await call('certificate_pdf', { id }), 'application/pdf'),
  save_certificate_pdf: (id, name) => call('save_certificate_pdf', { id, name }),
  open_certificate_pdf: (id) => call('open_certificate_pdf', { id }),
  verify_text: (text) => call('verify_text', { text }),
  verify_image: async (image) => call('verify_image', await image.arrayBuffer()),
  verify_pdf: async (pdf) => call('verify_pdf', await pdf.arrayBuffer()),
  refresh_trust: () => call('refresh_trust'),
  on_locked: (tell) => void listen('locked', tell),
};

/** The commands, with the scanner where there is one. */
export async function app(): Promise<Platform> {
  const { platform } = await call<AppStateView>('app_state');
  return platform === 'android' || platform === 'ios' ? { ...commands, scan } : commands;
}
