// Makes invitations and series as the organizer, finds the invitee's rows, and deletes it all at the end.
import { vendor } from "./accounts.mjs";

const { RecurrenceDailyPattern, RecurrenceEndType, RecurrencePattern } = vendor;
const DAY = 24 * 60 * 60 * 1000;

export class Stage {
  /** `agent` is the organizer's; the ids are the associates who take part. */
  constructor(agent, organizerId, inviteeId) {
    Object.assign(this, { agent, organizerId, inviteeId, made: [], day: 1 });
  }

  /** A new invitation: the id of the organizer's row, and that of the invitee's. */
  async invitation() {
    const saved = await this.#save(await this.#draft());
    const rows = await this.agent.getAppointmentRecordsAsync(saved.appointmentId, 0);
    return { masterId: saved.appointmentId, id: this.#rowsOf(this.inviteeId, rows)[0]?.appointmentId };
  }

  /** A new daily series: its id, and the ids of the invitee's rows in the order of time. */
  async series(count) {
    const draft = await this.#draft();
    draft.recurrence = {
      ...draft.recurrence,
      isRecurrence: true,
      pattern: RecurrencePattern.Daily,
      dayPattern: { pattern: RecurrenceDailyPattern.EveryCyclicDay, cycle: 1 },
      recurrenceEndType: RecurrenceEndType.Counter,
      recurrenceCounter: count,
      startDate: draft.startDate,
    };
    draft.recurrence = await this.agent.calculateDaysAsync(draft);
    const dates = draft.recurrence.dates.length;
    const saved = await this.#save(draft);
    const recurrenceId = saved.recurrence.recurrenceId;
    const rows = await this.agent.getAppointmentRecordsAsync(0, recurrenceId);
    this.made.push(...this.#rowsOf(this.organizerId, rows).map((row) => row.appointmentId));
    this.day += count;
    return { recurrenceId, dates, ids: this.#rowsOf(this.inviteeId, rows).map((row) => row.appointmentId) };
  }

  /** The invitee's statuses in a series, in the order of time. */
  async statuses(recurrenceId) {
    const rows = await this.agent.getAppointmentRecordsAsync(0, recurrenceId);
    return this.#rowsOf(this.inviteeId, rows).map((row) => row.invitationStatus);
  }

  /** Deletes what was made, and says how many of it. */
  async clear() {
    const ids = [...new Set(this.made)];
    for (const id of ids) await this.agent.deleteAppointmentEntityAsync(id);
    return ids.length;
  }

  async #draft() {
    const draft = await this.agent.createDefaultAppointmentEntityAsync();
    draft.title = "reject-contract interop";
    draft.startDate = new Date(Date.now() + 30 * DAY + this.day++ * DAY);
    draft.endDate = new Date(draft.startDate.getTime() + DAY / 24);
    draft.participants = [this.organizerId, this.inviteeId].map((associateId) => ({ associateId })); // organizer first
    return draft;
  }

  async #save(draft) {
    const saved = await this.agent.saveAppointmentEntityAsync(draft);
    this.made.push(saved.appointmentId);
    return saved;
  }

  #rowsOf(associateId, rows) {
    return rows.filter((row) => row.associateId === associateId).sort((a, b) => a.startDate - b.startDate);
  }
}
