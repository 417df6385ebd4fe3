// Before each request: an invitation for it, in its place; and the body in its media type.
const send = (request) => new Promise((resolve, reject) => {
  pm.sendRequest(request, (error, answer) => (error ? reject(error) : resolve(answer)));
});
const role = (name) => Number(pm.environment.get(`${name}_ID`));
const call = async (name, operation, body) => {
  const answer = await send({
    url: `${pm.environment.get('baseUrl')}/api/v1/Agents/Appointment/${operation}`,
    method: 'POST',
    header: {
      Authorization: pm.environment.get(`${name}_AUTHORIZATION`),
      'SO-AppToken': pm.environment.get('APP_TOKEN'),
      'Content-Type': 'application/json',
    },
    body: body && { mode: 'raw', raw: JSON.stringify(body) },
  });
  return answer.json();
};
const set = async () => {
  const start = new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().slice(0, 11);
  const known = pm.collectionVariables.get('default');
  const entity = known ? JSON.parse(known) : await call('ORGANIZER', 'CreateDefaultAppointmentEntity');
  pm.collectionVariables.set('default', JSON.stringify(entity));
  const saved = await call('ORGANIZER', 'SaveAppointmentEntity', {
    ...entity,
    Title: 'bench',
    StartDate: `${start}09:00:00`,
    EndDate: `${start}10:00:00`,
    Participants: ['ORGANIZER', 'INVITEE', 'BYSTANDER'].map((name) => ({ AssociateId: role(name) })),
  });
  const rows = await call('ORGANIZER', 'GetAppointmentRecords', { MotherId: saved.AppointmentId, RecurrenceRuleId: 0 });
  const row = (name) => rows.find((each) => each.AssociateId === role(name)).AppointmentId;
  pm.variables.set('row', row('INVITEE'));
  pm.variables.set('other', row('BYSTANDER'));

  const type = pm.request.headers.get('Content-Type');
  let members = JSON.parse(pm.request.body.raw);
  if (/xml|form/.test(type)) members = { ...members, AppointmentId: '{{row}}', RejectReason: 'Busy' }; // Portman overwrites JSON only
  if (members.AppointmentId === '{{row}}') members.AppointmentId = row('INVITEE');
  const elements = () => Object.entries(members).map(([name, value]) => `<${name}>${value}</${name}>`).join('');
  const raw = /xml/.test(type) ? `<RejectRequest>${elements()}</RejectRequest>`
    : /form/.test(type) ? Object.entries(members).map(([name, value]) => `${name}=${value}`).join('&')
    : JSON.stringify(members);
  pm.request.body.update({ mode: 'raw', raw });
  if (pm.request.headers.get('Authorization') === '') pm.request.headers.remove('Authorization');
  pm.variables.set('reason', members.RejectReason ?? '');
};
// The sandbox waits for timers, not for promises.
const hold = setInterval(() => {}, 1000);
set().catch((error) => pm.test('the stage is set', () => pm.expect.fail(String(error)))).then(() => clearInterval(hold));
