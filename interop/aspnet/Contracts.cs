using System;
using System.Collections.Generic;

// The namespace is part of the contract: the XML formatter makes the XML namespace out of it.
namespace SuperOffice.WebApi.v1.Carriers.AppointmentCarriers
{
    public enum UpdateMode
    {
        Unknown = 0,
        OnlyThis = 1,
        ThisAndForward = 2,
        StopRecurrence = 9,
    }

    public enum InvitationStatus
    {
        Unknown = 0,
        None = 1,
        Accepted = 2,
        Hidden = 4,
        Invitation = 5,
        Moved = 6,
        Seen = 7,
        MovedSeen = 8,
        Declined = 9,
        Cancelled = 10,
    }

    public enum AppointmentType
    {
        Unknown,
        inDiary,
        BookingForDiary,
    }

    public class RejectRequest
    {
        public int AppointmentId { get; set; }
        public string RejectReason { get; set; }
        public UpdateMode UpdateMode { get; set; }
    }

    /// <summary>What Accept, SetSeen and Delete take.</summary>
    public class GetMyDiaryRequest
    {
        public DateTime StartTime { get; set; }
        public DateTime EndTime { get; set; }
        public int Count { get; set; }
    }

    public class WillSendEmailRequest
    {
        public AppointmentEntity Appointment { get; set; }
    }

    public class GetCanInsertForAssociatesRequest
    {
        public List<int> AssociateIds { get; set; }
    }

    public class CleanUpBookingDeletedRequest
    {
        public List<int> AppointmentIds { get; set; }
    }

    public class ResponseRequest
    {
        public int AppointmentId { get; set; }
        public UpdateMode UpdateMode { get; set; }
    }

    public class RecordsRequest
    {
        public int MotherId { get; set; }
        public int RecurrenceRuleId { get; set; }
    }

    public class CalculateDaysRequest
    {
        public AppointmentEntity AppointmentEntity { get; set; }
    }

    public class Associate
    {
        public int AssociateId { get; set; }
        public string Name { get; set; }
    }

    public class Participant
    {
        public int AssociateId { get; set; }
        public InvitationStatus InvitationStatus { get; set; }
    }

    public class AppointmentEntity
    {
        public int AppointmentId { get; set; }
        public string Title { get; set; }
        public string Description { get; set; }
        public DateTime StartDate { get; set; }
        public DateTime EndDate { get; set; }
        public int MotherId { get; set; }
        public AppointmentType Type { get; set; }
        public InvitationStatus InvitationStatus { get; set; }
        public string RejectReason { get; set; }
        public int RejectCounter { get; set; }
        public Associate Associate { get; set; }
        public List<Participant> Participants { get; set; }
        public Recurrence Recurrence { get; set; }
    }

    /// <summary>A row in short, as GetAppointmentRecords lists it.</summary>
    public class Appointment
    {
        public int AppointmentId { get; set; }
        public int AssociateId { get; set; }
        public int MotherId { get; set; }
        public string Title { get; set; }
        public string Description { get; set; }
        public DateTime StartDate { get; set; }
        public DateTime EndDate { get; set; }
        public AppointmentType Type { get; set; }
        public InvitationStatus InvitationStatus { get; set; }
        public string RejectReason { get; set; }
    }

    public class Recurrence
    {
        public int RecurrenceId { get; set; }
        public bool IsRecurrence { get; set; }
        public string Pattern { get; set; }
        public DayPattern DayPattern { get; set; }
        public string RecurrenceEndType { get; set; }
        public int RecurrenceCounter { get; set; }
        public DateTime StartDate { get; set; }
        public DateTime EndDate { get; set; }
        public List<Occurrence> Dates { get; set; }
    }

    public class DayPattern
    {
        public string Pattern { get; set; }
        public int Cycle { get; set; }
    }

    public class Occurrence
    {
        public DateTime Date { get; set; }
    }
}
