import { describe, expect, it } from "vitest";
import { answer, bytes, creation, text, use } from "./wire";

const some = new Uint8Array([0, 251, 255, 62, 63, 1]);

describe("what travels between browser and server", () => {
  it("is base64url without padding, both ways", () => {
    expect(text(some.buffer)).toBe("APv_Pj8B");
    expect(new Uint8Array(bytes("APv_Pj8B"))).toEqual(some);
    for (let length = 0; length < 9; length += 1) {
      const given = Uint8Array.from({ length }, (_, place) => 250 + place);
      expect(text(given.buffer)).not.toContain("=");
      expect(new Uint8Array(bytes(text(given.buffer)))).toEqual(given);
    }
  });

  it("keeps what it does not know and turns identifiers into bytes", () => {
    const made = creation({
      challenge: "APv_",
      user: { id: "Pj8B", name: "guard", displayName: "王保安" },
      rp: { id: "localhost", name: "明鉴" },
      excludeCredentials: [{ id: "APv_", type: "public-key", transports: ["usb"] }],
    });
    expect(new Uint8Array(made.challenge as ArrayBuffer)).toEqual(some.slice(0, 3));
    expect(made.user.displayName).toBe("王保安");
    expect(made.rp.id).toBe("localhost");
    expect(made.excludeCredentials?.[0]?.transports).toEqual(["usb"]);
    expect(use({ challenge: "APv_", userVerification: "required" }).userVerification).toBe("required");
    expect(use({ challenge: "APv_" }).allowCredentials).toEqual([]);
  });

  it("names what was made apart from what was used", () => {
    const base = { id: "APv_", rawId: some.slice(0, 3).buffer, type: "public-key" };
    const data = new TextEncoder().encode("{}").buffer;
    const made = { clientDataJSON: data, attestationObject: some.buffer, getTransports: () => ["internal"] };
    const used = { clientDataJSON: data, authenticatorData: some.buffer, signature: some.buffer, userHandle: null };
    const say = (response: object): unknown => JSON.parse(answer({ ...base, response } as unknown as PublicKeyCredential));
    expect(say(made)).toEqual({
      ...base,
      rawId: "APv_",
      response: { clientDataJSON: "e30", attestationObject: "APv_Pj8B", transports: ["internal"] },
    });
    expect(say(used)).toEqual({
      ...base,
      rawId: "APv_",
      response: { clientDataJSON: "e30", authenticatorData: "APv_Pj8B", signature: "APv_Pj8B" },
    });
  });
});
