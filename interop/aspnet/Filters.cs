using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Web.Http;
using System.Web.Http.Controllers;
using System.Web.Http.Filters;

namespace RejectContract.AspNet
{
    /// <summary>Refuses a request whose model is missing or could not be read: what careful teams add first.</summary>
    public sealed class ModelFilter : ActionFilterAttribute
    {
        public override void OnActionExecuting(HttpActionContext context)
        {
            if (!context.ModelState.IsValid)
            {
                var errors = context.ModelState.SelectMany(each => each.Value.Errors).Select(each => each.ErrorMessage);
                Refuse(context, "The request is invalid. " + errors.FirstOrDefault(each => !string.IsNullOrEmpty(each)));
            }
            else if (NullGuard.IsBodyMissing(context))
            {
                Refuse(context, "The request is invalid. A body is required.");
            }
        }

        private static void Refuse(HttpActionContext context, string message)
        {
            var error = VendorError.Of("ArgumentException", message);
            context.Response = context.Request.CreateResponse(HttpStatusCode.BadRequest, error);
        }
    }

    /// <summary>Refuses a request without a model, and asks no further.</summary>
    public sealed class NullGuard : ActionFilterAttribute
    {
        public override void OnActionExecuting(HttpActionContext context)
        {
            if (IsBodyMissing(context))
            {
                throw new ArgumentNullException("request");
            }
        }

        /// <summary>Whether an action is to be run without the object that its body should have become.</summary>
        public static bool IsBodyMissing(HttpActionContext context)
        {
            return context.ActionDescriptor.ActionBinding.ParameterBindings.Any(
                each => each.WillReadBody && context.ActionArguments[each.Descriptor.ParameterName] == null);
        }
    }

    /// <summary>Tells exceptions in the vendor's error shape, each with a status that suits it.</summary>
    public sealed class ErrorFilter : ExceptionFilterAttribute
    {
        public override void OnException(HttpActionExecutedContext context)
        {
            var problem = context.Exception;
            if (problem is HttpResponseException)
            {
                return; // the framework's own refusal, such as a 415
            }
            var status = Status(problem);
            var known = status != HttpStatusCode.InternalServerError;
            var error = VendorError.Of(
                known ? problem.GetType().Name : "Exception", known ? problem.Message : "An unexpected error occurred.");
            context.Response = context.Request.CreateResponse(status, error);
        }

        private static HttpStatusCode Status(Exception problem)
        {
            return problem is SoSentryException ? HttpStatusCode.Forbidden
                : problem is SoNotFoundException ? HttpStatusCode.NotFound
                : problem is ArgumentException ? HttpStatusCode.BadRequest
                : HttpStatusCode.InternalServerError;
        }
    }
}
