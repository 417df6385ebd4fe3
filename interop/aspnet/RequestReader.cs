using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;

namespace RejectContract.AspNet
{
    /// <summary>A request that breaks HTTP itself; nothing after it on its connection can be understood.</summary>
    public sealed class BadRequest : Exception
    {
        public readonly int Status;

        public BadRequest(int status, string message) : base(message)
        {
            Status = status;
        }
    }

    /// <summary>Reads the requests of one connection and hands them over as the framework's own messages.</summary>
    public sealed class RequestReader
    {
        private const int LongestLine = 65536;
        private const long LongestBody = 30 * 1024 * 1024;
        private static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");

        private readonly Stream stream;
        private readonly Stream output;
        private readonly string root;

        public RequestReader(Stream input, string root)
        {
            stream = new BufferedStream(input, 1 << 16);
            output = input;
            this.root = root;
        }

        /// <summary>Whether the connection may stay open after the answer to the last request.</summary>
        public bool KeepsAlive { get; private set; }

        /// <summary>The next request, or null where the client has closed the connection.</summary>
        public HttpRequestMessage Next()
        {
            KeepsAlive = false;
            var line = ReadLine();
            for (var empty = 0; line == "" && empty < 2; empty++)
            {
                line = ReadLine(); // RFC 9112 section 2.2 forgives empty lines before a request
            }
            if (line == null)
            {
                return null;
            }
            var words = line.Split(' ');
            if (words.Length != 3 || words[0] == "" || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
            {
                throw new BadRequest(400, "The request line is malformed.");
            }
            var headers = ReadHeaders();
            var oldest = words[2] == "HTTP/1.0";
            if (!oldest && Values(headers, "Host").Count != 1)
            {
                throw new BadRequest(400, "One Host header is required.");
            }
            var body = ReadBody(headers, oldest);
            KeepsAlive = !oldest && !Values(headers, "Connection").Any(IsClose);
            return Message(words[0], words[1], headers, body);
        }

        private HttpRequestMessage Message(
            string method, string target, List<KeyValuePair<string, string>> headers, byte[] body)
        {
            HttpRequestMessage message;
            try
            {
                message = new HttpRequestMessage(new HttpMethod(method), new Uri(Absolute(target)));
            }
            catch (FormatException)
            {
                throw new BadRequest(400, "The method or the target of the request is malformed.");
            }
            if (body.Length > 0 || Values(headers, "Content-Type").Count > 0)
            {
                message.Content = new ByteArrayContent(body);
            }
            foreach (var header in headers)
            {
                var known = message.Headers.TryAddWithoutValidation(header.Key, header.Value);
                if (!known && message.Content != null && !Is(header.Key, "Content-Length"))
                {
                    message.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }
            }
            return message;
        }

        private string Absolute(string target)
        {
            var escaped = new StringBuilder();
            foreach (var letter in target)
            {
                escaped.Append(letter < 127 ? letter.ToString() : "%" + ((int)letter).ToString("X2"));
            }
            var text = escaped.ToString();
            return text.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? text
                : root + (text.StartsWith("/", StringComparison.Ordinal) ? text : "/" + text);
        }

        private List<KeyValuePair<string, string>> ReadHeaders()
        {
            var headers = new List<KeyValuePair<string, string>>();
            for (var line = ReadLine(); line != ""; line = ReadLine())
            {
                var colon = line == null ? -1 : line.IndexOf(':');
                if (colon < 1 || line.Take(colon).Any(letter => letter <= ' '))
                {
                    throw new BadRequest(400, "A header line is malformed.");
                }
                var value = line.Substring(colon + 1).Trim(' ', '\t');
                headers.Add(new KeyValuePair<string, string>(line.Substring(0, colon), value));
            }
            return headers;
        }

        private byte[] ReadBody(List<KeyValuePair<string, string>> headers, bool oldest)
        {
            var codings = Values(headers, "Transfer-Encoding");
            var lengths = Values(headers, "Content-Length").Distinct().ToList();
            if (lengths.Count + codings.Count > 1)
            {
                throw new BadRequest(400, "The length of the body is said twice.");
            }
            long length = 0;
            if (lengths.Count == 1
                && !long.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out length))
            {
                throw new BadRequest(400, "Content-Length is malformed.");
            }
            if (codings.Count == 1 && !Is(codings[0], "chunked"))
            {
                throw new BadRequest(501, "The transfer coding is not known.");
            }
            if (!oldest && Values(headers, "Expect").Any(each => Is(each, "100-continue")))
            {
                var interim = Latin1.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
                output.Write(interim, 0, interim.Length);
            }
            return codings.Count == 1 ? ReadChunks() : ReadExactly(length);
        }

        private byte[] ReadChunks()
        {
            var body = new MemoryStream();
            while (true)
            {
                long size;
                var digits = (ReadLine() ?? "").Split(';')[0].Trim();
                if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size)
                    || size < 0)
                {
                    throw new BadRequest(400, "A chunk is malformed.");
                }
                if (size == 0)
                {
                    break;
                }
                if (body.Length + size > LongestBody)
                {
                    throw new BadRequest(413, "The body is too large.");
                }
                body.Write(ReadExactly(size), 0, (int)size);
                if (ReadLine() != "")
                {
                    throw new BadRequest(400, "A chunk is malformed.");
                }
            }
            while (!string.IsNullOrEmpty(ReadLine()))
            {
                // trailer fields mean nothing here
            }
            return body.ToArray();
        }

        private byte[] ReadExactly(long length)
        {
            if (length > LongestBody)
            {
                throw new BadRequest(413, "The body is too large.");
            }
            var data = new byte[length];
            for (var at = 0; at < data.Length;)
            {
                var read = stream.Read(data, at, data.Length - at);
                if (read == 0)
                {
                    throw new BadRequest(400, "The body ended before its declared length.");
                }
                at += read;
            }
            return data;
        }

        /// <summary>A line without its end, or null where there is nothing more.</summary>
        private string ReadLine()
        {
            var line = new List<byte>();
            for (var next = stream.ReadByte(); next != '\n'; next = stream.ReadByte())
            {
                if (next < 0)
                {
                    return null;
                }
                if (line.Count >= LongestLine)
                {
                    throw new BadRequest(414, "A line of the request is too long.");
                }
                line.Add((byte)next);
            }
            return Latin1.GetString(line.ToArray()).TrimEnd('\r');
        }

        private static List<string> Values(List<KeyValuePair<string, string>> headers, string name)
        {
            return headers.Where(each => Is(each.Key, name)).Select(each => each.Value).ToList();
        }

        private static bool IsClose(string value)
        {
            return value.Split(',').Any(each => Is(each.Trim(), "close"));
        }

        private static bool Is(string one, string other)
        {
            return string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
        }
    }
}
