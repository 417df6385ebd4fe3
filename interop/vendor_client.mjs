// Drives a server with the vendor's own client, @superoffice/webapi, through the life of an invitation.
//
//   node vendor_client.mjs target.json      a target file, as JSON; or its path in REJECT_CONTRACT_TARGET
//
// Prints a line of JSON for each step and one for the summary. Exit code: 0 all as expected, 1 not, 4 usage.
// Meant for the bundled mock: a server that this client cannot use is no stand-in for the real one. Where the
// vendor documents no outcome, the step only says what it saw.
import { readFileSync } from "node:fs";

import { agentFor, kindsOf, signedIn, vendor } from "./accounts.mjs";
import { Stage } from "./stage.mjs";
import { errorOf, expectEqual, Steps } from "./steps.mjs";

const { InvitationStatus, RecurrenceUpdateMode } = vendor;
const { Declined, Invitation } = InvitationStatus;
const MODES = Object.values(RecurrenceUpdateMode);
const NOBODYS_ID = 2_000_000_000;

// What rejecting the second of four occurrences does, where it is documented.
const SERIES = {
  OnlyThis: [Invitation, Declined, Invitation, Invitation],
  ThisAndForward: [Invitation, Declined, Declined, Declined],
};

/** Rejects, and makes sure that the answer is a 204 without a body. */
async function reject(agent, id, reason, mode) {
  let answer;
  await agent.rejectAsync(id, reason, mode, { responseCallback: (response) => (answer = response) });
  expectEqual("status", answer.status, 204);
  expectEqual("body", answer.data, "");
}

/** A single invitation is rejected, and read back by the invitee and by the organizer. */
async function rejectSingle({ stage, organizer }, invitee, mode) {
  const { id, masterId } = await stage.invitation();
  expectEqual("status before", (await invitee.getAppointmentEntityAsync(id)).invitationStatus, Invitation);
  const reason = `interop ${mode} – grønn Ærlighet`;
  await reject(invitee, id, reason, mode);
  const row = await invitee.getAppointmentEntityAsync(id);
  expectEqual("status after", row.invitationStatus, Declined);
  expectEqual("reason after", row.rejectReason, reason);
  const master = await organizer.getAppointmentEntityAsync(masterId);
  const entry = master.participants.find((each) => each.associateId === stage.inviteeId);
  expectEqual("status among the organizer's participants", entry?.invitationStatus, Declined);
  expectEqual("reject counter", master.rejectCounter, 1);
  return { id, masterId, status: row.invitationStatus };
}

/** The second of four occurrences is rejected. */
async function rejectInSeries({ stage }, invitee, mode) {
  const { recurrenceId, dates, ids } = await stage.series(4);
  expectEqual("dates of CalculateDays", dates, 4);
  expectEqual("rows of the invitee", ids.length, 4);
  await reject(invitee, ids[1], `interop ${mode}`, mode);
  const statuses = await stage.statuses(recurrenceId);
  return SERIES[mode] ? expectEqual("statuses", statuses, SERIES[mode]) : statuses;
}

/** What the client makes of an id that nobody has: an error that can be read, and null. */
async function unknownId(invitee) {
  const error = await errorOf(() => invitee.rejectAsync(NOBODYS_ID, "", RecurrenceUpdateMode.OnlyThis));
  if (!error.type || !error.text) throw new Error(`no readable error: ${JSON.stringify(error)}`);
  expectEqual("row of an unknown id", await invitee.getAppointmentEntityAsync(NOBODYS_ID), null);
  return error;
}

/** A credential that nobody has, of a kind that the target does take, is refused with a challenge. */
async function wrongCredential(target, kind) {
  const wrong = {
    basic: { username: "nobody", password: "nothing" },
    soticket: "7T:bm9ib2R5",
    bearer: "8A:nobody.nothing",
    xsrf: { token: "nothing", cookies: target.accounts.invitee.xsrf?.cookies },
  };
  const stranger = signedIn(target, kind, wrong[kind]);
  const error = await errorOf(() => stranger.rejectAsync(NOBODYS_ID, "", RecurrenceUpdateMode.OnlyThis));
  expectEqual("status", error.status, 401);
  if (!error.challenge) throw new Error("a 401 without WWW-Authenticate");
  return error;
}

/** Online a ticket only counts together with the application's token. */
async function ticketWithoutApplication(target) {
  const lonely = signedIn({ ...target, app_token: null }, "soticket", target.accounts.invitee.soticket);
  const error = await errorOf(() => lonely.rejectAsync(NOBODYS_ID, "", RecurrenceUpdateMode.OnlyThis));
  return expectEqual("status", error.status, 401);
}

async function main(target) {
  const steps = new Steps();
  const organizer = agentFor(target, "organizer");
  const { organizer: owner, invitee: guest } = target.accounts;
  const stage = new Stage(organizer, owner.associate_id, guest.associate_id);
  const room = { stage, organizer };

  for (const kind of kindsOf(target, "invitee")) {
    const invitee = agentFor(target, "invitee", kind);
    await steps.run(`${kind}: single`, () => rejectSingle(room, invitee, RecurrenceUpdateMode.OnlyThis));
    await steps.run(`${kind}: wrong credential`, () => wrongCredential(target, kind));
    if (kind === "soticket" && target.installation === "online")
      await steps.run(`${kind}: without application`, () => ticketWithoutApplication(target));
  }
  const invitee = agentFor(target, "invitee");
  for (const mode of MODES) {
    await steps.run(`single, ${mode}`, () => rejectSingle(room, invitee, mode));
    await steps.run(`series, ${mode}`, () => rejectInSeries(room, invitee, mode));
  }
  await steps.run("unknown id", () => unknownId(invitee));
  await steps.run("clean up", () => stage.clear());
  return steps.finish(target.name);
}

const path = process.argv[2] ?? process.env.REJECT_CONTRACT_TARGET;
if (!path) {
  console.error("usage: node vendor_client.mjs target.json");
  process.exit(4);
}
process.exitCode = await main(JSON.parse(readFileSync(path, "utf8")));
