using System.Collections.Generic;
using System.Linq;
using System.Web.Http;
using SuperOffice.WebApi.v1.Carriers.AppointmentCarriers;

namespace RejectContract.AspNet
{
    /// <summary>GET /api: what answers before anybody has logged in.</summary>
    [AllowAnonymous]
    public sealed class MetadataController : ApiController
    {
        [HttpGet]
        public Dictionary<string, string> Describe()
        {
            return new Dictionary<string, string> { { "Name", "SuperOffice WebAPI on System.Web.Http" }, { "Version", "12.4" } };
        }
    }

    /// <summary>The operations beside Reject. The controllers below have a Reject each, and are otherwise equal.</summary>
    public abstract class AppointmentAgent : ApiController
    {
        public const string CalendarKey = "RejectContract.Calendar";

        protected Account Caller
        {
            get { return Authentication.Caller(Request); }
        }

        protected Calendar Calendar
        {
            get { return (Calendar)Configuration.Properties[CalendarKey]; }
        }

        [HttpPost]
        public AppointmentEntity CreateDefaultAppointmentEntity()
        {
            return Carriers.Default(Caller);
        }

        [HttpPost]
        public Recurrence CalculateDays(CalculateDaysRequest request)
        {
            var entity = request.AppointmentEntity;
            entity.Recurrence.Dates = null;
            return Carriers.Of(Rule.Of(entity.Recurrence, entity.StartDate), entity.StartDate);
        }

        [HttpPost]
        public AppointmentEntity SaveAppointmentEntity(AppointmentEntity entity)
        {
            return Calendar.Save(Caller, entity);
        }

        [HttpPost]
        public List<Appointment> GetAppointmentRecords(RecordsRequest request)
        {
            return Calendar.Records(Caller, request.MotherId, request.RecurrenceRuleId);
        }

        [HttpPost]
        public AppointmentEntity GetAppointmentEntity(int appointmentEntityId)
        {
            return Calendar.Entity(Caller, appointmentEntityId);
        }

        [HttpPost]
        public void DeleteAppointmentEntity(int appointmentEntityId)
        {
            Calendar.Delete(Caller, appointmentEntityId);
        }

        /// <summary>Deletes an appointment, or a series from it on.</summary>
        [HttpPost]
        public void Delete(ResponseRequest request)
        {
            Calendar.Delete(Caller, request.AppointmentId, request.UpdateMode);
        }

        /// <summary>No row outlives its booking here.</summary>
        [HttpPost]
        public int CleanUpBookingDeleted(CleanUpBookingDeletedRequest request)
        {
            return 0;
        }

        [HttpPost]
        public List<Appointment> GetMyDiary(GetMyDiaryRequest request)
        {
            return Calendar.Diary(Caller, request.StartTime, request.EndTime, request.Count);
        }

        [HttpPost]
        public bool WillSendEmail(WillSendEmailRequest request)
        {
            return false;
        }

        [HttpPost]
        public List<bool> GetCanInsertForAssociates(GetCanInsertForAssociatesRequest request)
        {
            return request.AssociateIds.Select(each => Account.Of(each) != null).ToList();
        }

        [HttpPost]
        public void Accept(ResponseRequest request)
        {
            Calendar.Accept(Caller, request.AppointmentId, request.UpdateMode);
        }

        [HttpPost]
        public void SetSeen(ResponseRequest request)
        {
            Calendar.SetSeen(Caller, request.AppointmentId, request.UpdateMode);
        }
    }
}

namespace RejectContract.AspNet.Plain
{
    /// <summary>The ordinary one: it knows nothing of $select.</summary>
    public sealed class AppointmentController : AppointmentAgent
    {
        [HttpPost]
        public void Reject(RejectRequest request)
        {
            Calendar.Reject(Caller, request.AppointmentId, request.RejectReason, request.UpdateMode);
        }
    }
}

namespace RejectContract.AspNet.BoundSelect
{
    /// <summary>Binds $select as an ordinary parameter, and makes nothing of it.</summary>
    public sealed class AppointmentController : AppointmentAgent
    {
        [HttpPost]
        public void Reject(RejectRequest request, [FromUri(Name = "$select")] string select = null)
        {
            Calendar.Reject(Caller, request.AppointmentId, request.RejectReason, request.UpdateMode);
        }
    }
}

namespace RejectContract.AspNet.Nested
{
    /// <summary>Has its contract inside, so that the XML formatter wants another root and another namespace.</summary>
    public sealed class AppointmentController : AppointmentAgent
    {
        [HttpPost]
        public void Reject(RejectRequest request)
        {
            Calendar.Reject(Caller, request.AppointmentId, request.RejectReason, request.UpdateMode);
        }

        public class RejectRequest
        {
            public int AppointmentId { get; set; }
            public string RejectReason { get; set; }
            public UpdateMode UpdateMode { get; set; }
        }
    }
}
