// Passkeys: hands the server's options to the device and the device's answer back.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const readOptions = () => {
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const name of ["excludeCredentials", "allowCredentials"])
      for (const credential of options[name] || []) credential.id = bytes(credential.id);
    return options;
  };

  const answerOf = (credential) => {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (response[name]) parts[name] = text(response[name]);
    if (response.getTransports) parts.transports = response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: parts,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const ask = async () => {
    const publicKey = readOptions();
    const kind = form.dataset.passkey;
    const credential = await navigator.credentials[kind]({ publicKey });
    const remember = document.querySelector("input[name=remember]:checked");
    if (kind === "get" && remember) {
      const copy = document.createElement("input");
      Object.assign(copy, { type: "hidden", name: "remember", value: "true" });
      form.append(copy);
    }
    form.elements.answer.value = answerOf(credential);
    form.submit();
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    ask().catch(() => {
      failed.textContent = form.dataset.failed;
      failed.hidden = false;
    });
  });
})();
