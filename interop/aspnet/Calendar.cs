using System;
using System.Collections.Generic;
using System.Linq;
using SuperOffice.WebApi.v1.Carriers.AppointmentCarriers;

namespace RejectContract.AspNet
{
    /// <summary>One participant's part of one occurrence.</summary>
    public sealed class Row
    {
        public int Id;
        public int MotherId;
        public int AssociateId;
        public string Title;
        public string Description;
        public DateTime Start;
        public DateTime End;
        public AppointmentType Type = AppointmentType.inDiary;
        public InvitationStatus Status = InvitationStatus.Accepted;
        public string Reason = "";
        public int RejectCounter;
        public int RecurrenceId;

        public bool IsChild
        {
            get { return MotherId != 0 && MotherId != Id; }
        }
    }

    /// <summary>All rows and what happens to them, by the rules of the bundled mock; it lives in memory.</summary>
    public sealed class Calendar
    {
        private const int LongestReason = 254;
        private readonly object gate = new object();
        private readonly SortedDictionary<int, Row> rows = new SortedDictionary<int, Row>();
        private readonly Dictionary<int, Rule> rules = new Dictionary<int, Rule>();
        private readonly bool trimsReasons;
        private int lastId = 400;
        private int lastRule = 20;

        public Calendar(bool trimsReasons)
        {
            this.trimsReasons = trimsReasons;
        }

        /// <summary>Makes the rows of an appointment, and answers the organizer's first.</summary>
        public AppointmentEntity Save(Account account, AppointmentEntity given)
        {
            lock (gate)
            {
                if (given.AppointmentId != 0)
                {
                    return Carriers.Entity(this, Change(account, given));
                }
                var invited = Invited(account, given);
                var rule = Rule.Of(given.Recurrence, given.StartDate);
                if (rule == null)
                {
                    return Carriers.Entity(this, Create(account, given, invited, given.StartDate, 0));
                }
                rule.Id = ++lastRule;
                rules[rule.Id] = rule;
                var masters = rule.Days.Select(
                    day => Create(account, given, invited, day + given.StartDate.TimeOfDay, rule.Id));
                return Carriers.Entity(this, masters.ToList().First());
            }
        }

        public List<Appointment> Records(Account account, int motherId, int recurrenceId)
        {
            lock (gate)
            {
                var found = motherId != 0
                    ? rows.Values.Where(row => row.Id == motherId || row.MotherId == motherId)
                    : rows.Values.Where(row => recurrenceId != 0 && row.RecurrenceId == recurrenceId);
                var listed = found.ToList();
                if (listed.Count > 0 && listed.All(row => row.AssociateId != account.AssociateId))
                {
                    throw new SoSentryException("You do not take part in this appointment.");
                }
                return listed.Select(Carriers.Record).ToList();
            }
        }

        /// <summary>An appointment as its row shows it, or null where there is none.</summary>
        public AppointmentEntity Entity(Account account, int id)
        {
            lock (gate)
            {
                Row row;
                if (!rows.TryGetValue(id, out row))
                {
                    return null;
                }
                if (Booking(row).All(each => each.AssociateId != account.AssociateId))
                {
                    throw new SoSentryException("You do not take part in this appointment.");
                }
                return Carriers.Entity(this, row);
            }
        }

        /// <summary>The account's own rows of a time.</summary>
        public List<Appointment> Diary(Account account, DateTime start, DateTime end, int most)
        {
            lock (gate)
            {
                var own = rows.Values.Where(row => row.AssociateId == account.AssociateId);
                var found = own.Where(row => row.Start < end && row.End > start).OrderBy(row => row.Start);
                return found.Take(most).Select(Carriers.Record).ToList();
            }
        }

        public void Delete(Account account, int id, UpdateMode mode = UpdateMode.OnlyThis)
        {
            lock (gate)
            {
                foreach (var row in Occurrences(OwnedBy(account, id), mode).SelectMany(Booking).ToList())
                {
                    rows.Remove(row.Id);
                }
            }
        }

        public void Reject(Account account, int id, string reason, UpdateMode mode)
        {
            reason = reason ?? "";
            reason = trimsReasons ? reason.TrimEnd() : reason;
            reason = reason.Length > LongestReason ? reason.Substring(0, LongestReason) : reason;
            Answer(account, id, mode, row =>
            {
                row.Status = InvitationStatus.Declined;
                row.Reason = reason;
                var booking = Booking(row);
                booking[0].RejectCounter = booking.Count(each => each.Status == InvitationStatus.Declined);
            });
        }

        public void Accept(Account account, int id, UpdateMode mode)
        {
            Answer(account, id, mode, row =>
            {
                row.Status = InvitationStatus.Accepted;
                row.Reason = "";
                row.Type = AppointmentType.inDiary;
            });
        }

        public void SetSeen(Account account, int id, UpdateMode mode)
        {
            Answer(account, id, mode, row =>
            {
                row.Status = row.Status == InvitationStatus.Invitation ? InvitationStatus.Seen
                    : row.Status == InvitationStatus.Moved ? InvitationStatus.MovedSeen
                    : row.Status;
            });
        }

        /// <summary>All rows of a row's occurrence, the organizer's first.</summary>
        public List<Row> Booking(Row row)
        {
            var master = row.MotherId == 0 ? row.Id : row.MotherId;
            return rows.Values.Where(each => each.Id == master || each.MotherId == master).ToList();
        }

        public Rule RuleOf(Row row)
        {
            Rule rule;
            return rules.TryGetValue(row.RecurrenceId, out rule) ? rule : null;
        }

        private void Answer(Account account, int id, UpdateMode mode, Action<Row> change)
        {
            lock (gate)
            {
                foreach (var row in Occurrences(Invitation(account, id), mode))
                {
                    change(row);
                }
            }
        }

        /// <summary>The account's own invitation that an id names, itself or through its master.</summary>
        private Row Invitation(Account account, int id)
        {
            var row = Get(id);
            var own = row.IsChild && row.AssociateId == account.AssociateId ? row
                : row.IsChild ? null
                : Booking(row).FirstOrDefault(each => each.AssociateId == account.AssociateId);
            if (own == null)
            {
                throw new SoSentryException("You do not take part in this appointment.");
            }
            if (!own.IsChild)
            {
                throw new SoInvalidArgumentException("This appointment is not an invitation.");
            }
            return own;
        }

        private List<Row> Occurrences(Row row, UpdateMode mode)
        {
            if (row.RecurrenceId == 0 || (mode != UpdateMode.ThisAndForward && mode != UpdateMode.StopRecurrence))
            {
                return new List<Row> { row };
            }
            return rows.Values.Where(each => each.IsChild == row.IsChild && each.RecurrenceId == row.RecurrenceId
                && each.AssociateId == row.AssociateId && each.Start >= row.Start).ToList();
        }

        private Row Get(int id)
        {
            Row row;
            if (!rows.TryGetValue(id, out row))
            {
                throw new SoNotFoundException("Appointment id " + id + " does not exist.");
            }
            return row;
        }

        private Row OwnedBy(Account account, int id)
        {
            var row = Get(id);
            if (row.IsChild || row.AssociateId != account.AssociateId)
            {
                throw new SoSentryException("Only the organizer may do this.");
            }
            return row;
        }

        private Row Change(Account account, AppointmentEntity given)
        {
            var master = OwnedBy(account, given.AppointmentId);
            foreach (var row in Booking(master))
            {
                row.Title = given.Title;
                row.Description = given.Description;
                row.Start = given.StartDate;
                row.End = given.EndDate;
            }
            return master;
        }

        private static List<int> Invited(Account account, AppointmentEntity given)
        {
            var people = (given.Participants ?? new List<Participant>()).Select(each => each.AssociateId).ToList();
            if (people.Count > 0 && people[0] != account.AssociateId)
            {
                throw new SoSentryException("The first participant must be you.");
            }
            if (people.Any(each => Account.Of(each) == null))
            {
                throw new SoInvalidArgumentException("One of the participants does not exist.");
            }
            return people.Skip(1).ToList();
        }

        private Row Create(Account account, AppointmentEntity given, List<int> invited, DateTime start, int recurrenceId)
        {
            var motherId = invited.Count > 0 ? lastId + 1 : 0;
            var made = new List<int> { account.AssociateId }.Concat(invited).Select(associateId => new Row
            {
                Id = ++lastId, MotherId = motherId, AssociateId = associateId, RecurrenceId = recurrenceId,
                Title = given.Title, Description = given.Description,
                Start = start, End = start + (given.EndDate - given.StartDate),
            }).ToList();
            foreach (var row in made)
            {
                if (row.IsChild)
                {
                    row.Type = AppointmentType.BookingForDiary;
                    row.Status = InvitationStatus.Invitation;
                }
                rows[row.Id] = row;
            }
            return made[0];
        }
    }
}
