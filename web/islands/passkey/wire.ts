/** WebAuthn's bytes as the JSON the server speaks (base64url), for browsers that lack `parse…FromJSON` and `toJSON`. */

export function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

export function text(given: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(given), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

interface Described {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

export interface CreationWish {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Described[];
  [more: string]: unknown;
}

export interface UseWish {
  challenge: string;
  allowCredentials?: Described[];
  [more: string]: unknown;
}

const described = (given: Described[] = []): PublicKeyCredentialDescriptor[] =>
  given.map((one) => ({ ...one, id: bytes(one.id) }));

export function creation(wish: CreationWish): PublicKeyCredentialCreationOptions {
  return {
    ...wish,
    challenge: bytes(wish.challenge),
    user: { ...wish.user, id: bytes(wish.user.id) },
    excludeCredentials: described(wish.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
}

export function use(wish: UseWish): PublicKeyCredentialRequestOptions {
  return { ...wish, challenge: bytes(wish.challenge), allowCredentials: described(wish.allowCredentials) };
}

/** What the authenticator answered, as the server reads it. */
export function answer(given: PublicKeyCredential): string {
  const from = given.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Record<string, unknown> = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response["attestationObject"] = text(from.attestationObject);
    response["transports"] = from.getTransports?.() ?? [];
  } else {
    response["authenticatorData"] = text(from.authenticatorData);
    response["signature"] = text(from.signature);
    if (from.userHandle) response["userHandle"] = text(from.userHandle);
  }
  return JSON.stringify({ id: given.id, rawId: text(given.rawId), type: given.type, response });
}
