using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Web.Http;
using System.Web.Http.Controllers;
using System.Web.Http.Dispatcher;
using Newtonsoft.Json.Converters;

namespace RejectContract.AspNet
{
    /// <summary>Configures the framework as a team would: routes, formatters, handlers, filters.</summary>
    public static class Startup
    {
        public static HttpServer Build(Settings settings)
        {
            var configuration = new HttpConfiguration();
            configuration.Properties[AppointmentAgent.CalendarKey] = new Calendar(settings.Has(Settings.TrimmedReasons));
            AddRoutes(configuration.Routes);
            AddFormatters(configuration, settings);
            AddFilters(configuration, settings);
            configuration.MessageHandlers.Add(new OneAtATime());
            configuration.MessageHandlers.Add(new ErrorBodies());
            configuration.MessageHandlers.Add(new Authentication(settings));
            configuration.Services.Replace(typeof(IHttpControllerTypeResolver), new ControllerTypes(settings));
            configuration.Services.Replace(typeof(IActionValueBinder), new ActionBinder());
            configuration.Services.Replace(typeof(IHttpActionInvoker), new ActionInvoker());
            return new HttpServer(configuration);
        }

        /// <summary>Lets the framework compile what it compiles at the first request.</summary>
        public static void WarmUp(HttpMessageInvoker invoker, string baseUrl)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, baseUrl + "/api");
            invoker.SendAsync(request, CancellationToken.None).Result.Dispose();
        }

        private static void AddRoutes(HttpRouteCollection routes)
        {
            routes.MapHttpRoute("agents", "api/v1/Agents/{controller}/{action}");
            var metadata = new { controller = "Metadata", action = "Describe" };
            routes.MapHttpRoute("metadata", "api", metadata);
            routes.MapHttpRoute("metadata v1", "api/v1", metadata);
        }

        private static void AddFormatters(HttpConfiguration configuration, Settings settings)
        {
            var json = configuration.Formatters.JsonFormatter;
            json.SerializerSettings.Converters.Add(new StringEnumConverter());
            json.SupportedMediaTypes.Add(new MediaTypeHeaderValue("application/json-patch+json"));
            json.SupportedMediaTypes.Add(new MediaTypeHeaderValue("application/merge-patch+json"));
            configuration.Formatters.XmlFormatter.UseXmlSerializer = settings.Has(Settings.XmlSerializer);
        }

        private static void AddFilters(HttpConfiguration configuration, Settings settings)
        {
            if (settings.Has(Settings.Authorize))
            {
                configuration.Filters.Add(new AuthorizeAttribute());
            }
            if (settings.Profile == "careful")
            {
                configuration.Filters.Add(new ModelFilter());
            }
            if (settings.Profile == "vendorlike")
            {
                configuration.Filters.Add(new NullGuard());
            }
            if (settings.Profile != "default")
            {
                configuration.Filters.Add(new ErrorFilter());
            }
        }

        /// <summary>Chooses the appointment controller that the options ask for.</summary>
        private sealed class ControllerTypes : IHttpControllerTypeResolver
        {
            private readonly Type appointment;

            public ControllerTypes(Settings settings)
            {
                appointment = settings.Has(Settings.BoundSelect) ? typeof(BoundSelect.AppointmentController)
                    : settings.Has(Settings.NestedContract) ? typeof(Nested.AppointmentController)
                    : typeof(Plain.AppointmentController);
            }

            public ICollection<Type> GetControllerTypes(IAssembliesResolver assemblies)
            {
                return new[] { typeof(MetadataController), appointment };
            }
        }
    }
}
