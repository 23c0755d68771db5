/** `navigator.credentials` in JSON (WebAuthn level 3, §5.1.8–5.1.10), with what browsers lack of it. */

/** Whether this browser knows passkeys at all. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'credentials' in navigator;
}

/** Whether passkeys can be offered among what the number's field proposes. */
export async function canOffer(): Promise<boolean> {
  if (!hasPasskeys() || typeof PublicKeyCredential.isConditionalMediationAvailable !== 'function') return false;
  return PublicKeyCredential.isConditionalMediationAvailable().catch(() => false);
}

/** Signs the portal's challenge. `undefined`: the person closed the system's window, or it was taken back. */
export function askPasskey(options: string, more: Pick<CredentialRequestOptions, 'mediation' | 'signal'> = {}): Promise<string | undefined> {
  const publicKey = readRequest(innerOptions(options));
  return settle(navigator.credentials.get({ publicKey, ...more }));
}

/** Makes a passkey on this device or on a key of the person's. */
export function makePasskey(options: string): Promise<string | undefined> {
  const publicKey = readCreation(innerOptions(options));
  return settle(navigator.credentials.create({ publicKey }));
}

/** Names of refusals that only mean "no, thank you". */
const CHANGES_OF_MIND = new Set(['NotAllowedError', 'AbortError']);

async function settle(ceremony: Promise<Credential | null>): Promise<string | undefined> {
  try {
    const credential = await ceremony;
    return credential === null ? undefined : JSON.stringify(writeCredential(credential as PublicKeyCredential));
  } catch (failure) {
    if (failure instanceof DOMException && CHANGES_OF_MIND.has(failure.name)) return undefined;
    throw failure;
  }
}

type Json = Record<string, unknown>;

/** Portals send the options bare or as the `publicKey` of what the call takes. */
function innerOptions(options: string): Json {
  const read = JSON.parse(options) as Json;
  return (read.publicKey as Json | undefined) ?? read;
}

function readRequest(options: Json): PublicKeyCredentialRequestOptions {
  const native = PublicKeyCredential as Partial<typeof PublicKeyCredential>;
  if (native.parseRequestOptionsFromJSON) return native.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return { ...options, challenge: readBytes(options.challenge), allowCredentials: readDescriptors(options.allowCredentials) };
}

function readCreation(options: Json): PublicKeyCredentialCreationOptions {
  const native = PublicKeyCredential as Partial<typeof PublicKeyCredential>;
  if (native.parseCreationOptionsFromJSON) return native.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  const user = options.user as Json;
  return {
    ...(options as unknown as PublicKeyCredentialCreationOptions),
    challenge: readBytes(options.challenge),
    user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: readBytes(user.id) },
    excludeCredentials: readDescriptors(options.excludeCredentials),
  };
}

function readDescriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Json[]).map((one) => ({ ...one, type: 'public-key', id: readBytes(one.id) }));
}

/** What the portal is sent: the credential's own JSON, or the same written by hand. */
export function writeCredential(credential: PublicKeyCredential): unknown {
  if (typeof credential.toJSON === 'function') return credential.toJSON();
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const answer = response as Partial<AuthenticatorAssertionResponse & AuthenticatorAttestationResponse>;
  return {
    id,
    rawId: writeBytes(rawId),
    type,
    authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: writeBytes(response.clientDataJSON),
      ...(answer.attestationObject && { attestationObject: writeBytes(answer.attestationObject), transports: answer.getTransports?.() ?? [] }),
      ...(answer.authenticatorData && { authenticatorData: writeBytes(answer.authenticatorData) }),
      ...(answer.signature && { signature: writeBytes(answer.signature) }),
      ...(answer.userHandle && { userHandle: writeBytes(answer.userHandle) }),
    },
  };
}

/** Base64url without padding (RFC 4648 §5). */
export function readBytes(text: unknown): Uint8Array<ArrayBuffer> {
  const plain = atob(String(text).replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function writeBytes(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
