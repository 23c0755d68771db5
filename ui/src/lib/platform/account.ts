/** My account through the portal's HTTP door, and the ways into it. */

import type { AuthenticatorView } from '$lib/bindings/AuthenticatorView';
import type { ChangeStepView } from '$lib/bindings/ChangeStepView';
import type { ConfirmationView } from '$lib/bindings/ConfirmationView';
import type { DetailsView } from '$lib/bindings/DetailsView';
import type { DeviceView } from '$lib/bindings/DeviceView';
import type { JournalView } from '$lib/bindings/JournalView';
import type { PasskeyCeremonyView } from '$lib/bindings/PasskeyCeremonyView';
import type { PasskeyView } from '$lib/bindings/PasskeyView';
import type { RecoveryCodesView } from '$lib/bindings/RecoveryCodesView';
import type { RecoveryView } from '$lib/bindings/RecoveryView';
import type { SecurityView } from '$lib/bindings/SecurityView';
import type { SignInView } from '$lib/bindings/SignInView';
import type { SignUpStepView } from '$lib/bindings/SignUpStepView';
import type { SignUpView } from '$lib/bindings/SignUpView';
import type { Account, Passkeys } from './index';
import { ask, askJson, download, tell } from './portal';

const below = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;

const passkeys: Passkeys = {
  start_sign_in: () => askJson<PasskeyCeremonyView>('POST', '/v1/session/passkey/start'),
  sign_in: (ceremony_id, credential) => askJson<SignInView>('POST', '/v1/session/passkey', { ceremony_id, credential }),
  start_adding: () => askJson<PasskeyCeremonyView>('POST', '/v1/me/passkeys/start'),
  add: (ceremony_id, credential, name) => askJson<PasskeyView>('POST', '/v1/me/passkeys', { ceremony_id, credential, name }),
  remove: (id) => tell('DELETE', below('/v1/me/passkeys', id)),
};

export const account: Account = {
  sign_up: ({ number, ...who }) =>
    askJson<SignUpView>('POST', '/v1/sign-up', { registration_number: number, ...who, client: 'browser' }),
  resend_code: (sign_up_id) => askJson<SignUpView>('POST', '/v1/sign-up/resend', { sign_up_id }),
  sign_up_code: (sign_up_id, code) => askJson<SignUpStepView>('POST', '/v1/sign-up/code', { sign_up_id, code }),
  sign_up_password: (sign_up_id, password) => askJson<SignInView>('POST', '/v1/sign-up/password', { sign_up_id, password }),
  password_strength: async (password, known) => (await import('./strength')).judgePassword(password, known),
  recover: (registration_number, cin, channel) =>
    askJson<RecoveryView>('POST', '/v1/recovery', { registration_number, cin, channel }),
  reset_password: (token, password) => tell('POST', '/v1/recovery/password', { token, password }),
  send_code_sms: (challenge_id) => tell('POST', '/v1/session/code/sms', { challenge_id }),
  confirm_password: (password) => askJson<ConfirmationView>('POST', '/v1/me/confirmation', { password }),
  confirm_change_code: (challenge_id, code, factor) =>
    tell('POST', '/v1/me/confirmation/code', { challenge_id, code, factor }),
  change_password: (password) => tell('POST', '/v1/me/password', { password }),
  security: () => askJson<SecurityView>('GET', '/v1/me/security'),
  start_authenticator: () => askJson<AuthenticatorView>('POST', '/v1/me/authenticator'),
  confirm_authenticator: (code) => askJson<RecoveryCodesView>('PUT', '/v1/me/authenticator', { code }),
  remove_authenticator: () => tell('DELETE', '/v1/me/authenticator'),
  make_recovery_codes: () => askJson<RecoveryCodesView>('POST', '/v1/me/recovery-codes'),
  details: () => askJson<DetailsView>('GET', '/v1/me/details'),
  change_detail: (detail, value) => askJson<ChangeStepView>('POST', '/v1/me/details', { detail, value }),
  confirm_detail_code: (challenge_id, code) => askJson<ChangeStepView>('POST', '/v1/me/details/code', { challenge_id, code }),
  withdraw_change: (detail) => tell('DELETE', below('/v1/me/details', detail)),
  devices: () => askJson<DeviceView[]>('GET', '/v1/me/devices'),
  name_device: (id, name) => tell('PATCH', below('/v1/me/devices', id), { name }),
  revoke_device: (id) => tell('DELETE', below('/v1/me/devices', id)),
  journal: (before) => askJson<JournalView>('GET', `/v1/me/journal${before === undefined ? '' : `?before=${encodeURIComponent(before)}`}`),
  save_recovery_codes: async (sheet) => {
    download(new Blob([sheet], { type: 'text/plain' }), 'mon-damane-codes.txt');
    return undefined;
  },
  export_file: async () => {
    const file = await (await ask('POST', '/v1/me/export')).blob();
    download(file, `mon-damane-${new Date().toISOString().slice(0, 10)}.zip`);
    return undefined;
  },
  close_account: (registration_number) => tell('DELETE', '/v1/me', { registration_number }),
  passkeys,
};
