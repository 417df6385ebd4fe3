using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace RejectContract.AspNet
{
    /// <summary>
    /// Serves the framework over plain sockets, one thread for each connection.
    /// The runtime's own HttpListener adds faults to HTTP that the real web host has not.
    /// </summary>
    public sealed class Listener
    {
        private const int LingerMilliseconds = 500;
        private readonly HttpMessageInvoker framework;
        private readonly TcpListener listener;

        public Listener(HttpMessageInvoker framework, int port)
        {
            this.framework = framework;
            listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start(128);
            BaseUrl = "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        public string BaseUrl { get; private set; }

        public void Serve()
        {
            while (true)
            {
                var client = listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }

        private void Serve(TcpClient client)
        {
            try
            {
                client.NoDelay = true;
                using (client)
                {
                    var reader = new RequestReader(client.GetStream(), BaseUrl);
                    while (ServeOne(reader, client))
                    {
                    }
                }
            }
            catch (IOException)
            {
                // the client went away
            }
            catch (SocketException)
            {
            }
        }

        /// <summary>Answers one request; whether another may follow it.</summary>
        private bool ServeOne(RequestReader reader, TcpClient client)
        {
            HttpRequestMessage request;
            try
            {
                request = reader.Next();
            }
            catch (BadRequest problem)
            {
                var content = new StringContent("{\"Message\":\"" + problem.Message + "\"}", Encoding.UTF8, "application/json");
                Send(client, new HttpResponseMessage((HttpStatusCode)problem.Status) { Content = content }, false, false);
                Linger(client);
                return false;
            }
            if (request == null)
            {
                return false;
            }
            using (request)
            using (var response = framework.SendAsync(request, CancellationToken.None).Result)
            {
                Send(client, response, request.Method == HttpMethod.Head, reader.KeepsAlive);
            }
            return reader.KeepsAlive;
        }

        private static void Send(TcpClient client, HttpResponseMessage response, bool headOnly, bool keepsAlive)
        {
            var status = (int)response.StatusCode;
            var bare = status < 200 || status == 204 || status == 304;
            var body = bare || response.Content == null ? new byte[0] : response.Content.ReadAsByteArrayAsync().Result;
            var head = new StringBuilder();
            head.Append("HTTP/1.1 ").Append(status).Append(' ').Append(response.ReasonPhrase).Append("\r\n");
            foreach (var header in Headers(response, bare))
            {
                head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
            }
            if (!bare)
            {
                head.Append("Content-Length: ").Append(body.Length).Append("\r\n");
            }
            if (!keepsAlive)
            {
                head.Append("Connection: close\r\n");
            }
            var start = Encoding.GetEncoding("iso-8859-1").GetBytes(head.Append("\r\n").ToString());
            var whole = headOnly ? start : start.Concat(body).ToArray();
            client.GetStream().Write(whole, 0, whole.Length);
        }

        private static IEnumerable<KeyValuePair<string, string>> Headers(HttpResponseMessage response, bool bare)
        {
            yield return new KeyValuePair<string, string>("Date", DateTime.UtcNow.ToString("R"));
            // what the real web host adds where nobody says anything else
            yield return new KeyValuePair<string, string>("Cache-Control", "no-cache");
            yield return new KeyValuePair<string, string>("Pragma", "no-cache");
            yield return new KeyValuePair<string, string>("Expires", "-1");
            var headers = response.Headers.AsEnumerable();
            if (response.Content != null && !bare)
            {
                headers = headers.Concat(response.Content.Headers);
            }
            foreach (var header in headers.Where(each => each.Key != "Content-Length"))
            {
                foreach (var value in header.Value)
                {
                    yield return new KeyValuePair<string, string>(header.Key, value);
                }
            }
        }

        /// <summary>Reads what the client still sends, so that closing does not reset what was just answered.</summary>
        private static void Linger(TcpClient client)
        {
            client.Client.Shutdown(SocketShutdown.Send);
            client.ReceiveTimeout = LingerMilliseconds;
            var unread = new byte[1 << 16];
            while (client.GetStream().Read(unread, 0, unread.Length) > 0)
            {
            }
        }
    }
}
