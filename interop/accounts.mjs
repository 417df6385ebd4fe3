// Signs an account of a target in with the vendor's client, by one of the four kinds of credential.
import { createRequire } from "node:module";

// Not `import`: the package's ES modules name each other without an extension, which Node does not take.
export const vendor = createRequire(import.meta.url)("@superoffice/webapi");

const KINDS = ["basic", "soticket", "bearer", "xsrf"];

/** The kinds of credential that an account has and that the target's installation allows, ordinary one first. */
export function kindsOf(target, role) {
  const account = target.accounts[role] ?? {};
  const allowed = target.installation === "online" ? KINDS.filter((kind) => kind !== "basic") : KINDS;
  return allowed.filter((kind) => account[kind]);
}

/** The Appointment agent of the vendor's client, signed in as an account. */
export function agentFor(target, role, kind = kindsOf(target, role)[0]) {
  return signedIn(target, kind, target.accounts[role][kind]);
}

/** The same with any credential, such as one that must not work. */
export function signedIn(target, kind, credential) {
  const webapi = new vendor.WebApi({ baseUrl: target.base_url, axiosConfig: { timeout: 10_000 } });
  if (kind === "basic") webapi.authenticateWithPassword(credential.username, credential.password);
  if (kind === "soticket") webapi.authenticateWithTicket(credential);
  if (kind === "bearer") webapi.authenticateWithToken(credential);
  if (kind === "xsrf") return underXsrf(target, credential);
  if (target.app_token) webapi.applicationToken(target.app_token);
  // At once: what was set above lives in the client's global options until the next WebApi is made.
  return webapi.getAppointmentAgent();
}

/**
 * In a browser the client needs nothing for this: the session is in the cookies, and the token is copied
 * from one of them. Node has no cookies, so both are given to the HTTP library below the client.
 */
function underXsrf(target, { token, cookies }) {
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  const headers = { "X-XSRF-TOKEN": token, Cookie: cookie.join("; ") };
  if (target.app_token) headers["SO-AppToken"] = target.app_token;
  const axiosConfig = { timeout: 10_000, headers };
  return new vendor.WebApi({ baseUrl: target.base_url, axiosConfig }).getAppointmentAgent();
}
