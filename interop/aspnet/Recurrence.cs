using System;
using System.Collections.Generic;
using System.Linq;
using SuperOffice.WebApi.v1.Carriers.AppointmentCarriers;

namespace RejectContract.AspNet
{
    /// <summary>How an appointment repeats: daily, so many times. Other patterns are not offered.</summary>
    public sealed class Rule
    {
        private const int MostOccurrences = 366;

        public int Id;
        public int Cycle;
        public List<DateTime> Days;

        /// <summary>The rule of an entity, or null where it does not repeat.</summary>
        public static Rule Of(Recurrence given, DateTime first)
        {
            if (given == null || !given.IsRecurrence)
            {
                return null;
            }
            if (given.Pattern != "Daily" || given.RecurrenceEndType != "Counter")
            {
                throw new SoInvalidArgumentException("Only Daily and Counter are offered here.");
            }
            var cycle = Math.Max(1, given.DayPattern == null ? 1 : given.DayPattern.Cycle);
            var dates = (given.Dates ?? new List<Occurrence>()).Select(each => each.Date.Date).Distinct().ToList();
            var count = dates.Count > 0 ? dates.Count : given.RecurrenceCounter;
            if (count < 1 || count > MostOccurrences)
            {
                throw new SoInvalidArgumentException("A series must have 1 to 366 occurrences.");
            }
            if (dates.Count == 0)
            {
                dates = Enumerable.Range(0, count).Select(at => first.Date.AddDays(at * cycle)).ToList();
            }
            return new Rule { Cycle = cycle, Days = dates.OrderBy(day => day).ToList() };
        }
    }

    /// <summary>The shapes in which the API shows the calendar.</summary>
    public static class Carriers
    {
        public static AppointmentEntity Entity(Calendar calendar, Row row)
        {
            return new AppointmentEntity
            {
                AppointmentId = row.Id, Title = row.Title, Description = row.Description,
                StartDate = row.Start, EndDate = row.End, MotherId = row.MotherId, Type = row.Type,
                InvitationStatus = row.Status, RejectReason = row.Reason, RejectCounter = row.RejectCounter,
                Associate = Of(row.AssociateId),
                Participants = calendar.Booking(row).Select(each => new Participant
                {
                    AssociateId = each.AssociateId, InvitationStatus = each.Status,
                }).ToList(),
                Recurrence = Of(calendar.RuleOf(row), row.Start),
            };
        }

        public static AppointmentEntity Default(Account account)
        {
            var start = DateTime.Today.AddHours(DateTime.Now.Hour + 1);
            return new AppointmentEntity
            {
                Title = "", Description = "", RejectReason = "", Associate = Of(account.AssociateId),
                StartDate = Plain(start), EndDate = Plain(start.AddHours(1)), Type = AppointmentType.inDiary,
                InvitationStatus = InvitationStatus.Accepted, Participants = new List<Participant>(),
                Recurrence = Of(null, Plain(start)),
            };
        }

        public static Appointment Record(Row row)
        {
            return new Appointment
            {
                AppointmentId = row.Id, AssociateId = row.AssociateId, MotherId = row.MotherId,
                Title = row.Title, Description = row.Description, StartDate = row.Start, EndDate = row.End,
                Type = row.Type, InvitationStatus = row.Status, RejectReason = row.Reason,
            };
        }

        /// <summary>A rule as the API shows it; without one a recurrence that does not repeat.</summary>
        public static Recurrence Of(Rule rule, DateTime start)
        {
            var days = rule == null ? new List<DateTime>() : rule.Days;
            return new Recurrence
            {
                RecurrenceId = rule == null ? 0 : rule.Id,
                IsRecurrence = rule != null,
                Pattern = "Daily",
                DayPattern = new DayPattern { Pattern = "EveryCyclicDay", Cycle = rule == null ? 1 : rule.Cycle },
                RecurrenceEndType = "Counter",
                RecurrenceCounter = Math.Max(1, days.Count),
                StartDate = start,
                EndDate = days.Count == 0 ? start : days.Last() + start.TimeOfDay,
                Dates = days.Select(day => new Occurrence { Date = day }).ToList(),
            };
        }

        private static Associate Of(int associateId)
        {
            var account = Account.Of(associateId);
            return new Associate { AssociateId = associateId, Name = account == null ? "" : account.Name };
        }

        /// <summary>Without a zone, as the API writes its times.</summary>
        private static DateTime Plain(DateTime time)
        {
            return DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        }
    }
}
