// Hooks for Dredd: a pending invitation for each transaction, credentials, bodies in their media type, and what
// a reject must do to the invitation. The fragment gives 49 transactions: seven media types by seven responses.
const hooks = require('hooks');

const env = process.env;
const AGENT = `${env.BASE_URL}/api/v1/Agents/Appointment/`;
const REASONS = ['Busy', 'Jeg er på ferie', '<b>no</b> & "quotes"', "it's late", 'two\nlines', '', 'No 🙅'];
const MODES = ['OnlyThis', 'Unknown', 'ThisAndForward', 'StopRecurrence'];
const seen = {};
let defaults;

async function call(role, operation, body, query = '') {
  const headers = { Authorization: env[`${role}_AUTHORIZATION`], 'SO-AppToken': env.APP_TOKEN };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(AGENT + operation + query, { method: 'POST', headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status}`);
  return answer.json();
}

async function invite() {
  const start = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 19);
  defaults ??= await call('ORGANIZER', 'CreateDefaultAppointmentEntity');
  const people = ['ORGANIZER', 'INVITEE', 'BYSTANDER'].map((role) => ({ AssociateId: Number(env[`${role}_ID`]) }));
  const saved = await call('ORGANIZER', 'SaveAppointmentEntity', {
    ...defaults, Title: 'bench', StartDate: start, EndDate: start.replace(/T\d\d/, 'T23'), Participants: people,
  });
  const rows = await call('ORGANIZER', 'GetAppointmentRecords', { MotherId: saved.AppointmentId, RecurrenceRuleId: 0 });
  const row = (role) => rows.find((each) => each.AssociateId === Number(env[`${role}_ID`])).AppointmentId;
  return { master: saved.AppointmentId, row: row('INVITEE'), other: row('BYSTANDER') };
}

const read = (role, id) => call(role, 'GetAppointmentEntity', undefined, `?appointmentEntityId=${id}`);

function encode(type, members) {
  if (type.endsWith('/xml')) {
    const escaped = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    const inner = Object.entries(members).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join('');
    return `<?xml version="1.0" encoding="utf-8"?><RejectRequest>${inner}</RejectRequest>`;
  }
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(members).toString();
  return JSON.stringify(members);
}

// What each refused transaction gets wrong, one way for each media type.
const online = env.INSTALLATION === 'online';
const basic = (name, password) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const STRANGERS = [
  {},
  { Authorization: basic('invitee', 'wrong') },
  { Authorization: basic('nobody', 'wrong') },
  { Authorization: 'SoTicket 7T:forged', 'SO-AppToken': env.APP_TOKEN },
  { Authorization: 'Bearer 8A:Cust12345.forged' },
  { Cookie: `${env.SESSION_COOKIE}=${env.INVITEE_SESSION}` },
  online ? { Authorization: env.INVITEE_SOTICKET } : { Authorization: basic('invitee', '') },
];
const KINDS = online ? ['SOTICKET', 'BEARER'] : ['BASIC', 'SOTICKET', 'BEARER'];
const METHODS = ['PUT', 'PATCH', 'DELETE'];
const MALFORMED = { json: '{"AppointmentId": ', xml: '<RejectRequest><AppointmentId>' };

function changed(status, turn, type, members) {
  if (status === 400 && turn % 2 === 0) {
    return { body: type.endsWith('/xml') ? MALFORMED.xml : type.includes('json') ? MALFORMED.json : encode(type, { ...members, AppointmentId: 'x' }) };
  }
  if (status === 400) return { body: encode(type, { ...members, UpdateMode: 'Sometimes' }) };
  if (status === 401) return { headers: STRANGERS[turn] };
  if (status === 403) return { headers: { Authorization: env.OUTSIDER_AUTHORIZATION, 'SO-AppToken': env.APP_TOKEN } };
  if (status === 404) return { body: encode(type, { ...members, AppointmentId: 2147483000 + turn }) };
  if (status === 405) return { method: METHODS[turn % METHODS.length] };
  if (status === 415) return { type: ['text/plain', 'application/pdf', 'multipart/form-data'][turn % 3] };
  return {};
}

// Dredd waits for a hook's callback, not for its promise.
const waited = (hook) => (transaction, done) => hook(transaction).catch((error) => { transaction.fail = String(error); }).then(() => done());

hooks.beforeEach(waited(async (transaction) => {
  const type = transaction.request.headers['Content-Type'] || transaction.request.headers['content-type'];
  const status = Number(transaction.expected.statusCode);
  const turn = (seen[status] = (seen[status] ?? -1) + 1);
  const invitation = await invite();
  const members = { AppointmentId: invitation.row, RejectReason: REASONS[turn], UpdateMode: MODES[turn % 4] };
  const change = changed(status, turn, type, members);
  const kind = KINDS[turn % KINDS.length];
  const good = { Authorization: env[`INVITEE_${kind}`], 'SO-AppToken': env.APP_TOKEN };
  transaction.request.headers = { 'Content-Type': change.type ?? type, Accept: 'application/json', ...(change.headers ?? good) };
  transaction.request.method = change.method ?? 'POST';
  transaction.request.body = change.body ?? encode(type, members);
  if (turn % 2) transaction.fullPath = transaction.fullPath.split('?')[0]; // with $select and without
  transaction.id = transaction.name = `${status} ${type}`;
  transaction.bench = { invitation, members, status };
}));

hooks.beforeEachValidation((transaction) => {
  const { expected, real, bench } = transaction;
  const status = Number(real.statusCode);
  // Which 4xx refuses is documented for a missing login and a wrong method only; a refusal must be one.
  if (bench.status >= 400 && bench.status !== 401 && status >= 400 && status < 500 && status !== 401) expected.statusCode = real.statusCode;
  if (bench.status === 405 && status === 501) expected.statusCode = real.statusCode;
  const given = Object.entries(real.headers).find(([name]) => name.toLowerCase() === 'content-type');
  if (!given || !given[1].startsWith('application/json')) delete expected.bodySchema, delete expected.body, (expected.headers = {});
  else expected.headers = { 'Content-Type': given[1] };
  delete expected.body; // the example's words
});

hooks.afterEach(waited(async (transaction) => {
  if (!transaction.bench) return; // the stage could not be set
  const { invitation, members, status } = transaction.bench;
  const headers = Object.fromEntries(Object.entries(transaction.real?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const fail = (words) => { if (!transaction.fail) transaction.fail = words; transaction.test.status = 'fail'; };
  const entity = await read('INVITEE', invitation.row);
  const other = await read('BYSTANDER', invitation.other);
  if (other.InvitationStatus !== 'Invitation') fail('another invitee was changed');
  if (status === 204) {
    if (entity.InvitationStatus !== 'Declined') fail(`the row reads ${entity.InvitationStatus}`);
    if ((entity.RejectReason ?? '') !== members.RejectReason) fail('the reason does not read back');
    if ('content-length' in headers || 'transfer-encoding' in headers) fail('a 204 announces content');
  } else if (entity.InvitationStatus !== 'Invitation') fail('a refused reject took effect');
  if (status === 401 && !('www-authenticate' in headers)) fail('a 401 without WWW-Authenticate');
  if (status === 405 && String(transaction.real?.statusCode) === '405' && !('allow' in headers)) fail('a 405 without Allow');
}));
