// After each request: what it did to the invitation, for the request's own tests.
const send = (request) => new Promise((resolve, reject) => {
  pm.sendRequest(request, (error, answer) => (error ? reject(error) : resolve(answer)));
});
const read = async (name, variable) => {
  const answer = await send({
    url: `${pm.environment.get('baseUrl')}/api/v1/Agents/Appointment/GetAppointmentEntity?appointmentEntityId=${pm.variables.get(variable)}`,
    method: 'POST',
    header: { Authorization: pm.environment.get(`${name}_AUTHORIZATION`), 'SO-AppToken': pm.environment.get('APP_TOKEN') },
  });
  return answer.json();
};
const judge = async () => {
  const entity = await read('INVITEE', 'row');
  const other = await read('BYSTANDER', 'other');
  pm.variables.set('status', entity.InvitationStatus);
  pm.variables.set('stored', entity.RejectReason ?? '');
  pm.test('another invitee was left alone', () => pm.expect(other.InvitationStatus).to.equal('Invitation'));
};
// The sandbox waits for timers, not for promises.
const hold = setInterval(() => {}, 1000);
judge().catch((error) => pm.test('the row is read back', () => pm.expect.fail(String(error)))).then(() => clearInterval(hold));
