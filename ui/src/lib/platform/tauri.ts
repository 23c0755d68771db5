/** The app: commands of the shell. The only file that knows Tauri. */

import { invoke } from '@tauri-apps/api/core';
import { Refusal, readErrorBody } from '$lib/words/errors';
import type { AppStateView } from '$lib/bindings/AppStateView';
import type { DraftView } from '$lib/bindings/DraftView';
import type { CodeFormat } from '$lib/camera/detector';
import { listen } from '@tauri-apps/api/event';
import type { Drafts, Folders, Platform } from './index';

async function call<T>(command: string, values: Record<string, unknown> | ArrayBuffer = {}, headers?: Record<string, string>): Promise<T> {
  try {
    return await invoke<T>(command, values, headers && { headers });
  } catch (failure) {
    throw new Refusal(readErrorBody(failure));
  }
}

/** Bytes arrive as a buffer from a raw answer, as a list of numbers from a JSON one. */
function toBlob(bytes: ArrayBuffer | number[], type: string): Blob {
  return new Blob([Array.isArray(bytes) ? new Uint8Array(bytes) : bytes], { type });
}

/** The phone's own scanner, which shows the camera above the page. */
async function scan(format: CodeFormat): Promise<string | undefined> {
  const { Format, checkPermissions, requestPermissions, scan: scanCode } = await import('@tauri-apps/plugin-barcode-scanner');
  let permission = await checkPermissions();
  if (permission !== 'granted') permission = await requestPermissions();
  if (permission !== 'granted') return undefined;
  const { content } = await scanCode({ formats: [format === 'ean_13' ? Format.EAN13 : Format.QRCode], windowed: false });
  return content;
}

/** The phone's own clipboard, told that it holds a secret. */
const copy_secret = (text: string) => call<void>('copy_secret', { text });

const drafts: Drafts = {
  list: () => call('drafts'),
  keep: (draft) => call('keep_draft', { draft }),
  drop: (id) => call('drop_draft', { id }),
  // The bytes are the message's body; headers hold ASCII alone.
  add_document: async (draft, kind, file) =>
    call<DraftView>('add_document', await file.arrayBuffer(), { 'x-draft': draft, 'x-kind': kind, 'x-name': encodeURIComponent(file.name) }),
  call_document: (id, kind) => call('call_document', { id, kind }),
  drop_document: (id) => call('drop_document', { id }),
  queue: (id, request) => call('queue_draft', { id, request: JSON.stringify(request) }),
  send: () => call('send_queued'),
};

const commands: Platform = {
  kind: 'app',
  app_state: () => call('app_state'),
  fund: () => call('fund'),
  sign_in: (number, password) => call('sign_in', { number, password }),
  confirm_code: (challenge, code, factor) => call('confirm_code', { challenge, code, factor }),
  sign_out: () => call('sign_out'),
  choose_pin: (pin) => call('choose_pin', { pin }),
  unlock_with_pin: (pin) => call('unlock_with_pin', { pin }),
  unlock_with_key_store: () => call('unlock_with_key_store'),
  lock: () => call('lock'),
  me: () => call('me'),
  career: () => call('career'),
  save_career_table: (name) => call('save_career_table', { name }),
  save_career_pdf: (name) => call('save_career_pdf', { name }),
  save_claim_letter: (id, name) => call('save_claim_letter', { id, name }),
  pension: (question) => call('pension', { question }),
  check_pension: (question) => call('check_pension', { question }),
  pension_request: (id) => call('pension_request', { id }),
  claims: () => call('claims'),
  claim: (id) => call('claim', { id }),
  check_job_loss: (question) => call('check_job_loss', { question }),
  job_loss: (id) => call('job_loss', { id }),
  confirm_job_loss_month: (id, month) => call('confirm_job_loss_month', { id, month }),
  report_new_work: (id, from) => call('report_new_work', { id, from }),
  estimate_reimbursement: (request) => call('estimate_reimbursement', { request }),
  drafts,
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
  sign_up: (applicant) => call('sign_up', { ...applicant }),
  resend_code: (id) => call('resend_code', { id }),
  sign_up_code: (id, code) => call('sign_up_code', { id, code }),
  sign_up_password: (id, password) => call('sign_up_password', { id, password }),
  password_strength: (password, known) => call('password_strength', { password, known }),
  recover: (number, cin, channel) => call('recover', { number, cin, channel }),
  reset_password: (token, password) => call('reset_password', { token, password }),
  send_code_sms: (challenge) => call('send_code_sms', { challenge }),
  confirm_password: (password) => call('confirm_password', { password }),
  confirm_change_code: (challenge, code, factor) => call('confirm_change_code', { challenge, code, factor }),
  change_password: (password) => call('change_password', { password }),
  security: () => call('security'),
  start_authenticator: () => call('start_authenticator'),
  confirm_authenticator: (code) => call('confirm_authenticator', { code }),
  remove_authenticator: () => call('remove_authenticator'),
  make_recovery_codes: () => call('make_recovery_codes'),
  details: () => call('details'),
  change_detail: (detail, value) => call('change_detail', { detail, value }),
  confirm_detail_code: (challenge, code) => call('confirm_detail_code', { challenge, code }),
  withdraw_change: (detail) => call('withdraw_change', { detail }),
  devices: () => call('devices'),
  name_device: (id, name) => call('name_device', { id, name }),
  revoke_device: (id) => call('revoke_device', { id }),
  journal: (before) => call('journal', { before: before ?? null }),
  save_recovery_codes: (sheet) => call('save_recovery_codes', { sheet }),
  export_file: () => call('export_file'),
  close_account: (number) => call('close_account', { number }),
  on_locked: (tell) => void listen('locked', tell),
};

const folders: Folders = {
  check: () => call('check_folder'),
  progress: () => call('folder_progress'),
  stop: () => call('stop_folder'),
  save: (name, text) => call('save_report', { name, text }),
};

/** The commands, with the scanner on a phone and folders on a computer. */
export async function app(): Promise<Platform> {
  const { platform } = await call<AppStateView>('app_state');
  return platform === 'android' || platform === 'ios' ? { ...commands, scan, copy_secret } : { ...commands, folders };
}
