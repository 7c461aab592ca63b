/** Forms with `data-passkey`: the server's wish is shown to the authenticator, its answer goes back with the form. */
import { say } from "../words";
import { answer, creation, use, type CreationWish, type UseWish } from "./wire";

/** A sentence of the server's, ready to be shown. */
class Refusal extends Error {}

async function wished(form: HTMLFormElement): Promise<unknown> {
  let got: Response;
  try {
    got = await fetch(form.dataset["wish"]!, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  } catch {
    throw new Refusal(say("noConnection"));
  }
  const told = (await got.json().catch(() => ({}))) as { detail?: string };
  if (!got.ok) throw new Refusal(told.detail ?? say("passkeyFailed"));
  return told;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof DOMException && error.name === "InvalidStateError") return say("passkeyKnown");
  if (error instanceof DOMException && error.name === "NotAllowedError") return say("passkeyCancelled");
  return say("passkeyFailed");
}

async function run(form: HTMLFormElement): Promise<void> {
  const wish = await wished(form);
  const given =
    form.dataset["passkey"] === "create"
      ? await navigator.credentials.create({ publicKey: creation(wish as CreationWish) })
      : await navigator.credentials.get({ publicKey: use(wish as UseWish) });
  if (!given) throw new Refusal(say("passkeyFailed"));
  form.querySelector<HTMLInputElement>("input[name=answer]")!.value = answer(given as PublicKeyCredential);
  const password = form.querySelector<HTMLInputElement>("input[name=current]");
  if (password) password.disabled = true; // was checked; it need not travel twice
  form.submit();
}

function serve(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  const trouble = form.querySelector<HTMLElement>("[data-trouble]")!;
  form.querySelector<HTMLElement>("[data-unable]")?.remove();
  form.hidden = false;
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.hidden = true;
    run(form).catch((error: unknown) => {
      trouble.textContent = sentenceOf(error);
      trouble.hidden = false;
      button.disabled = false;
    });
  });
}

if (window.PublicKeyCredential) document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach(serve);
