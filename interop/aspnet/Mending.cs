using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Formatting;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using System.Web.Http;
using System.Web.Http.Controllers;
using System.Web.Http.Dispatcher;
using System.Web.Http.ModelBinding;
using System.Web.Http.Validation;

// Debian's library is a preview of Web API 1. What Web API 2 does otherwise, as far as it matters here, is mended
// in this file and nowhere else; each part says what it mends.
namespace RejectContract.AspNet
{
    /// <summary>A body of a type that no formatter reads is answered 415; the preview throws.</summary>
    public sealed class BodyBinding : FormatterParameterBinding
    {
        public BodyBinding(FormatterParameterBinding original)
            : base(original.Descriptor, original.Formatters, original.BodyModelValidator)
        {
        }

        protected override Task<object> ReadContentAsync(
            HttpRequestMessage request, Type type, IEnumerable<MediaTypeFormatter> formatters, IFormatterLogger logger)
        {
            var content = request.Content;
            if (content == null)
            {
                return Task.FromResult<object>(null);
            }
            var mediaType = content.Headers.ContentType;
            if (mediaType == null || new MediaTypeFormatterCollection(formatters).FindReader(type, mediaType) == null)
            {
                throw new HttpResponseException(Refuse(request, mediaType));
            }
            return content.Headers.ContentLength == 0
                ? Task.FromResult<object>(null)
                : base.ReadContentAsync(request, type, formatters, logger);
        }

        private static HttpResponseMessage Refuse(HttpRequestMessage request, MediaTypeHeaderValue mediaType)
        {
            var message = mediaType == null
                ? "The request contains an entity body but no Content-Type header."
                : "The request entity's media type '" + mediaType.MediaType + "' is not supported for this resource.";
            var error = new FrameworkError { Message = message };
            return request.CreateResponse(HttpStatusCode.UnsupportedMediaType, error);
        }
    }

    /// <summary>Puts the binding above in the place of the preview's.</summary>
    public sealed class ActionBinder : DefaultActionValueBinder, IActionValueBinder
    {
        HttpActionBinding IActionValueBinder.GetBinding(HttpActionDescriptor action)
        {
            var bindings = GetBinding(action).ParameterBindings.Select(each =>
            {
                var body = each as FormatterParameterBinding;
                return body == null ? each : new BodyBinding(body);
            });
            return new HttpActionBinding(action, bindings.ToArray());
        }
    }

    /// <summary>An action without a result is answered 204; the preview answers 200.</summary>
    public sealed class ActionInvoker : ApiControllerActionInvoker, IHttpActionInvoker
    {
        async Task<HttpResponseMessage> IHttpActionInvoker.InvokeActionAsync(
            HttpActionContext context, CancellationToken cancellationToken)
        {
            var response = await InvokeActionAsync(context, cancellationToken).ConfigureAwait(false);
            var returned = context.ActionDescriptor.ReturnType;
            if (returned == null || returned == typeof(void))
            {
                response.StatusCode = HttpStatusCode.NoContent;
            }
            return response;
        }
    }

    /// <summary>
    /// One request after the other; the preview mixes up the parameters of two at once, and may fall over what it makes
    /// when an action is called first.
    /// </summary>
    public sealed class OneAtATime : DelegatingHandler
    {
        private readonly object turn = new object();

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (turn)
            {
                var response = base.SendAsync(request, cancellationToken).Result;
                if (response.Content != null)
                {
                    response.Content.LoadIntoBufferAsync().Wait();
                }
                return Task.FromResult(response);
            }
        }
    }

    /// <summary>
    /// Errors of the framework itself have a Message, and a 405 has an Allow header; the preview has neither.
    /// An exception that nobody has caught is told as Web API 2 tells it to a client on the same machine.
    /// </summary>
    public sealed class ErrorBodies : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response;
            try
            {
                response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                return Crash(request, problem);
            }
            var content = response.Content as ObjectContent;
            var surrogate = content == null ? null : content.Value as ExceptionSurrogate;
            if (surrogate != null)
            {
                return Crash(request, surrogate);
            }
            var words = content == null ? null : content.Value as string;
            var untold = (int)response.StatusCode >= 400 && (response.Content == null || words != null);
            return untold ? Told(request, response.StatusCode, words) : response;
        }

        private static HttpResponseMessage Told(HttpRequestMessage request, HttpStatusCode status, string words)
        {
            var unauthorized = status == HttpStatusCode.Unauthorized;
            var message = unauthorized ? "Authorization has been denied for this request." : "An error has occurred.";
            var response = request.CreateResponse(status, new FrameworkError { Message = words ?? message });
            if (status == HttpStatusCode.MethodNotAllowed)
            {
                response.Content.Headers.Allow.Add("POST");
            }
            return response;
        }

        private static HttpResponseMessage Crash(HttpRequestMessage request, Exception problem)
        {
            return request.CreateResponse(HttpStatusCode.InternalServerError, new FrameworkError
            {
                Message = "An error has occurred.", ExceptionMessage = problem.Message,
                ExceptionType = problem.GetType().FullName, StackTrace = problem.StackTrace,
            });
        }

        private static HttpResponseMessage Crash(HttpRequestMessage request, ExceptionSurrogate problem)
        {
            return request.CreateResponse(HttpStatusCode.InternalServerError, new FrameworkError
            {
                Message = "An error has occurred.", ExceptionMessage = problem.Message,
                ExceptionType = problem.ExceptionType, StackTrace = problem.StackTrace,
            });
        }
    }
}
