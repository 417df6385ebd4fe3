using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Principal;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace RejectContract.AspNet
{
    /// <summary>
    /// Says who is asking: Basic, SoTicket, Bearer, or a session with its XSRF token.
    /// It also refuses whom it does not know, unless the [Authorize] attribute is left to do so.
    /// </summary>
    public sealed class Authentication : DelegatingHandler
    {
        private const string AccountKey = "RejectContract.Account";
        private readonly bool online;
        private readonly bool refuses;

        public Authentication(Settings settings)
        {
            online = settings.Online;
            refuses = !settings.Has(Settings.Authorize);
        }

        public static Account Caller(HttpRequestMessage request)
        {
            return (Account)request.Properties[AccountKey];
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var account = Find(request);
            if (account == null && refuses && !IsOpen(request.RequestUri))
            {
                return Task.FromResult(Refusal(request));
            }
            request.Properties[AccountKey] = account;
            var name = account == null ? "" : account.Name;
            Thread.CurrentPrincipal = new GenericPrincipal(new GenericIdentity(name), new string[0]);
            return base.SendAsync(request, cancellationToken);
        }

        /// <summary>The API's description of itself needs no login.</summary>
        private static bool IsOpen(Uri address)
        {
            var path = address.AbsolutePath.TrimEnd('/').ToLowerInvariant();
            return path == "/api" || path == "/api/v1";
        }

        private HttpResponseMessage Refusal(HttpRequestMessage request)
        {
            var schemes = online ? new[] { "SoTicket", "Bearer" } : new[] { "Basic", "SoTicket", "Bearer" };
            var message = "Log in with one of the schemes " + string.Join(", ", schemes) + ", or with an XSRF token.";
            var error = VendorError.Of("SoSessionException", message);
            var response = request.CreateResponse(HttpStatusCode.Unauthorized, error);
            foreach (var scheme in schemes)
            {
                response.Headers.TryAddWithoutValidation("WWW-Authenticate", scheme + " realm=\"SuperOffice\"");
            }
            return response;
        }

        private Account Find(HttpRequestMessage request)
        {
            var given = Header(request, "Authorization");
            if (given == null)
            {
                return BySession(request);
            }
            var words = given.Trim().Split(new[] { ' ' }, 2);
            var value = words.Length == 2 ? words[1].Trim() : "";
            switch (words[0].ToLowerInvariant())
            {
                case "basic":
                    return online ? null : ByPassword(value);
                case "soticket":
                    var known = !online || Header(request, "SO-AppToken") == Account.AppToken;
                    return known ? Account.All.FirstOrDefault(each => each.Ticket == value) : null;
                case "bearer":
                    return Account.All.FirstOrDefault(each => each.Token == value);
                default:
                    return null;
            }
        }

        private static Account ByPassword(string value)
        {
            try
            {
                var words = Encoding.UTF8.GetString(Convert.FromBase64String(value)).Split(new[] { ':' }, 2);
                return words.Length < 2 ? null
                    : Account.All.FirstOrDefault(each => each.Name == words[0] && each.Password == words[1]);
            }
            catch (FormatException)
            {
                return null;
            }
        }

        private static Account BySession(HttpRequestMessage request)
        {
            var cookies = (Header(request, "Cookie") ?? "").Split(';').Select(each => each.Trim());
            var token = Header(request, "X-XSRF-TOKEN");
            return Account.All.FirstOrDefault(each =>
                cookies.Contains(Account.SessionCookie + "=" + each.Session) && each.XsrfToken == token);
        }

        private static string Header(HttpRequestMessage request, string name)
        {
            IEnumerable<string> values;
            return request.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
        }
    }
}
